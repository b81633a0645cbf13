"""Sections drafted side by side come out as if they were drafted one after the other."""

import pytest

from agent.llm.port import DraftRequest
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ARTIFACT_STAGES
from agent.stages import STAGES
from agent.stages.base import Section, foundations, waves
from tests.stages.helpers import drafted, intake_from_brief, sources


@pytest.mark.parametrize("name", ["northlight", "haldane"])
def test_every_section_names_the_sections_its_drafter_builds_on(name: str) -> None:
    upstream = {"intake": intake_from_brief(name)}
    for stage in STAGES[1:5]:
        given = sources(**upstream)
        upstream[stage.id] = drafted(stage, given)
        opened = dump(parse(stage.id, stage.hydrate({}, given).content))
        done: dict[str, object] = {}
        for section in stage.sections:
            if section.draft is None:
                continue
            below = {other: value for other, value in done.items() if other in foundations(section, stage)}
            fewer, all_of_them = ({**opened, **held} for held in (below, done))
            request = DraftRequest(stage=stage.id, section=section.id, sources=given, current=fewer)
            done[section.id] = section.draft(request).value
            assert done[section.id] == section.draft(request.model_copy(update={"current": all_of_them})).value, f"{stage.id}.{section.id}"


def test_every_path_a_section_uses_belongs_to_a_stage() -> None:
    used = {path.split(".")[0] for stage in STAGES for section in stage.sections for path in section.uses}
    assert used <= set(ARTIFACT_STAGES)


def test_a_circle_is_refused() -> None:
    with pytest.raises(ValueError, match="in a circle: a, b"):
        waves([Section("a", "A", after=("b",)), Section("b", "B", after=("a",))])
