"""The report: every approved artifact in full, as blocks."""

from agent.exports.blocks import Block, Cards, Document, Heading, Paragraph, facts, paragraph
from agent.exports.model import ExportModel
from agent.exports.report import creatives, execution, intake, monitoring, record, strategy


def report(model: ExportModel) -> Document:
    """The whole report; chapters of artifacts that are not selected are left out."""
    blocks: list[Block] = [*_summary(model)]
    if model.intake:
        blocks += [Heading("The brief", 1), *intake.chapter(model.intake)]
    if model.strategy:
        blocks += [Heading("Strategy", 1), *strategy.chapter(model.strategy, model)]
    if model.creatives:
        blocks += [Heading("Creatives", 1), *creatives.chapter(model.creatives, model)]
    if model.execution:
        blocks += [Heading("The plan", 1), *execution.chapter(model.execution, model)]
    if model.monitoring:
        blocks += [Heading("Measurement", 1), *monitoring.chapter(model.monitoring, model)]
    blocks += [Heading("Approvals", 1), *record.chapter(model)]
    lines = [f"Campaign report, {model.day}", *([f"Prepared by {model.brand.agency}"] if model.brand.agency else [])]
    return Document(model.campaign, model.client, tuple(lines), tuple(blocks))


def _summary(model: ExportModel) -> list[Block]:
    blocks: list[Block] = [Heading("Summary", 1)]
    if model.strategy and model.strategy.value_architecture.core_promise:
        blocks += [Paragraph(model.strategy.value_architecture.core_promise, "lead")]
    cards = tuple((kpi.name, kpi.target, f"by {kpi.by}" if kpi.by != "Not dated" else "not dated") for kpi in model.kpis[:4])
    blocks += [Cards(cards)] if cards else []
    counted = [f"{len(model.assets)} finished assets" if model.assets else "", f"{len(model.posts)} dated posts" if model.posts else ""]
    blocks += facts(
        ("Client", model.client),
        ("Objective", model.objective),
        ("Flight", model.flight),
        ("Budget", model.budget),
        ("Channels", [channel.name for channel in model.channels]),
        ("Contents", [text for text in counted if text]),
    )
    return [*blocks, *([Heading("Note to the client", 2), *paragraph(model.note)] if model.note else [])]
