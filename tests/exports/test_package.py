"""The package is complete, the same every time, tamper-evident, and holds nobody else's matters."""

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from docx import Document
from icalendar import Calendar
from openpyxl import load_workbook
from pptx import Presentation

from agent.errors import ExportFailed
from agent.exports import wording
from agent.exports.formulas import risky
from agent.exports.package import Package, build_package, verify_package
from agent.schemas.canonical import digest
from agent.schemas.registry import dump, parse
from agent.schemas.stages import ARTIFACT_STAGES
from tests.exports.packages import CAMPAIGN_ID, contents, package_input

PdfDocument: Any = pytest.importorskip("pypdfium2").PdfDocument
"""Comes with pdfplumber, and reads long reports ten times as fast."""

MIXED = "Łódź Café 東京 مرحبا हिन्दी ไทย 한국어 שלום → ≥ ✓ 🚀"
FORMULA = "=cmd|'/C calc'!A0"


@cache
def northlight() -> Package:
    return build_package(package_input())


@cache
def hostile() -> Package:
    """Every script in the names, formulas in the labels, texts that are far too long."""
    made = contents()
    made["intake"]["client_name"] = MIXED
    made["creatives"]["assets"][0]["title"] = FORMULA
    made["creatives"]["assets"][0]["hook"] = "+1 for coffee"
    made["creatives"]["assets"][1]["body"] = "W" * 3000 + "\n" + "Coffee at a time. " * 300
    made["creatives"]["assets"][2]["body"] = "مرحبا بكم في المقهى"
    made["creatives"]["assets"][3]["body"] = "{nb} cups"
    made["strategy"]["channel_strategy"]["channels"][0]["name"] = FORMULA
    made["execution"]["derived"]["channel_plan"][0]["channel"] = FORMULA
    made["execution"]["calendar"]["posts"][0]["owner"] = "@SUM(1+1)"
    made["strategy"]["business_reality"]["growth_constraint"] = "Growth is limited. " * 400
    made["strategy"]["audience_psychology"]["objection_hierarchy"] *= 8
    return build_package(package_input(made))


def files(package: Package) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package.data)) as archive:
        return {name.removeprefix(f"{package.name}/"): archive.read(name) for name in archive.namelist()}


def squeezed(text: str) -> str:
    """Without white space: line breaks of a layout are not part of what a text says."""
    return re.sub(r"\s", "", text)


def pdf_text(package: Package) -> str:
    """The text of the report without header and footer, which would cut texts in two at page breaks."""
    return _pdf_text(files(package)["report.pdf"])


@cache
def _pdf_text(data: bytes) -> str:
    texts = []
    with PdfDocument(data) as pdf:
        for page in pdf:
            width, height = page.get_size()
            texts.append(page.get_textpage().get_text_bounded(0, 50, width, height - 55))
    return "\n".join(texts).replace("\r\n", "\n").replace("\ufffe", "-")


def deck_text(package: Package, *, notes: bool = True) -> str:
    texts = []
    for slide in slides_of(package):
        for shape in slide.shapes:
            texts += [shape.text_frame.text] if shape.has_text_frame else []
            texts += [cell.text for row in shape.table.rows for cell in row.cells] if shape.has_table else []
        texts += [slide.notes_slide.notes_text_frame.text] if notes else []
    return "\n".join(texts)


def cells(data: bytes) -> list[Any]:
    book = load_workbook(io.BytesIO(data))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def calendar(data: bytes) -> list[Any]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


def slides_of(package: Package) -> list[Any]:
    deck: Any = Presentation(io.BytesIO(files(package)["deck.pptx"]))
    return list(deck.slides)


def client_texts(package: Package) -> str:
    """All that a client reads; the manifest and the data of record are for checking."""
    held = files(package)
    plain = [held[path].decode("utf-8") for path in held if path.endswith((".txt", ".md", ".csv", ".ics"))]
    words = [paragraph.text for paragraph in Document(io.BytesIO(held["creative-brief.docx"])).paragraphs]
    sheets = [str(cell.value) for cell in cells(held["calendar.xlsx"])]
    return "\n".join([pdf_text(package), deck_text(package), *plain, *words, *sheets])


def leaves(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for item in value.values() for text in leaves(item)]
    if isinstance(value, list):
        return [text for item in value for text in leaves(item)]
    return [value] if isinstance(value, str) else []


def test_every_promised_file_is_there_and_the_package_verifies() -> None:
    held = files(northlight())
    promised = {"report.pdf", "deck.pptx", "campaign.json", "calendar.xlsx", "calendar.ics", "calendar.csv", "creative-brief.docx"}
    assert promised | {"README.txt", "verify.py", "manifest.json", "SHA256SUMS", "assets/a01-ig.md"} <= set(held)
    assert verify_package(northlight().data) == []
    assert {entry.format for entry in northlight().manifest.files} >= set(northlight().manifest.formats)
    assert northlight().notes == []


def test_delivered_verifier_runs_on_its_own(tmp_path: Path) -> None:
    (tmp_path / "package.zip").write_bytes(northlight().data)
    (tmp_path / "verify.py").write_bytes(files(northlight())["verify.py"])
    run = subprocess.run([sys.executable, "verify.py", "package.zip"], cwd=tmp_path, capture_output=True, text=True)
    assert (run.returncode, run.stdout) == (0, "All files are present and unchanged. The event log is whole.\n")


def test_report_holds_every_asset_kpi_and_proof_in_full() -> None:
    with pdfplumber.open(io.BytesIO(files(northlight())["report.pdf"])) as pdf:
        pages = (page.crop((0, 55, page.width, page.height - 50)) for page in pdf.pages)
        said, made = squeezed("".join(page.extract_text() for page in pages)), contents()
    texts = [asset[name] for asset in made["creatives"]["assets"] for name in ("title", "hook", "body", "image_prompt", "alt_text")]
    texts += [kpi[name] for kpi in made["monitoring"]["kpis"]["selected"] for name in ("name", "counted")]
    texts += [proof[name] for proof in made["intake"]["proof_assets"] for name in ("text", "source")]
    assert [text for text in texts if squeezed(text) not in said] == []


@pytest.mark.parametrize("client", ["northlight", "haldane"])
def test_report_holds_every_word_of_every_artifact(client: str) -> None:
    made = contents(client)
    made["execution"]["calendar"]["posts"] = []
    words = set(re.findall(r"\w+", pdf_text(build_package(package_input(made))).replace("\n", " ")))
    words |= {word.lower() for word in words}
    codes = {"prompt", "schema_version", "origin"}
    skipped = re.compile(r"^(strategy_contract_v1|strategy\.|proof-|\d{4}-\d\d-\d\d$|[a-z]+(_[a-z0-9]+)+$|https?://)")
    for stage in ("intake", "strategy", "creatives", "execution", "monitoring"):
        made[stage].pop("generation_plan", None)
        for text in leaves(made[stage]):
            if skipped.match(text) or text in codes or text in ("ads", "CRM", "data", "up", "down", "pptx", "xlsx"):
                continue
            lost = [word for word in re.findall(r"\w+", text) if word not in words and len(word) > 3 and word.lower() not in words]
            assert len(lost) <= len(text) / 200, f"{stage}: {lost} of '{text[:80]}'"


def test_numbers_are_the_same_in_every_file() -> None:
    posts = contents()["execution"]["calendar"]["posts"]
    held = files(northlight())
    book = load_workbook(io.BytesIO(held["calendar.xlsx"]))
    rows = list(csv.reader(io.StringIO(held["calendar.csv"].decode("utf-8-sig"))))
    events = calendar(held["calendar.ics"])
    data = json.loads(held["campaign.json"])
    assert book["Calendar"].max_row - 1 == len(rows) - 1 == len(events) == len(posts)
    assert len(data["artifacts"]["execution"]["content"]["calendar"]["posts"]) == len(posts)
    assert f"{len(posts)} dated posts" in pdf_text(northlight()) and f"{len(posts)} dated posts" in deck_text(northlight())
    for figure in ("45,000 GBP", "1,500 subscribers", "30 November 2026"):
        assert figure in pdf_text(northlight()) and figure in deck_text(northlight(), notes=False)


def test_events_stand_at_their_wall_clock_time_on_both_sides_of_the_clock_change() -> None:
    events = calendar(files(northlight())["calendar.ics"])
    starts = [event["DTSTART"].dt for event in events if "Email" in event["SUMMARY"]]
    assert {f"{start:%H:%M}" for start in starts} == {"09:30"}
    assert {start.utcoffset().total_seconds() for start in starts} == {0, 3600}
    assert len({str(event["UID"]) for event in events}) == len(events)
    assert all(len(line) <= 75 for line in files(northlight())["calendar.ics"].split(b"\r\n"))


def test_data_of_record_has_the_digests_that_were_approved() -> None:
    data = json.loads(files(northlight())["campaign.json"])
    given = package_input()
    for stage, artifact in data["artifacts"].items():
        assert digest(artifact["content"]) == artifact["digest"] == given.artifacts[stage].digest
        assert artifact["approved_by"] == "tom@agency.test" and artifact["version"] == given.artifacts[stage].number
    assert data["artifacts"]["intake"]["provenance"]["intake.client_name"]["source"] == "extracted"


def test_same_input_gives_the_same_bytes_in_another_process() -> None:
    script = (
        "import hashlib\nfrom agent.exports.package import build_package\nfrom tests.exports.packages import package_input\n"
        "print(hashlib.sha256(build_package(package_input()).data).hexdigest())"
    )
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(root), "TZ": "Asia/Tokyo"}
    run = subprocess.run([sys.executable, "-c", script], cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == hashlib.sha256(northlight().data).hexdigest()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda held: held.update({"report.pdf": held["report.pdf"] + b" "}), "report.pdf was changed"),
        (lambda held: held.pop("calendar.ics"), "calendar.ics is missing"),
        (lambda held: held.update({"extra.txt": b"hello"}), "extra.txt is not in the manifest"),
        (lambda held: held.update({"manifest.json": held["manifest.json"].replace(b"tom@", b"tim@")}), "manifest.json was changed"),
        (lambda held: held.update({"campaign.json": held["campaign.json"].replace(b"Leeds", b"York.")}), "is not the approved version"),
    ],
)
def test_every_change_after_delivery_is_found(change: Any, said: str) -> None:
    held = files(northlight())
    change(held)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, content in held.items():
            archive.writestr(f"{northlight().name}/{path}", content)
    assert any(said in problem for problem in verify_package(out.getvalue()))
    assert verify_package(b"no zip")


def test_another_client_is_refused_with_the_place() -> None:
    made = contents()
    made["creatives"]["assets"][4]["body"] += " Better than Haldane\nInstruments."
    with pytest.raises(ExportFailed, match=r"creatives\.assets\[4\]\.body names another client, 'Haldane\sInstruments'"):
        build_package(package_input(made, other_clients=("Haldane Instruments", "Northlight")))


def test_a_client_whose_name_is_a_common_word_does_not_stop_the_package() -> None:
    package = build_package(package_input(other_clients=("IT", "Northlight")))
    assert verify_package(package.data) == []


@pytest.mark.parametrize("text", ["Price TBD", "Write to {{first_name}}", "See [...]", "www.example.com", "Lorem ipsum"])
def test_a_placeholder_is_refused_with_the_place(text: str) -> None:
    made = contents()
    made["strategy"]["narrative"]["enemy"] = text
    with pytest.raises(ExportFailed, match=r"strategy\.narrative\.enemy holds the placeholder"):
        build_package(package_input(made))


def test_only_what_was_approved_is_packed() -> None:
    given = package_input()
    for wrong in (
        replace(given, decisions={s: d for s, d in given.decisions.items() if s != "strategy"}),
        replace(given, artifacts={s: a for s, a in given.artifacts.items() if s != "monitoring"}),
        replace(given, artifacts={**given.artifacts, "intake": given.artifacts["intake"].model_copy(update={"content": {}})}),
        replace(given, delivery=given.delivery.model_copy(update={"checklist": type(given.delivery.checklist)()})),
        replace(given, logo=b"not a picture"),
    ):
        with pytest.raises(ExportFailed, match="No package was made"):
            build_package(wrong)


def test_client_files_hold_no_internal_matter() -> None:
    text = client_texts(northlight())
    for secret in (CAMPAIGN_ID, "off the record", "rush", "Internal: too long", "9c9c9c", "abab", "proof-", "_", "None", "@@"):
        if secret == "_":
            assert not re.search(r"\b(solution_aware|social_post|lead_generation|most_aware)\b", text)
        else:
            assert secret not in text, secret
    assert not re.search(r"\b[0-9a-f]{32,64}\b", text)
    assert b'prompt":' not in files(northlight())["campaign.json"].replace(b"image_prompt", b"")


def test_names_in_every_script_come_back_from_every_file() -> None:
    held = files(hostile())
    words = "Łódź Café 東京 ไทย 한국어 → ≥ ✓ 🚀".split()
    with pdfplumber.open(io.BytesIO(held["report.pdf"])) as pdf:
        report = squeezed(pdf.pages[0].extract_text())
    for word in words:
        assert squeezed(word) in report, word
    assert any(form in report for form in ("مرحبا", "مرحبا"[::-1])) and any(form in report for form in ("שלום", "שלום"[::-1]))
    for text in (deck_text(hostile()), held["calendar.ics"].decode().replace("\r\n ", ""), held["campaign.json"].decode()):
        assert MIXED in text
    assert "{nb} cups" in pdf_text(hostile())
    assert re.fullmatch(r"[a-z0-9-]+", hostile().name)


def test_no_letter_is_printed_as_an_empty_box() -> None:
    assert "\ufffd" not in pdf_text(hostile())
    assert not [note for note in hostile().notes if "no typeface" in note]


def test_nothing_reaches_into_the_margins_of_the_report() -> None:
    for package in (northlight(), hostile()):
        with PdfDocument(files(package)["report.pdf"]) as pdf:
            for page in list(pdf)[1:]:
                (width, height), text = page.get_size(), page.get_textpage()
                for left, bottom, right, top in (
                    (0, 0, 54, height),
                    (width - 54, 0, width, height),
                    (0, 0, width, 24),
                    (54, 48, width, 58),
                ):
                    assert not text.get_text_bounded(left, bottom, right, top).strip()


def test_contents_outline_and_page_numbers_agree() -> None:
    with PdfDocument(files(northlight())["report.pdf"]) as pdf:
        texts = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pdf]
        outline = [mark.get_title() for mark in pdf.get_toc()]
    entries = re.findall(r"^(\d(?:\.\d+)? .+?)\s+(\d+)$", texts[1], re.M)
    assert len(outline) > len(entries) and {squeezed(title) for title, _ in entries} <= set(map(squeezed, outline))
    assert len(entries) > 40
    for title, page in entries:
        assert squeezed(title) in squeezed(texts[int(page) - 1]), title
    assert all(f"Page {number} of {len(texts)}" in text for number, text in enumerate(texts, 1) if number > 1)


def test_no_cell_runs_as_a_formula() -> None:
    held = files(hostile())
    for data in [held["calendar.xlsx"], *_chart_books(held["deck.pptx"])]:
        assert [cell.coordinate for cell in cells(data) if cell.data_type == "f"] == []
    dangerous = [cell for cell in cells(held["calendar.xlsx"]) if isinstance(cell.value, str) and risky(cell.value)]
    assert dangerous and all(cell.quotePrefix for cell in dangerous)
    rows = list(csv.reader(io.StringIO(held["calendar.csv"].decode("utf-8-sig"))))
    assert [cell for row in rows for cell in row if risky(cell) and not cell.startswith("'")] == []
    assert held["calendar.csv"].startswith(b"\xef\xbb\xbf") and b"\"'+1 for coffee" in held["calendar.csv"]


def _chart_books(deck: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        return [archive.read(name) for name in archive.namelist() if name.endswith(".xlsx")]


@pytest.mark.parametrize("package", [northlight, hostile])
def test_every_slide_has_its_title_source_number_and_stays_on_the_slide(package: Any) -> None:
    slides = slides_of(package())
    width, height = 12_192_000, 6_858_000
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert len(set(titles)) == len(slides) and 10 <= len(slides) <= 16
    for slide in slides:
        assert slide.notes_slide.notes_text_frame is not None
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= width
            assert shape.top >= 0 and shape.top + _height(shape) <= height, (slide.shapes.title.text_frame.text, shape.name)
            if shape.has_chart or shape.has_table:
                assert shape._element.xpath("./*/p:cNvPr")[0].get("descr")
    for slide in slides[1:]:
        indexes = {placeholder.placeholder_format.idx for placeholder in slide.placeholders}
        assert {0, 11, 12, 13} <= indexes
        assert slide.placeholders[13].text_frame.text.startswith("Source: ")
    assert sum(shape.has_chart for slide in slides for shape in slide.shapes) == 1


def _height(shape: Any) -> int:
    return sum(row.height for row in shape.table.rows) if shape.has_table else shape.height


def test_what_a_slide_cuts_is_noted_and_kept_in_its_notes() -> None:
    assert any("shortened to fit" in note for note in hostile().notes)
    assert deck_text(hostile()).count("Growth is limited.") >= 400


def test_an_almost_empty_campaign_still_makes_every_file() -> None:
    made = {stage: dump(parse(stage, {})) for stage in ARTIFACT_STAGES}
    made["intake"]["client_name"] = "東京"
    made["delivery"] = contents()["delivery"]
    package = build_package(package_input(made))
    assert verify_package(package.data) == []
    assert any("no dated posts" in note for note in package.notes)
    with PdfDocument(files(package)["report.pdf"]) as pdf:
        assert all("東京 autumn subscription" in page.get_textpage().get_text_range() for page in pdf)


def test_long_flight_is_shown_by_month_and_every_post_is_listed() -> None:
    made = contents()
    made["execution"]["timeline"]["duration_weeks"] = 52
    made["execution"]["timeline"]["end_date"] = "2027-09-05"
    made["execution"]["derived"]["cadence"] = []
    for number, post in enumerate(made["execution"]["calendar"]["posts"]):
        post["date"] = f"2027-{1 + number % 8:02d}-{1 + number % 28:02d}"
    package = build_package(package_input(made))
    assert "by month" in deck_text(package)
    assert len(re.findall(r"\b\d\d:\d\d Europe/London\b", pdf_text(package))) == len(made["execution"]["calendar"]["posts"])


def test_a_zone_that_does_not_exist_is_named() -> None:
    made = contents()
    made["execution"]["calendar"]["posts"][0]["zone"] = "Europe/Lodnon"
    with pytest.raises(ExportFailed, match="Europe/Lodnon"):
        build_package(package_input(made))


def test_logo_and_brand_colour_are_in_the_files() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 100), "#C8401F").save(out, "PNG")
    made = contents()
    made["delivery"]["options"]["branding"]["primary_color"] = "#FFD400"
    package = build_package(package_input(made, logo=out.getvalue()))
    with pdfplumber.open(io.BytesIO(files(package)["report.pdf"])) as pdf:
        assert len(pdf.pages[0].images) == 1
    cover = slides_of(package)[0]
    assert [shape for shape in cover.shapes if hasattr(shape, "image")]
    assert any("#FFD400 is shown as #" in note for note in package.notes)


def test_wording_spells_small_counts() -> None:
    assert [wording.spelt(1, "phase"), wording.spelt(4, "proof"), wording.spelt(11, "limit")] == ["One phase", "Four proofs", "11 limits"]
