"""assets/: one Markdown file per creative asset with all its copy, and an index."""

from agent.exports.blocks import Bars, Block, Cards, Facts, Heading, Items, Paragraph, Table, Weeks
from agent.exports.model import ExportModel
from agent.exports.names import slug
from agent.exports.report.creatives import asset_blocks

FOLDER = "assets"
"""Folder of the package; asset ids never begin with an underscore, so the index takes no asset's name."""


def write_assets(model: ExportModel) -> dict[str, bytes]:
    """Files by path. The index is always there, also when there are no assets."""
    files = {f"{FOLDER}/_index.md": _index(model)}
    for asset in model.assets.values():
        blocks: list[Block] = [Heading(asset.title, 1), *asset_blocks(asset, model)]
        files[f"{FOLDER}/{slug(asset.id, limit=64)}.md"] = markdown(blocks)
    return {path: text.encode("utf-8") for path, text in files.items()}


def _index(model: ExportModel) -> str:
    rows = tuple((asset.id, asset.platform, asset.pillar, asset.title) for asset in model.assets.values())
    blocks: list[Block] = [Heading(f"Assets: {model.campaign}", 1)]
    blocks += [Table(("File", "Platform", "Pillar", "Title"), rows)] if rows else [Paragraph("This package holds no assets.")]
    return markdown(blocks)


def markdown(blocks: list[Block]) -> str:
    """Blocks as Markdown; running text stays letter by letter as it is, so that it can be copied."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {block.text}"
        case Paragraph(style="strong"):
            return f"**{block.text}**"
        case Paragraph():
            return block.text
        case Items():
            return "\n".join(f"{f'{number}.' if block.numbered else '-'} {item}" for number, item in enumerate(block.items, 1))
        case Facts():
            return "\n".join(f"- {name}: {value}" for name, value in block.rows)
        case Table():
            rows = [block.header, tuple("---" for _ in block.header), *block.rows]
            return "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)
        case Bars():
            return "\n".join(f"- {bar.name}: {bar.label}" for bar in block.bars)
        case Weeks():
            return "\n".join(f"- {name}: {sum(counts)}" for name, counts in block.rows)
        case Cards():
            return "\n".join(f"- {name}: {figure}, {note}" for name, figure, note in block.cards)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", "<br>")
