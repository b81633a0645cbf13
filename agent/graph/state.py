"""What a checkpoint holds: ids, counters and short strings. Artifacts, texts and files live in the store."""

from typing import TypedDict

STATE_VERSION = 1
"""Raised when a stored state is no longer read as it was written; a test guards the keys."""


class State(TypedDict, total=False):
    """Position of one campaign. JSON primitives only, well under 16 kB. Keys are a stored contract."""

    schema: int
    campaign: str
    """Campaign id; also the id of the LangGraph thread."""
    thread: str
    """Chat thread that receives the replies of this run."""
    event: str
    """Id of the event that is being acted on; its plan of tool calls is in the store."""
    actor: dict[str, str]
    """email, name and role of the person who acts."""
    stage: str
    """Stage the conversation is in."""
    at: int
    """Index of the next tool call of the plan."""
    round: int
    """Repair rounds done on the present draft."""
    version: int
    """Version the gate is about."""
    submit: bool
    """True when the version is to be submitted once it is checked."""


STATE_KEYS = frozenset(State.__annotations__)
