"""The values of a form that were not saved because somebody else changed them meanwhile."""

from typing import Any

from agent.schemas.events import Outcome
from agent.schemas.merging import Contested, MergeConflict
from agent.store import Store
from agent.web.fields import typed


async def contested_of(store: Store, outcome: Outcome) -> list[dict[str, Any]]:
    """What the form needs to let a person choose: the field, who changed it (`name`), what stands now (`theirs_text`), and `newest`, the version to answer with."""
    met = [reply.notice for reply in outcome.replies if isinstance(reply.notice, MergeConflict)]
    return [await _told(store, row, notice.version) for notice in met for row in notice.contested]


async def _told(store: Store, row: Contested, newest: int) -> dict[str, Any]:
    person = await store.user(row.by)
    theirs = "\n".join(map(typed, row.theirs)) if isinstance(row.theirs, list) else typed(row.theirs)
    return {**row.model_dump(mode="json"), "name": person.name if person else row.by, "theirs_text": theirs, "newest": newest}
