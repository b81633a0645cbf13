"""Origins of values after a merge: every value still says where it came from."""

from typing import Any

from agent.schemas import paths
from agent.schemas.pins import address, located, same, value_at
from agent.schemas.version import Provenance, ProvenanceMap
from agent.tools.edit import Draft, origin_of
from agent.tools.merge import merge

Content = dict[str, Any]


def followed(provenance: ProvenanceMap, before: Content, after: Content) -> ProvenanceMap:
    """Provenance with the paths that entries with ids have in other content; what is gone has none."""
    moved = {name: located(after, address(before, name)) if located(before, name) else name for name in provenance}
    return {path: provenance[name] for name, path in moved.items() if path is not None}


def merged_origins(base: Draft, theirs: Draft, mine: Draft, content: Content) -> ProvenanceMap:
    """The provenance of merged content: what each side recorded, and the origin of the side each value stands with."""
    recorded = merge(_recorded(base), _recorded(theirs), _recorded(mine)).value
    merged = {located(content, name) or name: Provenance.model_validate_json(known) for name, known in recorded.items()}
    for path, value in paths.leaves(content, theirs.stage):
        place = address(content, path)
        sides = [side for side in (theirs, mine) if same(value, value_at(side.content, place))]
        if len(sides) == 1:
            known = origin_of(sides[0].provenance, located(sides[0].content, place) or path)
            merged |= {path: known} if known and origin_of(merged, path) != known else {}
    return merged


def _recorded(side: Draft) -> dict[str, str]:
    return {address(side.content, name): known.model_dump_json() for name, known in side.provenance.items()}
