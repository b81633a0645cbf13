"""'Pin the narrative', 'unpin the enemy', 'keep the second hook as it is': which value is meant."""

import re

from agent.llm.offline.naming import path_in, path_of
from agent.llm.port import InterpretRequest, ToolCall
from agent.schemas import paths
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage

_PLACES = {
    "first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4, "5th": 4, "sixth": 5, "6th": 5, "seventh": 6, "7th": 6,
    "eighth": 7, "8th": 7, "ninth": 8, "9th": 8, "tenth": 9, "10th": 9, "last": -1,
}  # fmt: skip
_PIN = (
    re.compile(r"^(?:please )?(?:pin|lock|freeze)\s+(?P<what>.+?)\W*$", re.I),
    re.compile(r"^(?:please )?(?:keep|leave)\s+(?P<what>.+?)\s+(?:(?:exactly|just)\s+)?(?:as (?:it is|they are|is)|unchanged|pinned|the way (?:it is|they are))\W*$", re.I),
    re.compile(r"^(?:please )?(?:don'?t|do not|never)\s+(?:change|touch|redraft|rewrite)\s+(?P<what>.+?)(?: any ?more| again)?\W*$", re.I),
)
_UNPIN = re.compile(r"^(?:please )?(?:un-?pin|un-?lock|unfreeze)\s+(?P<what>.+?)\W*$", re.I)
_DOTTED = re.compile(rf"\b(?:{'|'.join(ARTIFACT_STAGES)})\.[\w.\[\]\"-]*[\w\]]")


def pinning(text: str, request: InterpretRequest) -> list[ToolCall] | None:
    """The call to pin or release what the words name; None when they ask for neither, or name nothing known."""
    released = _UNPIN.match(text)
    match = released or next((found for pattern in _PIN if (found := pattern.match(text))), None)
    if match is None or text.rstrip().endswith("?"):
        return None
    path = meant(_whole(text, match), request)
    if path is not None:
        return [ToolCall(tool="unpin" if released else "pin", arguments={"path": path})]
    return [ToolCall(tool="ask", arguments={"about": "pinned"})] if released or re.match(r"\W*(?:please )?pin\b", text, re.I) else None


def _whole(text: str, match: re.Match[str]) -> str:
    """What is named, with the closing bracket that the end of the sentence took along."""
    dotted = _DOTTED.search(text)
    return dotted[0] if dotted else match["what"]


def meant(words: str, request: InterpretRequest) -> str | None:
    """The path of what is named in words or as a path; None when nothing known is."""
    stage: ArtifactStage = "intake" if request.stage == "campaign" else request.stage
    if _DOTTED.fullmatch(words):
        return words
    plain = re.sub(r"^(?:the|our|my|this|whole|entire)\s+", "", re.sub(r"^(?:the|our|my|this)\s+", "", words.strip().lower()))
    return _entry(plain, stage, request) or _section(plain, request) or path_of(plain, stage) or path_in(words, stage)


def _section(words: str, request: InterpretRequest) -> str | None:
    name = re.sub(r"\s+(?:section|layer|part)$", "", words)
    return next((f"{request.stage}.{key}" for key, title in request.sections.items() if name in (key.replace("_", " "), key, title.lower())), None)


def _entry(words: str, stage: ArtifactStage, request: InterpretRequest) -> str | None:
    """'second hook', 'hook 2', 'last asset': the list by its name, one or many, and the place in it."""
    found = re.match(rf"^(?P<nth>{'|'.join(_PLACES)})\s+(?P<of>[a-z -]+)$|^(?P<name>[a-z -]+?)\s+(?:number |no\.? |#)?(?P<count>\d+)$", words)
    if found is None:
        return None
    noun = (found["of"] or found["name"]).strip()
    place = _PLACES[found["nth"]] if found["nth"] else int(found["count"]) - 1
    for name in (f"{noun}s", noun, re.sub(r"y$", "ies", noun)):
        path = _section(name, request) or path_of(name, stage)
        if path is not None:
            return f"{path}[{place if place >= 0 else max(0, _length(path, request) - 1)}]"
    return None


def _length(path: str, request: InterpretRequest) -> int:
    try:
        value = paths.get(request.content, path.split(".", 1)[1])
    except KeyError:
        return 0
    return len(value) if isinstance(value, list) else 0
