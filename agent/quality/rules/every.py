"""What every artifact must meet."""

import re
from collections.abc import Iterator

from agent.errors import Invalid
from agent.quality.rule import Problem, Rule, Subject
from agent.quality.text import generic, leaf_texts, mentions, placeholder, sentences, texts
from agent.schemas.registry import missing_required, parse

QUOTED_FROM_THE_CLIENT = ("intake.",)
"""Texts in the client's own words; phrases in them are the client's."""


def _valid(subject: Subject) -> Iterator[Problem]:
    try:
        parse(subject.stage, subject.content)
    except Invalid as error:
        yield Problem(f"The content does not fit its schema: {error}. Correct these fields.")


def _filled(subject: Subject) -> Iterator[Problem]:
    for path in missing_required(subject.stage, subject.content):
        yield Problem(f"{path} is required and empty. Fill it.", path=path)


def _no_placeholder(subject: Subject) -> Iterator[Problem]:
    for path, text in texts(subject):
        found = placeholder(text)
        if found:
            yield Problem(f"'{found}' is a placeholder. Put the real text in.", path=path, quote=found)


def _no_other_client(subject: Subject) -> Iterator[Problem]:
    own = (subject.campaign.client_name or "").casefold()
    for path, text in texts(subject):
        for name in subject.other_clients:
            found = mentions(text, name)
            if found and name.casefold() not in own:
                yield Problem(f"'{found}' is another client. Take the name out.", path=path, quote=found)


def _specific(subject: Subject) -> Iterator[Problem]:
    for path, text in texts(subject):
        found = None if path.startswith(QUOTED_FROM_THE_CLIENT) or "forbidden" in path or path.endswith("brand_voice_notes") else generic(text)
        if found:
            yield Problem(f"'{found}' could be said of anyone. Say what is true of this client.", path=path, quote=found)


_REPEATS = re.compile(r"\.(?:window|disclosure|basis|confidence|days_basis)$|claims\[\d+\]|\.hooks\[")
"""Fields that say the same by nature: claims repeat the copy they were taken from, hooks the assets they open."""


def _said_once(subject: Subject) -> Iterator[Problem]:
    if subject.stage in ("intake", "delivery"):
        return
    seen: dict[str, str] = {}
    stated = " ".join(text for content in subject.upstream.values() for _, text in leaf_texts(content)).casefold()
    for path, text in texts(subject):
        for sentence in sentences(text):
            if _REPEATS.search(path) or sentence.casefold() in stated:
                continue
            first = seen.setdefault(sentence.casefold(), path)
            if first != path:
                yield Problem(f"This sentence stands in {first} too. Say it once.", path=path, quote=sentence)


RULES = (
    Rule("content_fits_its_schema", "BLOCKER", "Every value has the type, the choice and the range its schema asks for.", _valid),
    Rule("required_fields_are_filled", "BLOCKER", "Every required field is filled.", _filled),
    Rule("no_placeholder_is_left", "BLOCKER", "No placeholder is left.", _no_placeholder),
    Rule("no_other_client_is_named", "MAJOR", "No other client of the workspace is named.", _no_other_client),
    Rule("phrases_are_specific", "MINOR", "No phrase could be said of anyone.", _specific),
    Rule("every_sentence_stands_once", "MINOR", "No sentence stands twice.", _said_once),
)
