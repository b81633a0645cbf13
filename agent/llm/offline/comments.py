"""'Comment on the enemy: too abstract', 'open comments', 'resolve comment 3f2a91c0'."""

import re

from pydantic import JsonValue

from agent.llm.offline.pinning import meant
from agent.llm.port import InterpretRequest, ToolCall

_COMMENT = re.compile(r"^(?:please )?(?:comment|note|leave a (?:comment|note)|add a (?:comment|note))\s+(?:on|about|for)\s+(?P<what>[^:]{2,120}?)\s*:\s*(?P<text>.+)$", re.I | re.S)
_WHOLE = re.compile(r"^(?:please )?comment\s*:\s*(?P<text>.+)$", re.I | re.S)
_LIST = re.compile(r"^(?:please )?(?:show|list|what are|see)?\s*(?:me )?(?:the |all )?(?:open )?(?:comments|change requests)\W*$", re.I)
_RESOLVE = re.compile(r"^(?:please )?(?:resolve|close)\s+(?:the )?comment\s+(?P<id>[0-9a-f]{6,64})\W*$", re.I)


def commenting(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """The call about comments; None when the words are about something else."""
    made = _COMMENT.match(text)
    if made:
        path = meant(made["what"], request)
        said = made["text"].strip() if path else f"{made['what']}: {made['text'].strip()}"
        return [_call("comment", path=path, text=said[:4_000])]
    whole = _WHOLE.match(text)
    if whole:
        return [_call("comment", text=whole["text"].strip()[:4_000])]
    closed = _RESOLVE.match(text)
    if closed:
        return [_call("resolve_comment", id=closed["id"].lower())]
    return [_call("list_comments")] if _LIST.match(text) else None


def _call(tool: str, **given: JsonValue) -> ToolCall:
    return ToolCall(tool=tool, arguments={name: value for name, value in given.items() if value is not None})
