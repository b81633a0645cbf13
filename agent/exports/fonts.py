"""Which faces a text needs, and how wide it is. Faces are read only when a text holds their script."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "assets" / "fonts"


@dataclass(frozen=True)
class Face:
    """A family of the report, with its files."""

    family: str
    regular: str
    bold: str | None = None


MAIN = Face("noto", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
FALLBACKS = (
    Face("arabic", "NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf"),
    Face("hebrew", "NotoSansHebrew-Regular.ttf", "NotoSansHebrew-Bold.ttf"),
    Face("thai", "NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
    Face("devanagari", "NotoSansDevanagari-Regular.ttf", "NotoSansDevanagari-Bold.ttf"),
    Face("dejavu", "DejaVuSans.ttf"),
    Face("emoji", "NotoEmoji-Regular.ttf"),
    Face("chinese", "NotoSansSC-Regular.ttf"),
    Face("korean", "NotoSansKR-Regular.ttf"),
)
"""In the order in which a missing letter is looked for; the large ones last."""

COMPLEX = re.compile("[\u0300-\u036f\u0590-\u0eff\u1780-\u17ff\u1ab0-\u1aff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters that join, reorder or carry marks; only such text is shaped, since shaping takes three times as long."""

INDIC = re.compile("[\u0900-\u0dff\u1780-\u17ff]")
RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Scripts that run from right to left."""

EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*)+"
)
"""Runs of pictures, joined ones kept together."""

_SILENT = re.compile("[\\s\u200b-\u200f\u2060\ufe00-\ufe0f]")
_WIDE = re.compile("[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_PIECE = re.compile(f"{_WIDE.pattern}|(?:(?!{_WIDE.pattern})\\S)+|\\s+")
_BREAKS = "/?&=-_.,:@"


@cache
def letters(file: str) -> frozenset[int]:
    """Code points a font file holds."""
    with TTFont(FOLDER / file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def choose(text: str) -> tuple[list[Face], str]:
    """The fallback faces this text needs beside the main one, and the characters that no face holds."""
    missing = {ord(letter) for letter in set(_SILENT.sub("", text))} - letters(MAIN.regular)
    chosen = []
    for face in FALLBACKS:
        found = missing & letters(face.regular) if missing else set()
        if found:
            chosen.append(face)
            missing -= found
    return chosen, "".join(map(chr, sorted(missing)))


def right_to_left(text: str) -> bool:
    """Whether the first strong letter runs from right to left."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def wrap(text: str, width: float, advance: Callable[[str], float]) -> list[str]:
    """Lines no wider than `width`, by the advance of each letter. Line breaks of the text are kept; no letter is lost.

    Words too long for a line are broken after punctuation where there is some, else between letters.
    """
    lines: list[str] = []
    for part in text.split("\n"):
        lines += _wrap_part(part, width, advance)
    return lines


def _wrap_part(text: str, width: float, advance: Callable[[str], float]) -> list[str]:
    lines, line, used = [], "", 0.0
    for piece in _PIECE.findall(text):
        size = sum(map(advance, piece))
        if used + size <= width or piece.isspace():
            line, used = line + piece, used + size
            continue
        if line.strip():
            lines.append(line.rstrip())
            line, used = "", 0.0
        while size > width:
            cut = _cut(piece, width, advance)
            lines.append(piece[:cut])
            piece = piece[cut:]
            size = sum(map(advance, piece))
        line, used = piece, size
    return [*lines, line.rstrip()]


def _cut(piece: str, width: float, advance: Callable[[str], float]) -> int:
    used, fits = 0.0, 0
    for letter in piece:
        used += advance(letter)
        if used > width:
            break
        fits += 1
    fits = max(fits, 1)
    while fits < len(piece) and fits > 1 and (unicodedata.combining(piece[fits]) or piece[fits] in "\u200d\ufe0f"):
        fits -= 1
    soft = max(piece.rfind(mark, 0, fits) for mark in _BREAKS) + 1
    return soft if soft > fits * 0.6 else fits
