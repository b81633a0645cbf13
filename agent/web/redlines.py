"""Redlines for the page and as a file."""

from typing import Any

from agent.chat.labels import label
from agent.exports.redline import RedlineInput, value_text, write_redline
from agent.schemas.comparison import Comparison, Difference, Segment
from agent.schemas.history import Compared
from agent.schemas.stages import ArtifactStage
from agent.store import Store
from agent.tools.redline import compare, segments

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

Row = dict[str, Any]


def rows_of(comparison: Comparison) -> list[Row]:
    """Differences for the page: `path`, `label`, `kind`, `matters` (words), `from` (label, where it moved), and `parts` of [op, text]."""
    return [
        {
            "path": one.path,
            "label": label(one.path),
            "kind": one.kind,
            "matters": list(one.matters),
            "from": label(one.before_path) if one.kind == "moved" else "",
            "parts": [[part.op, part.text] for part in _parts(one)],
        }
        for one in comparison.differences
    ]


def redline_props(found: Compared) -> dict[str, Any]:
    """A comparison for the page: the differences word by word, how many there are, and the address of the file that has all of them."""
    both = found.comparison
    return {
        "url": f"/redlines/{found.campaign_id}/{both.stage}/{both.before}/{both.after}.docx",
        "before": both.before,
        "after": both.after,
        "material": found.material,
        "wording": found.wording,
        "rows": rows_of(both),
    }


def _parts(one: Difference) -> list[Segment]:
    if one.kind == "moved":
        return []
    return segments(value_text(one.before), value_text(one.after))


async def redline_of(store: Store, campaign_id: str, stage: ArtifactStage, numbers: tuple[int, int]) -> tuple[str, bytes]:
    """Name and content of the Word file that compares two versions, older first. Raises NotFound."""
    record = await store.campaign(campaign_id)
    old = await store.version(campaign_id, stage, min(numbers))
    new = await store.version(campaign_id, stage, max(numbers))
    found = compare(stage, dict(old.content), dict(new.content), numbers=(old.number, new.number))
    author = await store.user(new.author)
    data = RedlineInput(
        campaign=record.campaign.name,
        title=stage.capitalize(),
        comparison=found,
        labels={path: label(path) for one in found.differences for path in (one.path, one.before_path)},
        segments={one.path: _parts(one) for one in found.differences if one.kind == "changed"},
        author=author.name if author else new.author,
        at=new.created_at,
    )
    return f"{record.campaign.name} {stage} v{old.number} to v{new.number}.docx", write_redline(data)
