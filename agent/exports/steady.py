"""Office files that are the same bytes whenever they are written: fixed times in the archive, in its properties and in its charts."""

import re
import zipfile
from datetime import UTC, datetime
from io import BytesIO

_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""Time of every entry; the earliest a zip file can hold."""


def steady(data: bytes, at: datetime) -> bytes:
    """The same document, with `at` as the time of its making and no other trace of the clock."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", part)
            elif name.endswith(".xlsx"):
                part = steady(part, at)
            target.writestr(entry(name), part)
    return out.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """A zip entry with fixed time and plain file rights, whatever system it is written on."""
    info = zipfile.ZipInfo(name, date_time=ZIP_TIME)
    info.create_system = 3
    info.external_attr = 0o100644 << 16
    stored = name.endswith((".pdf", ".pptx", ".xlsx", ".docx", ".png", ".jpeg", ".jpg"))
    info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    return info
