"""What must not leave the house: placeholders and the names of other clients. Either refuses the package and names the place."""

import re
from collections.abc import Iterator, Mapping

from agent.errors import ExportFailed
from agent.exports.package_input import PackageInput, selected

_PLACEHOLDER = re.compile(
    r"\b(?:tbd|tba|lorem ipsum|xxx+|fill in|insert here)\b|\bTODO\b|\btodo:|\[\s*\.{2,}\s*\]|\[…\]"
    r"|\[(?:insert|your|name|company|client)[^\]]*\]|\{\{.*?\}\}|\bexample\.(?:com|org|net)\b",
    re.I,
)
_SPANISH_TODO = re.compile(r"^todo$")
_SHORT = 3
"""Names up to this length are compared letter by letter: 'IT' is a client, 'it' is a word."""


def refuse(data: PackageInput) -> None:
    """Raises ExportFailed at the first placeholder or other client's name in anything that goes into the package."""
    own = (data.campaign.client_name or "").casefold()
    others = [_name_pattern(name) for name in data.other_clients if name.strip() and name.casefold() not in own]
    for place, text in _texts(data):
        found = _placeholder(text)
        if found:
            raise ExportFailed(f"No package was made: {place} holds the placeholder '{found}'. Put the real text in and approve it again.")
        _refuse_names(place, text, others)
    for place, text in _origins(data):
        _refuse_names(place, text, others)


def _refuse_names(place: str, text: str, others: list[re.Pattern[str]]) -> None:
    for pattern in others:
        named = pattern.search(text)
        if named:
            raise ExportFailed(f"No package was made: {place} names another client, '{named[0]}'. Take the name out and approve it again.")


def _placeholder(text: str) -> str | None:
    """The first placeholder; 'todo' in small letters is Spanish for 'everything'."""
    return next((match[0] for match in _PLACEHOLDER.finditer(text) if not _SPANISH_TODO.match(match[0])), None)


def _name_pattern(name: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in name.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", 0 if len(name.strip()) <= _SHORT else re.I)


def _texts(data: PackageInput) -> Iterator[tuple[str, str]]:
    yield "campaign.name", data.campaign.name
    yield "campaign.client_name", data.campaign.client_name or ""
    yield from _leaves(data.delivery.options.model_dump(mode="json"), "delivery.options")
    for stage, version in selected(data).items():
        yield from _leaves(version.content, stage)
    if data.delivery.options.include_qc_reports:
        for stage, result in data.qc.items():
            yield from _leaves([[check.message, check.quote] for check in result.checks if check.verdict != "pass"], f"qc.{stage}")


def _origins(data: PackageInput) -> Iterator[tuple[str, str]]:
    """What the client's own words were; they may say 'to be decided', but name nobody else."""
    for version in selected(data).values():
        for path, entry in version.provenance.items():
            yield from _leaves({"quote": entry.quote, "file": entry.file, "note": entry.note}, f"provenance of {path}")


def _leaves(value: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not re.fullmatch(r"[a-z_0-9]+", str(key)):
                yield place, str(key)
            yield from _leaves(item, f"{place}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, f"{place}[{index}]")
