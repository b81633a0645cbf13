"""Writes the generated parts of docs/architecture.md: `make docs`. A test compares them with what stands there."""

import re
from pathlib import Path

from agent.graph.build import build
from agent.schemas.registry import ARTIFACTS
from agent.stages import STAGES, rules_of

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def graph() -> str:
    """The real graph as a Mermaid diagram."""
    text = build(STAGES).get_graph().draw_mermaid(with_styles=False)
    return f"```mermaid\n{text.strip()}\n```"


def stages() -> str:
    """The chain: what each stage holds, what opens it, how many rules check it."""
    rows = ["| stage | opens when approved | sections | fields | rules |", "|---|---|---|---|---|"]
    for stage in STAGES:
        opens = ", ".join(stage.requires) or "an active campaign"
        drafted = ", ".join(section.id for section in stage.sections)
        fields = len(ARTIFACTS[stage.id].model_fields)
        rows.append(f"| {stage.id} | {opens} | {drafted} | {fields} | {len(rules_of(stage.id))} |")
    return "\n".join(rows)


def rules() -> str:
    """Every quality rule by stage."""
    rows = ["| stage | rule | severity | demand |", "|---|---|---|---|"]
    common = {rule.id for stage in STAGES for rule in rules_of(stage.id)}.intersection(*({rule.id for rule in rules_of(stage.id)} for stage in STAGES))
    for rule in rules_of(STAGES[0].id):
        if rule.id in common:
            rows.append(f"| every | {rule.id} | {rule.severity} | {rule.demand} |")
    for stage in STAGES:
        rows += [f"| {stage.id} | {rule.id} | {rule.severity} | {rule.demand} |" for rule in rules_of(stage.id) if rule.id not in common]
    return "\n".join(rows)


PARTS = {"graph": graph, "stages": stages, "rules": rules}


def refreshed(page: str) -> str:
    """The page with its generated parts as they are now."""
    for name, make in PARTS.items():
        marks = (f"<!-- generated: {name} -->", f"<!-- end: {name} -->")
        pattern = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.S)
        content = f"{marks[0]}\n{make()}\n{marks[1]}"
        page = pattern.sub(lambda match, content=content: content, page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
