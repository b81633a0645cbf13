"""Cells that a spreadsheet would run as a formula, told apart from text."""

import re

_STARTS = re.compile("^[\\s'\"]*[=+\\-@\t\r\n＝＋－＠{]")
_NUMBER = re.compile(r"^[+-]?\d[\d.,]*%?$")


def risky(text: str) -> bool:
    """Whether a spreadsheet might run this text: it starts like a formula and is not a plain number (OWASP, CSV injection)."""
    return bool(_STARTS.match(text)) and not _NUMBER.match(text)


def quoted(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet might run it."""
    return f"'{text}" if risky(text) else text


def spaced(text: str) -> str:
    """The text, with a space in front where a chart's workbook might run it."""
    return f" {text}" if risky(text) else text
