"""Where a field comes from: its own origin, then the upstream values its section was made from, back to the brief or the person who typed them."""

import re
from dataclasses import dataclass

from agent.graph.context import Context
from agent.schemas import paths
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage
from agent.schemas.staleness import TraceStep
from agent.schemas.version import ArtifactVersion
from agent.store.material import concrete, value_at
from agent.store.staleness import follows_from
from agent.tools.edit import origin_of, stage_of

MOST_STEPS = 8
"""Most sources named in one answer."""
_WORD = re.compile(r"\d[\d.,]*\d|\w{3,}")
_EVERYWHERE = frozenset("the and for with that this from are not you your they their has have was can who which into but its our out all one".split())


@dataclass(frozen=True)
class _Place:
    path: str
    version: int
    through: str | None


class _Trail:
    """Walks upstream from one field, each place once."""

    def __init__(self, context: Context, campaign_id: str) -> None:
        self._context = context
        self._campaign = campaign_id
        self._versions: dict[tuple[ArtifactStage, int], ArtifactVersion] = {}
        self.steps: list[TraceStep] = []

    async def walk(self, version: ArtifactVersion, path: str) -> None:
        """Note every place upstream of a field, breadth first."""
        self._versions[(version.stage, version.number)] = version
        waiting, seen = _upstream(version, path, None), {path}
        while waiting:
            place = waiting.pop(0)
            held = await self._version(stage_of(place.path), place.version)
            for name, value in concrete(dict(held.content), place.path):
                if name not in seen:
                    seen.add(name)
                    self.steps.append(_step(held, name, value, place.through))
                    waiting += _upstream(held, name, name)

    async def _version(self, stage: ArtifactStage, number: int) -> ArtifactVersion:
        if (stage, number) not in self._versions:
            self._versions[(stage, number)] = await self._context.store.version(self._campaign, stage, number)
        return self._versions[(stage, number)]


async def trace(context: Context, campaign_id: str, version: ArtifactVersion, path: str) -> tuple[list[TraceStep], int]:
    """The sources of a field, most relevant first, and how many more there are."""
    trail = _Trail(context, campaign_id)
    await trail.walk(version, path)
    words = _words(value_at(dict(version.content), path))
    ranked = sorted(trail.steps, key=lambda step: (-_weight(step, words), step.through is not None, ARTIFACT_STAGES.index(stage_of(step.path))))
    fit = [step for step in ranked if _weight(step, words) > 0] or [step for step in ranked if step.through is None]
    return fit[:MOST_STEPS], len(fit) - len(fit[:MOST_STEPS])


def _weight(step: TraceStep, words: set[str]) -> float:
    """How much of the source stands in the field; a taken-over value weighs most."""
    own = _words(step.value)
    shared = len(own & words)
    return shared / len(own) ** 0.5 if shared > 1 or shared * 3 >= len(own) > 0 else 0


def _words(value: object) -> set[str]:
    text = " ".join(str(leaf) for _, leaf in paths.leaves(value) if leaf not in (None, ""))
    return {word for word in _WORD.findall(text.casefold()) if word not in _EVERYWHERE}


def _step(held: ArtifactVersion, path: str, value: object, through: str | None) -> TraceStep:
    known = origin_of(held.provenance, path)
    said = known.model_dump(include={"source", "by", "quote", "file", "lines", "note"}) if known else {}
    return TraceStep.model_validate({"path": path, "version": held.number, "value": value, "through": through, **said})


def _upstream(held: ArtifactVersion, path: str, through: str | None) -> list[_Place]:
    """Where a field leads: the path it was taken over from, else all that its section says it follows from."""
    known = origin_of(held.provenance, path)
    _, *rest = paths.steps(path)
    references = held.lineage.get(str(rest[0]), []) if rest else []
    if known is not None and known.source == "hydrated" and known.path:
        version = known.version or next((ref.version for ref in references if ref.path == known.path), 1)
        return [_Place(known.path, version, through)]
    return [_Place(ref.path, ref.version, through) for ref in references if follows_from(ref, rest[1:])]
