"""The one cleaning every text passes when it enters and when it leaves."""

import re
import unicodedata

_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def clean(text: str, limit: int | None = None) -> str:
    """Normalise to NFC and drop control characters, surrogates, non-characters and bidirectional overrides.

    New lines and tabs stay; CR and CRLF become LF. `limit` cuts to that many characters, with an ellipsis.
    """
    tidy = unicodedata.normalize("NFC", _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    if limit is not None and len(tidy) > limit:
        return tidy[: limit - 1].rstrip() + "…"
    return tidy


def one_line(text: str) -> str:
    """Runs of white space as one space."""
    return " ".join(text.split())
