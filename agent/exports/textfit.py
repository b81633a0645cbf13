"""Fitting text to boxes of the deck. PowerPoint does not fit text when it opens a file, so it is measured here, with the metrics of Arial."""

from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont

from agent.exports import fonts

_SLACK = 1.03
"""Renderers differ a little; lines are planned that much wider than measured."""


@dataclass(frozen=True)
class Fitted:
    """Text as it goes into a box."""

    text: str
    size: float
    """In points."""
    height: float
    """In points, all lines."""
    cut: bool
    """Whether something had to be left out."""


@cache
def _widths(bold: bool) -> dict[int, float]:
    """Width of each letter for a size of one point; Arimo has the metrics of Arial."""
    with TTFont(fonts.FOLDER / ("Arimo-Bold.ttf" if bold else "Arimo-Regular.ttf"), lazy=True) as font:
        scale, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[glyph][0] / scale for code, glyph in font.getBestCmap().items()}


def advance(letter: str, bold: bool = False) -> float:
    """Width of a letter for a size of one point; wide for letters that another font will draw."""
    found = _widths(bold).get(ord(letter))
    return (found if found is not None else 1.05 if ord(letter) > 0x2000 else 0.7) * _SLACK


def spacing(text: str) -> float:
    """Line height as a multiple of the size; fallback fonts of other scripts stand taller."""
    if fonts.COMPLEX.search(text):
        return 1.45
    return 1.2 if all(letter < "\u2e80" for letter in text) else 1.3


def lines(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Lines of a text in a width in points."""
    return fonts.wrap(text, width / size, lambda letter: advance(letter, bold))


def height(text: str, size: float, width: float, bold: bool = False) -> float:
    """Height in points of a text in a width."""
    return len(lines(text, size, width, bold)) * size * spacing(text)


def fit(text: str, width: float, room: float, *, largest: float, smallest: float, bold: bool = False, most: int | None = None) -> Fitted:
    """The text at the largest size that fits; when none does, the smallest, cut after a whole word with an ellipsis. All in points."""
    size = largest
    while size >= smallest:
        found = lines(text, size, width, bold)
        if len(found) * size * spacing(text) <= room and (most is None or len(found) <= most):
            return Fitted(text, size, len(found) * size * spacing(text), False)
        size -= 0.5
    allowed = max(1, int(room / (smallest * spacing(text)) + 0.001))
    allowed = min(allowed, most) if most else allowed
    kept = lines(text, smallest, width, bold)[:allowed]
    return Fitted(_shortened("\n".join(kept)), smallest, allowed * smallest * spacing(text), True)


def _shortened(text: str) -> str:
    words = text.rstrip().rsplit(" ", 1)
    return (words[0] if len(words) > 1 else text[:-1]).rstrip(" ,;:.-–") + "…"
