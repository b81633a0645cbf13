"""Comparing two versions: field by field, entries of lists by what they are, texts word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from agent.schemas import paths
from agent.schemas.comparison import Comparison, Difference, Segment
from agent.schemas.pins import same
from agent.schemas.stages import ArtifactStage
from agent.tools.alignment import align, moved
from agent.tools.matters import matters_of

_WORD = re.compile(r"[^\W_]")
_WORDS = re.compile(r"[^\W_]+ ?|[\W_] ?")
"""A word or a mark with the space behind it: spaces that match each other by themselves would cost seconds in a long text."""
Run = tuple[str, str]
"""What stood in the older text and what stands in the newer one; the same when it stayed."""


def compare(stage: ArtifactStage, before: dict[str, Any], after: dict[str, Any], *, numbers: tuple[int, int] = (0, 0)) -> Comparison:
    """Everything that differs between two contents of a stage. `numbers` are the versions they come from, older first."""
    found = [
        Difference.model_validate({**difference, "matters": [] if difference["kind"] == "moved" else matters_of(stage, difference["path"], difference["before"], difference["after"])})
        for difference in _differences(before, after, stage, stage)
    ]
    return Comparison(stage=stage, before=numbers[0], after=numbers[1], differences=sorted(found, key=lambda one: not one.material))


def segments(before: str, after: str) -> list[Segment]:
    """Two texts as one, word by word: what stayed, what is new, what is gone. Old words stand before new ones.

    A mark that stayed between two changes is part of the change: a sentence that was rewritten reads as one, not as confetti.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, [_bare(word) for word in old], [_bare(word) for word in new], autojunk=False)
    runs: list[Run] = []
    for op, one, one_end, other, other_end in matcher.get_opcodes():
        if op == "equal":
            runs += [run for pair in zip(old[one:one_end], new[other:other_end], strict=True) for run in _stayed(*pair)]
        else:
            runs += _exchanged("".join(old[one:one_end]), "".join(new[other:other_end]))
    return [segment for gone, come in _joined(runs) for segment in _as_segments(gone, come)]


def _bare(word: str) -> str:
    return word.removesuffix(" ") or word


def _stayed(old: str, new: str) -> list[Run]:
    """A word that stayed, and the space behind it when that came or went."""
    word = min(old, new, key=len)
    return [(word, word)] if old == new else [(word, word), (old[len(word) :], new[len(word) :])]


def _exchanged(gone: str, come: str) -> list[Run]:
    """Words for words; the space behind both stayed."""
    both = gone[-1:] == come[-1:] == " "
    return [(gone[:-1], come[:-1]), (" ", " ")] if both else [(gone, come)]


def _joined(runs: list[Run]) -> list[Run]:
    """Changes that follow each other as one, with the marks between them; words that stayed as one."""
    out: list[Run] = []
    for place, (gone, come) in enumerate(runs):
        between = gone == come and not _WORD.search(gone) and place + 1 < len(runs) and runs[place + 1][0] != runs[place + 1][1]
        if out and (out[-1][0] == out[-1][1]) == (gone == come and not (between and out[-1][0] != out[-1][1])):
            out[-1] = (out[-1][0] + gone, out[-1][1] + come)
        else:
            out.append((gone, come))
    return out


def _as_segments(gone: str, come: str) -> Iterator[Segment]:
    if gone == come:
        yield Segment(op="equal", text=gone)
        return
    if gone:
        yield Segment(op="delete", text=gone)
    if come:
        yield Segment(op="insert", text=come)


Found = dict[str, Any]
"""The fields of a Difference before its matters are known."""


def _differences(before: Any, after: Any, before_path: str, path: str) -> Iterator[Found]:
    if (before == after and same(before, after)) or (paths.is_empty(before) and paths.is_empty(after)):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            below = _below(before_path, key), _below(path, key)
            yield from _differences(before.get(key), after.get(key), *below)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_lists(before, after, before_path, path)
    else:
        kind = "added" if paths.is_empty(before) else "removed" if paths.is_empty(after) else "changed"
        yield {"path": path, "before_path": before_path, "kind": kind, "before": before, "after": after}


def _in_lists(before: list[Any], after: list[Any], before_path: str, path: str) -> Iterator[Found]:
    pairs = align(before, after)
    elsewhere = moved(pairs)
    old_of = {new: old for old, new in pairs}
    for place, entry in enumerate(after):
        here = f"{path}[{place}]"
        if place not in old_of:
            yield {"path": here, "before_path": here, "kind": "added", "before": None, "after": entry}
            continue
        was = f"{before_path}[{old_of[place]}]"
        if place in elsewhere:
            yield {"path": here, "before_path": was, "kind": "moved", "before": before[old_of[place]], "after": entry}
        yield from _differences(before[old_of[place]], entry, was, here)
    kept = {old for old, _ in pairs}
    for place, entry in enumerate(before):
        if place not in kept:
            gone = f"{before_path}[{place}]"
            yield {"path": gone, "before_path": gone, "kind": "removed", "before": entry, "after": None}


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else paths.join(*paths.steps(path), key)
