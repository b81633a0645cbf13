"""The one model every file is written from: cleaned once, sorted, numbers and dates already as words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import ValidationError

from agent.errors import ExportFailed
from agent.exports import wording
from agent.exports.lines import ChannelLine, KpiLine, PostLine, SignOff, channel_lines, kpi_lines, post_lines, sign_off
from agent.exports.package_input import PackageInput, selected
from agent.schemas.base import Artifact
from agent.schemas.creatives import Asset, Creatives
from agent.schemas.execution import Execution
from agent.schemas.intake import Intake, ProofAsset
from agent.schemas.monitoring import Monitoring, SelectedKpi
from agent.schemas.quality import QCResult
from agent.schemas.registry import explain
from agent.schemas.stages import ArtifactStage
from agent.schemas.strategy import PrimaryKpi, Strategy
from agent.schemas.text import clean, one_line
from agent.schemas.version import ArtifactVersion, Provenance, ProvenanceMap

A = TypeVar("A", bound=Artifact)


@dataclass(frozen=True)
class Brand:
    """The look of the files."""

    colour: str
    """#RRGGBB as chosen; writers darken it where contrast asks for it."""
    agency: str | None
    footer: str
    logo: bytes | None


@dataclass(frozen=True)
class ExportModel:
    """What the files say. A stage that is not selected is None."""

    client: str
    campaign: str
    objective: str
    budget: str
    flight: str
    zone: str | None
    at: datetime
    day: str
    brand: Brand
    note: str
    """The note to the client; may be empty."""
    intake: Intake | None
    strategy: Strategy | None
    creatives: Creatives | None
    execution: Execution | None
    monitoring: Monitoring | None
    provenance: ProvenanceMap
    proofs: Mapping[str, ProofAsset]
    assets: Mapping[str, Asset]
    posts: tuple[PostLine, ...]
    """By day and time."""
    kpis: tuple[KpiLine, ...]
    channels: tuple[ChannelLine, ...]
    sign_offs: tuple[SignOff, ...]
    qc: tuple[QCResult, ...]
    """Only when the delivery includes them."""

    def proof(self, proof_id: str) -> str:
        """The words of a proof asset; its id as words when the intake does not hold it."""
        found = self.proofs.get(proof_id)
        return found.text if found else wording.words(proof_id.replace("-", "_"))

    def unit(self, metric: str, value: float) -> str | None:
        """Unit of a limit: that of the KPI the metric names; a rate below 1 is a share."""
        units = {kpi.name: kpi.unit for kpi in self._measures if kpi.unit in ("%", "share") or len(kpi.unit or "") == 3}
        named = [name for name in units if name.lower() in metric.lower()]
        if named:
            return units[max(named, key=len)]
        return "share" if 0 < value < 1 and re.search(r"\brate\b|\bshare\b", metric, re.I) else None

    @property
    def _measures(self) -> list[PrimaryKpi | SelectedKpi]:
        own = self.monitoring.kpis.selected if self.monitoring else []
        return [*(self.strategy.measurement.primary_kpis if self.strategy else []), *own]


def build_model(data: PackageInput) -> ExportModel:
    """Make the model. Raises ExportFailed when an artifact cannot be read."""
    versions = selected(data)
    intake = _typed(Intake, versions.get("intake"))
    strategy = _typed(Strategy, versions.get("strategy"))
    creatives = _typed(Creatives, versions.get("creatives"))
    execution = _typed(Execution, versions.get("execution"))
    monitoring = _typed(Monitoring, versions.get("monitoring"))
    zone = intake.timezone if intake else None
    assets = {asset.id: asset for asset in creatives.assets} if creatives else {}
    money = (intake and intake.budget) or data.campaign.budget
    client = clean((intake and intake.client_name) or data.campaign.client_name or data.campaign.name)
    return ExportModel(
        client=one_line(client),
        campaign=one_line(clean(data.campaign.name)),
        objective=wording.words((intake and intake.objective) or data.campaign.objective or "unknown"),
        budget=wording.money(money.amount, money.currency) if money else "Unknown",
        flight=_flight(data, intake, execution),
        zone=zone,
        at=data.at,
        day=wording.moment(data.at, zone).split(",")[0],
        brand=_brand(data, one_line(client)),
        note=clean(data.delivery.options.notes or ""),
        intake=intake,
        strategy=strategy,
        creatives=creatives,
        execution=execution,
        monitoring=monitoring,
        provenance=_provenance(versions),
        proofs={proof.id: proof for proof in intake.proof_assets} if intake else {},
        assets=assets,
        posts=post_lines(execution, assets),
        kpis=kpi_lines(intake, strategy, monitoring),
        channels=channel_lines(strategy, execution),
        sign_offs=tuple(sign_off(data, version, zone) for version in versions.values()),
        qc=_quality(data, versions) if data.delivery.options.include_qc_reports else (),
    )


def clean_all(value: object) -> object:
    """Plain JSON with every text cleaned, keys included."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {clean(str(key)): clean_all(item) for key, item in value.items()}
    return [clean_all(item) for item in value] if isinstance(value, list) else value


def _typed(kind: type[A], version: ArtifactVersion | None) -> A | None:
    if version is None:
        return None
    try:
        return kind.model_validate(clean_all(version.content))
    except ValidationError as error:
        raise ExportFailed(f"No package was made: {explain(error, version.stage)}. Correct it, approve it, then try again.") from error


def _flight(data: PackageInput, intake: Intake | None, execution: Execution | None) -> str:
    start, end, weeks = data.campaign.start_date, data.campaign.end_date, None
    if intake and intake.start_date:
        start, weeks = intake.start_date, intake.duration_weeks
        end = start + timedelta(weeks=weeks, days=-1)
    if execution and execution.timeline.start_date:
        start, weeks = execution.timeline.start_date, execution.timeline.duration_weeks
        end = execution.timeline.end_date or (start + timedelta(weeks=weeks, days=-1) if weeks else None)
    text = wording.span(start, end)
    return f"{text} ({wording.counted(weeks, 'week')})" if weeks else text


def _brand(data: PackageInput, client: str) -> Brand:
    chosen = data.delivery.options.branding
    agency = one_line(clean(chosen.agency or "")) or None
    return Brand(
        colour=chosen.primary_color, agency=agency, footer=one_line(clean(chosen.footer or "")) or agency or client, logo=data.logo
    )


def _quality(data: PackageInput, versions: Mapping[ArtifactStage, ArtifactVersion]) -> tuple[QCResult, ...]:
    found = (data.qc[stage] for stage in versions if stage in data.qc)
    return tuple(QCResult.model_validate(clean_all(result.model_dump(mode="json"))) for result in found)


def _provenance(versions: Mapping[ArtifactStage, ArtifactVersion]) -> ProvenanceMap:
    return {
        path: Provenance.model_validate(clean_all(entry.model_dump(mode="json")))
        for version in versions.values()
        for path, entry in version.provenance.items()
    }
