"""calendar.xlsx: calendar, posts by week, links, media plan and measures, to filter and to work with."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from agent.exports import colours, wording
from agent.exports.formulas import risky
from agent.exports.lines import ChannelLine, KpiLine, PostLine
from agent.exports.model import ExportModel
from agent.exports.steady import steady

_LONGEST_CELL = 32_767
_LONGEST_LINK = 2_000
_MOST_LINKS = 60_000
_MOST_LINES = 30
_LINE = 13.5
"""Height of a line in points."""
_STATUSES = ["Draft", "In review", "Approved", "Scheduled", "Published", "Cancelled"]


@dataclass(frozen=True)
class Link:
    """A cell that can be clicked."""

    address: str


Cell = str | int | float | date | Link | None


@dataclass(frozen=True)
class Column:
    """A column: its title, its width in characters, how its figures are shown."""

    title: str
    width: float
    figures: str = ""


class _Book:
    """A workbook under construction."""

    def __init__(self, model: ExportModel) -> None:
        self.out = BytesIO()
        plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = Workbook(self.out, {"in_memory": True, **plain})
        created = model.at.replace(tzinfo=None)
        self.book.set_properties({"title": model.campaign, "author": model.brand.agency or model.client, "created": created})
        accent = colours.readable(model.brand.colour)
        self.head = self._format(bold=True, font_color=colours.text_on(accent), bg_color=accent, valign="vcenter")
        self.head_figures = self._format(bold=True, font_color=colours.text_on(accent), bg_color=accent, valign="vcenter", align="right")
        self.text = self._format()
        self.quoted = self._format(quote_prefix=True)
        self.link = self._format(font_color=accent, underline=1)
        self.formats: dict[str, Format] = {}
        self.links = 0

    def _format(self, **more: object) -> Format:
        return self.book.add_format({"text_wrap": True, "valign": "top", "font_name": "Arial", "font_size": 10, **more})

    def sheet(self, name: str, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Worksheet:
        """A sheet with a frozen header, filters and real dates and figures."""
        sheet = self.book.add_worksheet(name)
        for index, column in enumerate(columns):
            sheet.set_column(index, index, column.width)
            sheet.write_string(0, index, column.title, self.head_figures if column.figures else self.head)
        sheet.set_row(0, 22)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        for number, row in enumerate(rows, 1):
            sheet.set_row(number, _LINE * max(_lines(cell, column) for cell, column in zip(row, columns, strict=True)))
            for index, (column, cell) in enumerate(zip(columns, row, strict=True)):
                self._write(sheet, number, index, cell, column)
        return sheet

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Cell, kind: Column) -> None:
        if cell is None or cell == "":
            sheet.write_blank(row, column, None, self.text)
        elif isinstance(cell, Link):
            self._write_link(sheet, row, column, cell.address)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, time()), self._figures("ddd d mmm yyyy"))
        elif isinstance(cell, int | float):
            sheet.write_number(row, column, cell, self._figures(kind.figures or "General"))
        else:
            sheet.write_string(row, column, cell[:_LONGEST_CELL], self.quoted if risky(cell) else self.text)

    def _write_link(self, sheet: Worksheet, row: int, column: int, address: str) -> None:
        self.links += 1
        if len(address) > _LONGEST_LINK or self.links > _MOST_LINKS:
            sheet.write_string(row, column, address, self.text)
        else:
            sheet.write_url(row, column, address, self.link)

    def _figures(self, form: str) -> Format:
        if form not in self.formats:
            self.formats[form] = self._format(num_format=form, align="left" if "yyyy" in form else "right")
        return self.formats[form]


def _lines(cell: Cell, column: Column) -> int:
    """Lines of a wrapped cell; neither Excel nor LibreOffice makes the row taller by itself when it opens the file."""
    text = cell.address if isinstance(cell, Link) else str(cell or "")
    return min(sum(-(-len(line) // max(int(column.width * 0.95), 1)) or 1 for line in text.split("\n")) or 1, _MOST_LINES)


def write_xlsx(model: ExportModel) -> bytes:
    """The workbook. Text never becomes a formula, whatever it starts with."""
    book = _Book(model)
    calendar = book.sheet("Calendar", _CALENDAR, [_post(line) for line in model.posts])
    if model.posts:
        status = [column.title for column in _CALENDAR].index("Status")
        calendar.data_validation(1, status, len(model.posts), status, {"validate": "list", "source": _STATUSES})
    _by_week(book, model)
    book.sheet("Links", _LINKS, [_link(line) for line in model.posts])
    book.sheet("Link types", _TYPES, _types(model))
    currency = _currency(model)
    media = [_channel(line) for line in model.channels]
    book.sheet("Media plan", _media_columns(currency), media)
    book.sheet("Measures", _MEASURES, [_kpi(line) for line in model.kpis])
    book.book.close()
    return steady(book.out.getvalue(), model.at)


_CALENDAR = (
    Column("Week", 7),
    Column("Date", 16),
    Column("Time", 8),
    Column("Zone", 16),
    Column("Platform", 14),
    Column("Kind", 13),
    Column("Asset", 14),
    Column("Title", 30),
    Column("Hook", 42),
    Column("Pillar", 22),
    Column("Call to action", 22),
    Column("Link", 48),
    Column("Owner", 20),
    Column("Status", 12),
    Column("Reviews due", 34),
    Column("Remark", 30),
)


def _post(line: PostLine) -> list[Cell]:
    post = line.post
    due = "\n".join(f"{deadline.step}: {wording.day(deadline.due)}" for deadline in post.deadlines)
    return [
        line.week, post.date, post.time, post.zone, post.platform, line.kind, post.asset, line.title, line.hook, post.pillar,
        post.cta, Link(line.link) if line.link else None, post.owner, line.status, due, post.note,
    ]  # fmt: skip


def _by_week(book: _Book, model: ExportModel) -> None:
    platforms = list(dict.fromkeys(line.post.platform for line in model.posts))
    counts = Counter((line.week, line.post.platform) for line in model.posts)
    weeks = range(1, max((line.week for line in model.posts), default=0) + 1)
    rows: list[list[Cell]] = [
        [week, *(counts[week, name] for name in platforms), sum(counts[week, n] for n in platforms)] for week in weeks
    ]
    if rows:
        rows.append(["All", *(sum(counts[w, name] for w in weeks) for name in platforms), len(model.posts)])
    book.sheet("By week", [Column("Week", 8), *(Column(name, 16, "0") for name in platforms), Column("All", 10, "0")], rows)


_LINKS = (
    Column("Date", 16),
    Column("Platform", 16),
    Column("Asset", 14),
    Column("Source", 16),
    Column("Medium", 16),
    Column("Campaign", 26),
    Column("Content", 16),
    Column("Term", 14),
    Column("Campaign number", 22),
    Column("Channel in GA4", 18),
    Column("Link", 80),
)


def _link(line: PostLine) -> list[Cell]:
    tags = [line.tags.get(f"utm_{name}") for name in ("source", "medium", "campaign", "content", "term", "id")]
    return [line.post.date, line.post.platform, line.post.asset, *tags, line.post.ga4_channel, Link(line.link) if line.link else None]


_TYPES = (
    Column("Platform", 18),
    Column("Use", 30),
    Column("Source", 16),
    Column("Medium", 16),
    Column("Channel in GA4", 18),
    Column("Confidence", 14),
    Column("Example", 80),
)


def _types(model: ExportModel) -> list[list[Cell]]:
    rows = model.execution.derived.utm_plan if model.execution else []
    return [[row.platform, row.use, row.source, row.medium, row.predicted_ga4_channel, row.confidence, row.example] for row in rows]


def _currency(model: ExportModel) -> str:
    plans = model.execution.derived.channel_plan if model.execution else []
    return next((plan.budget.currency for plan in plans if plan.budget), "")


def _media_columns(currency: str) -> tuple[Column, ...]:
    return (
        Column("Channel", 18),
        Column("Role", 14),
        Column("Share of budget", 16, "0.##%"),
        Column(f"Budget, {currency}" if currency else "Budget", 16, "#,##0.##"),
        Column("Expected (assumption)", 26),
        Column("Measured by", 40),
        Column("Remark", 60),
    )


def _channel(line: ChannelLine) -> list[Cell]:
    return [line.name, line.role, line.share, line.amount, line.results, line.kpi, line.note]


_MEASURES = (
    Column("Measure", 34),
    Column("Target", 20),
    Column("Baseline", 20),
    Column("Better is", 12),
    Column("By", 20),
    Column("Counted", 80),
)


def _kpi(line: KpiLine) -> list[Cell]:
    return [line.name, line.target, line.baseline, line.better, line.by, line.counted]
