"""'Compare strategy v1 and v3', 'what did Tom change?', 'show the history', 'open intake v2', 'restore v1'."""

import re

from agent.llm.port import InterpretRequest, ToolCall
from agent.schemas.stages import ARTIFACT_STAGES

_STAGE = re.compile(rf"\b({'|'.join(ARTIFACT_STAGES)})\b", re.I)
_NUMBER = r"(?:v|version |no\.? ?|#)?\s?(\d{1,4})\b"
_COMPARE = re.compile(r"^(?:please )?(?:compare|diff|redline|show (?:me )?(?:the )?(?:redline|differences?))\b|^what(?:'s| is| has| was)? (?:changed|different|new)\b|^what changed\b", re.I)
_BY = re.compile(r"^what (?:did|has) (?P<who>[\w.@'-]+(?: team)?) (?:last )?chang\w*\b", re.I)
_HISTORY = re.compile(r"^(?:please )?(?:show|list|give me|open|what are)?\s*(?:me )?(?:the |all )?(?:(?:version )?history|versions)\b", re.I)
_OPEN = re.compile(r"^(?:please )?(?:open|show|read|view)\s+(?:me )?(?:the )?(?:\w+ )?(?:v|version )\s?(\d{1,4})\b", re.I)
_RESTORE = re.compile(rf"^(?:please )?(?:restore|revert to|roll back to|go back to)\s+(?:the )?(?:\w+ )?{_NUMBER}", re.I)


def about_versions(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """The call that answers a question about earlier versions, or brings one back; None when it is about something else."""
    if request.campaign is None:
        return None
    named = _STAGE.search(text)
    stage = {"stage": named[1].lower()} if named else {}
    who = _BY.match(text)
    if who and who["who"].lower() not in ("you", "it", "this", "that", "we", "i"):
        return [ToolCall.model_validate({"tool": "compare", "arguments": {**stage, "by": who["who"]}})]
    if _RESTORE.match(text):
        number = int(_RESTORE.match(text)[1])  # type: ignore[index]
        return [ToolCall.model_validate({"tool": "restore_version", "arguments": {**stage, "number": number}})]
    if _COMPARE.match(text):
        return [ToolCall.model_validate({"tool": "compare", "arguments": {**stage, **_numbers(text)}})]
    opened = _OPEN.match(text)
    if opened:
        return [ToolCall.model_validate({"tool": "open_version", "arguments": {**stage, "number": int(opened[1])}})]
    if _HISTORY.match(text) and (named or len(text.split()) <= 6):
        return [ToolCall.model_validate({"tool": "history", "arguments": stage})]
    return None


def _numbers(text: str) -> dict[str, int]:
    found = [int(number) for number in re.findall(r"\b(?:v|version )\s?(\d{1,4})\b", text, re.I)]
    if not found:
        found = [int(number) for number in re.findall(r"\b(\d{1,4})\b", text)] if re.match(r"^(?:please )?(?:compare|diff)", text, re.I) else []
    if len(found) > 1:
        return {"from": min(found[:2]), "to": max(found[:2])}
    return {"from": found[0]} if found else {}
