"""Setting tables: columns by content, a header on every page, rows that break when they are taller than a page."""

from dataclasses import dataclass

from agent.exports import colours
from agent.exports.blocks import Table
from agent.exports.pdf_text import GAP
from agent.exports.sheet import Sheet, Style

_CELL = Style(8, leading=1.38)
_DENSE = Style(7.2, leading=1.35)
_PAD = 1.6
_ABOVE = 1.3
_AFTER_FIGURES = 4.0
"""Space between figures, which stand to the right, and the next column."""


@dataclass(frozen=True)
class _Grid:
    """A table whose columns are known."""

    table: Table
    style: Style
    head: Style
    widths: list[float]
    band: str


def set_table(sheet: Sheet, table: Table, accent: str) -> None:
    """The whole table from `y` on."""
    style = _DENSE if table.wide else _CELL
    head = Style(style.size, bold=True, colour=colours.text_on(accent), leading=style.leading)
    grid = _Grid(table, style, head, _widths(sheet, table, style), accent)
    with sheet.element("Table"):
        first = _lines(sheet, grid, table.rows[0], style) if table.rows else []
        sheet.room(_header_height(sheet, grid) + _height(first, style))
        _header(sheet, grid, repeated=False)
        for index, row in enumerate(table.rows):
            link = table.links[index] if table.links else None
            _row(sheet, grid, _lines(sheet, grid, row, style), colours.BAND if index % 2 else colours.WHITE, link)
    sheet.y += GAP + 1


def row_height(sheet: Sheet, table: Table) -> float:
    """Height of header and first row, for keeping a heading with them."""
    style = _DENSE if table.wide else _CELL
    grid = _Grid(table, style, Style(style.size, bold=True, leading=style.leading), _widths(sheet, table, style), colours.INK)
    return _header_height(sheet, grid) + (_height(_lines(sheet, grid, table.rows[0], style), style) if table.rows else 0)


def _widths(sheet: Sheet, table: Table, style: Style) -> list[float]:
    """Each column as wide as its longest word, what is left by the amount of text; or as the table says."""
    if table.shares:
        return [sheet.width * share / sum(table.shares) for share in table.shares]
    bold = Style(style.size, bold=True)
    least, wish = [], []
    for column, title in enumerate(table.header):
        cells = [row[column] for row in table.rows]
        words = [word for cell in cells for word in cell.split()]
        longest = max([sheet.text_width(word, bold) for word in title.split()] + [sheet.text_width(word, style) for word in words] + [6.0])
        pad = 2 * _PAD + 0.2 + (_AFTER_FIGURES if column in table.figures else 0)
        least.append(min(longest, sheet.width * 0.3) + pad)
        lines = [sheet.text_width(line, style) for cell in cells for line in cell.split("\n")]
        wish.append(max([*lines, sheet.text_width(title, bold)]) + pad)
    space = sheet.width - sum(least)
    if space < 0:
        return [width * sheet.width / sum(least) for width in least]
    wants = [max(0.0, wished - given) for wished, given in zip(wish, least, strict=True)]
    if sum(wants) <= space:
        spare = (space - sum(wants)) / len(wants)
        return [given + want + spare for given, want in zip(least, wants, strict=True)]
    return [given + share for given, share in zip(least, _shares(wants, space), strict=True)]


def _shares(wants: list[float], space: float) -> list[float]:
    """Divide `space`: short columns get all they want, long ones share the rest by the root of what they want."""
    shares = [0.0] * len(wants)
    open_columns = [index for index, want in enumerate(wants) if want > 0]
    while open_columns and space > 0.01:
        total = sum(wants[index] ** 0.6 for index in open_columns)
        filled = [index for index in open_columns if wants[index] <= space * wants[index] ** 0.6 / total]
        if not filled:
            for index in open_columns:
                shares[index] = space * wants[index] ** 0.6 / total
            return shares
        for index in filled:
            shares[index] = wants[index]
        space -= sum(wants[index] for index in filled)
        open_columns = [index for index in open_columns if index not in filled]
    return shares


def _lines(sheet: Sheet, grid: _Grid, row: tuple[str, ...], style: Style) -> list[list[str]]:
    return [sheet.wrap(cell, style, _inner(grid, column)) for column, cell in enumerate(row)]


def _inner(grid: _Grid, column: int) -> float:
    return grid.widths[column] - 2 * _PAD - (_AFTER_FIGURES if column in grid.table.figures else 0)


def _height(cells: list[list[str]], style: Style) -> float:
    return max((len(lines) for lines in cells), default=0) * style.height + 2 * _ABOVE


def _header_height(sheet: Sheet, grid: _Grid) -> float:
    return _height(_lines(sheet, grid, grid.table.header, grid.head), grid.head)


def _header(sheet: Sheet, grid: _Grid, *, repeated: bool) -> None:
    """The header; on further pages it is decoration, since it was read once."""
    cells = _lines(sheet, grid, grid.table.header, grid.head)
    height = _height(cells, grid.head)
    with sheet.tags.decoration():
        sheet.rect(sheet.x0, sheet.y, sheet.width, height, grid.band)
    if repeated:
        with sheet.tags.decoration():
            _cells(sheet, grid, cells, grid.head, None)
    else:
        with sheet.element("TR"):
            _cells(sheet, grid, cells, grid.head, "TH")
    sheet.y += height


def _row(sheet: Sheet, grid: _Grid, cells: list[list[str]], ground: str, link: str | None) -> None:
    height = _height(cells, grid.style)
    page = sheet.bottom - 25 - _header_height(sheet, grid)
    if height > sheet.free and height <= page:
        _next_page(sheet, grid)
    with sheet.element("TR"):
        while True:
            fits = max(1, int((sheet.free - 2 * _ABOVE) / grid.style.height + 0.001))
            part = [lines[:fits] for lines in cells]
            cells = [lines[fits:] for lines in cells]
            _part(sheet, grid, part, ground, link)
            if not any(cells):
                return
            _next_page(sheet, grid)


def _part(sheet: Sheet, grid: _Grid, cells: list[list[str]], ground: str, link: str | None) -> None:
    height = _height(cells, grid.style)
    with sheet.tags.decoration():
        sheet.rect(sheet.x0, sheet.y, sheet.width, height, ground)
        sheet.rule(sheet.y + height)
    _cells(sheet, grid, cells, grid.style, "TD", link)
    sheet.y += height


def _next_page(sheet: Sheet, grid: _Grid) -> None:
    sheet.new_page()
    _header(sheet, grid, repeated=True)


def _cells(sheet: Sheet, grid: _Grid, cells: list[list[str]], style: Style, kind: str | None, link: str | None = None) -> None:
    x = sheet.x0
    for column, (lines, width) in enumerate(zip(cells, grid.widths, strict=True)):
        if kind is None:
            _cell(sheet, grid, column, lines, style, x)
        else:
            with sheet.element(kind, scope="Column" if kind == "TH" else ""):
                _cell(sheet, grid, column, lines, style, x, link if column == 2 else None)
        x += width


def _linked(sheet: Sheet, line: str, style: Style, grid: _Grid, column: int) -> Style:
    """How a linked line is set: bold where it fits, since lines are broken for the regular weight."""
    bold = Style(style.size, bold=True, colour=grid.band, leading=style.leading)
    fits = sheet.text_width(line, bold) <= _inner(grid, column)
    return bold if fits else Style(style.size, colour=grid.band, leading=style.leading)


def _cell(sheet: Sheet, grid: _Grid, column: int, lines: list[str], style: Style, x: float, link: str | None = None) -> None:
    for row, line in enumerate(lines):
        shown = _linked(sheet, line, style, grid, column) if link and row == 0 else style
        align = "R" if column in grid.table.figures else "L"
        top = sheet.y + _ABOVE + row * style.height
        sheet.line(line, shown, x + _PAD, top, _inner(grid, column), align=align, link=link if row == 0 else None)
