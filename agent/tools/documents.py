"""From an uploaded file to its text, or a clear refusal. The content decides what a file is, never its name alone."""

import io
import zipfile

import docx
import pdfplumber
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table
from docx.text.paragraph import Paragraph
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfparser import PDFSyntaxError
from pdfplumber.utils.exceptions import PdfminerException

from agent.errors import Invalid
from agent.schemas.text import clean

MAX_CHARACTERS = 200_000
_KEPT = "Nothing was changed and the chat goes on."
_READABLE = "A brief can be a PDF, a Word document (DOCX), or text (TXT, MD)."


def text_of(name: str, data: bytes, max_bytes: int) -> str:
    """The text of a brief. Raises Invalid when it is too large, empty, encrypted, too long, or not a document we read."""
    if len(data) > max_bytes:
        raise Invalid(
            f"'{name}' is {len(data) / 2**20:.1f} MB; the largest brief is {max_bytes // 2**20} MB. {_KEPT} Send the text without pictures."
        )
    text = clean(_decode(name, data)).strip()
    if not text:
        raise Invalid(f"'{name}' has no text to read. {_KEPT} If it is a scan, paste the words into the chat.")
    if len(text) >= MAX_CHARACTERS:
        raise Invalid(f"'{name}' has {len(text):,} characters; a brief has at most {MAX_CHARACTERS:,}. {_KEPT} Send the part that is the brief.")
    return text


def _decode(name: str, data: bytes) -> str:
    if data.startswith(b"%PDF"):
        return _pdf(name, data)
    if data.startswith(b"PK\x03\x04"):
        return _docx(name, data)
    if data.startswith((b"MZ", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x1f\x8b")):
        raise Invalid(f"'{name}' is not what its name says: it is a program, picture or archive. {_READABLE} {_KEPT}")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _as(name, data, "utf-16")
    if b"\x00" in data[:4096]:
        raise Invalid(f"'{name}' is not text. {_READABLE} {_KEPT}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _as(name, data, "cp1252")


def _as(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Invalid(f"'{name}' is written in an unknown encoding. Save it as UTF-8 and send it again. {_KEPT}") from error


def _pdf(name: str, data: bytes) -> str:
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return "\n".join(page.extract_text() or "" for page in pdf.pages)
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, PDFPasswordIncorrect):
            raise Invalid(f"'{name}' is encrypted. Save it without a password and send it again. {_KEPT}") from error
        raise Invalid(f"'{name}' is damaged and cannot be read. {_READABLE} {_KEPT}") from error
    except PDFSyntaxError as error:
        raise Invalid(f"'{name}' is damaged and cannot be read. {_READABLE} {_KEPT}") from error


def _docx(name: str, data: bytes) -> str:
    try:
        document = docx.Document(io.BytesIO(data))
    except (KeyError, ValueError, zipfile.BadZipFile, InvalidXmlError) as error:
        raise Invalid(f"'{name}' is an archive or a damaged document. {_READABLE} {_KEPT}") from error
    return "\n".join(_lines(document.iter_inner_content()))


def _lines(items: object) -> list[str]:
    lines: list[str] = []
    for item in items:  # type: ignore[attr-defined]
        if isinstance(item, Paragraph):
            lines.append(item.text)
        elif isinstance(item, Table):
            lines += [": ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in item.rows]
    return lines
