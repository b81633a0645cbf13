"""A brief says the same as Markdown, Word and PDF."""

import io
from datetime import date
from pathlib import Path

import docx
import pytest
from fpdf import FPDF

from agent.llm.offline.reading import read
from agent.llm.port import ReadRequest
from agent.tools.documents import text_of

BRIEF = (Path(__file__).parent.parent / "briefs" / "northlight-roasters.md").read_text()
LIMIT = 20 * 2**20


def as_word(text: str) -> bytes:
    document = docx.Document()
    for paragraph in text.split("\n\n"):
        document.add_paragraph(" ".join(paragraph.replace("**", "").replace("# ", "").split()))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_pdf(text: str) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("Helvetica", size=11)
    for line in text.replace("**", "").splitlines():
        pdf.multi_cell(0, 6, line or " ", new_x="LMARGIN", new_y="NEXT")
    return bytes(pdf.output())


@pytest.mark.parametrize(("name", "data"), [("brief.docx", as_word(BRIEF)), ("brief.pdf", as_pdf(BRIEF))])
def test_word_and_pdf_give_what_markdown_gives(name: str, data: bytes) -> None:
    def values(text: str) -> dict[str, object]:
        return {item.path: item.value for item in read(ReadRequest(name=name, text=text, today=date(2026, 8, 10))).found}

    wanted, found = values(BRIEF), values(text_of(name, data, LIMIT))
    same = [path for path, value in wanted.items() if found.get(path) == value]
    assert len(same) >= 0.9 * len(wanted), sorted(set(wanted) - set(same))
