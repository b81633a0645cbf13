"""A campaign of a hundred assets and a thousand posts, and what one pass over it takes."""

import json
import statistics
import time
from pathlib import Path
from typing import Any

from agent.schemas import paths
from agent.schemas.canonical import digest
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ARTIFACT_STAGES, USES, ArtifactStage
from agent.schemas.version import LineageRef
from agent.stages import STAGES
from agent.store.material import value_at
from agent.store.staleness import Held, Standing, stale_sections_of, with_in_force

REFERENCE = Path(__file__).parent.parent / "reference" / "northlight"
ASSETS, POSTS, ROUNDS = 100, 1_000, 20


def full_campaign() -> Standing:
    """Every stage approved, at the largest size the product is made for, after a change of price and start."""
    force: dict[str, Held] = {}
    for stage in ARTIFACT_STAGES:
        content = _full(stage, dump(parse(stage, json.loads((REFERENCE / f"{stage}.json").read_text()))))
        force[stage] = Held(stage, stage, 1, digest(content), content, _lineage(stage, force))
    standing = Standing(force, list(force.values()), {("intake", 1): force["intake"].content})
    content = {**force["intake"].content, "pricing": "26 GBP a month", "start_date": "2026-09-14"}
    return with_in_force(standing, Held("newer", "intake", 2, digest(content), content, {}))


def _full(stage: ArtifactStage, content: dict[str, Any]) -> dict[str, Any]:
    if stage == "creatives":
        return {**content, "assets": [{**content["assets"][n % len(content["assets"])], "id": f"a{n}"} for n in range(ASSETS)]}
    if stage == "execution":
        posts = content["calendar"]["posts"] or [{"id": "p", "link": "https://shop.example.org/subscription?utm_source=instagram"}]
        return paths.put(content, "calendar.posts", [{**posts[n % len(posts)], "id": f"p{n}"} for n in range(POSTS)])
    return content


def _lineage(stage: ArtifactStage, force: dict[str, Held]) -> dict[str, list[LineageRef]]:
    sections = next(one for one in STAGES if one.id == stage).sections
    return {section.id: [_reference(path, force) for path in section.uses if path.split(".")[0] in USES[stage]] for section in sections}


def _reference(path: str, force: dict[str, Held]) -> LineageRef:
    return LineageRef(path=path, version=1, digest=digest(value_at(force[path.split(".")[0]].content, path)))


def one_pass() -> float:
    """Milliseconds of one pass over the full campaign, at the median."""
    standing, taken = full_campaign(), []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        found = stale_sections_of(standing)
        taken.append((time.perf_counter() - started) * 1_000)
        assert found["strategy"]
    return statistics.median(taken)
