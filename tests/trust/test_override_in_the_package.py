"""An override is printed in the manifest of the package that rests on it."""

import io
import json
import zipfile
from pathlib import Path

from agent.schemas.events import Click, SetFields
from tests.trust.campaigns import ROOT, THREAD, act, approve, copied, opened

REASON = "The client measures footfall by hand, and we know."


async def test_an_override_is_printed_with_who_and_why(whole_campaign: Path, tmp_path: Path) -> None:
    async with opened(copied(whole_campaign, tmp_path / "data")) as app:
        kpi = {"name": "Footfall", "unit": "visitors", "target": 100, "direction": "up", "addition": True}
        await act(app, SetFields.model_validate({"id": "kpi", "values": {"monitoring.kpis.selected": [kpi]}}))
        await act(app, Click(id="s", action="submit", stage="monitoring"))
        overridden = await act(app, Click(id="o", action="override", stage="monitoring", args={"acknowledge": True, "comment": REASON}), ROOT)
        assert overridden.error is None, overridden.error
        await act(app, SetFields(id="in", values={"delivery.artifact_selection.monitoring": True, "delivery.options.notes": "With thanks"}))
        await approve(app, "delivery")
        made = await act(app, Click(id="p", action="generate_package", stage="delivery"))
        assert made.error is None, made.error
        [package, *_] = await app.store.packages((await app.driver.position(THREAD)).campaign_id or "")
        with zipfile.ZipFile(io.BytesIO(await app.store.read_file(package.file.id))) as files:
            manifest = json.loads(files.read(next(name for name in files.namelist() if name.endswith("manifest.json"))))
    assert [(found["stage"], found["by"], found["reason"]) for found in manifest["overrides"]] == [("monitoring", ROOT.email, REASON)]
