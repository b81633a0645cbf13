"""Colours of the files: the brand colour, darkened where text needs it, and tints of it."""

WHITE = "#FFFFFF"
INK = "#1F2933"
"""Body text."""
GREY = "#5B6673"
"""Secondary text; 5.9:1 on white."""
RULE = "#D5DBE1"
BAND = "#F3F6F9"
"""Every other row of a table, and cards."""
STILL = "#8794A1"
"""What a chart does not talk about; 3.1:1 on white."""

TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: text against its ground."""


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255, of #RRGGBB."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(parts: tuple[float, ...]) -> str:
    return "#" + "".join(f"{max(0, min(255, round(part))):02X}" for part in parts)


def _luminance(colour: str) -> float:
    parts = [part / 255 for part in rgb(colour)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: str) -> str:
    """The colour, darkened until it can be text on a tinted band or the ground of white text."""
    shade = colour.upper()
    for step in range(1, 40):
        if contrast(shade, BAND) >= TEXT_CONTRAST:
            return shade
        shade = _hex(tuple(part * (1 - step / 40) for part in rgb(colour)))
    return INK


def tint(colour: str, strength: float) -> str:
    """The colour blended with white; strength 0 is white, 1 the colour."""
    return _hex(tuple(255 + (part - 255) * strength for part in rgb(colour)))


def text_on(ground: str) -> str:
    """White or ink, whichever reads better on this ground."""
    return WHITE if contrast(WHITE, ground) >= contrast(INK, ground) else INK
