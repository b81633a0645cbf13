"""File names that are safe on every system: lower-case ASCII, no path, no device name."""

import re
import unicodedata

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "&": " and "})
_DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)$")


def slug(text: str, fallback: str = "", limit: int = 40) -> str:
    """Words joined by hyphens: 'Łódź Café' -> 'lodz-cafe'. Text without Latin letters or digits gives `fallback`."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
    if len(name) > limit:
        cut = name[: limit + 1]
        name = (cut[: cut.rfind("-")] if "-" in cut else name[:limit]).strip("-")
    return f"{name}-files" if _DEVICES.match(name) else name or fallback


def package_name(client: str, campaign: str, mark: str) -> str:
    """Name of the package, of its root folder and, with .zip, of the file. A name that repeats the client is not doubled."""
    parts = [slug(client), slug(campaign)]
    if parts[0] and parts[1].startswith(parts[0]):
        parts = parts[1:]
    return "-".join([part for part in parts if part] + [mark]) if any(parts) else f"campaign-{mark}"
