"""Chapter: the eight layers of the strategy."""

from agent.exports import wording
from agent.exports.blocks import Bar, Bars, Block, Paragraph, Table, ended, facts, first_capital, items, paragraph, section
from agent.exports.model import ExportModel
from agent.schemas.strategy import (
    AudiencePsychology,
    BusinessReality,
    ChannelStrategy,
    Constraints,
    MarketTruth,
    Measurement,
    Narrative,
    Proof,
    Rule,
    Strategy,
    ValueArchitecture,
)

ACTORS = {"us": "Client", "competitors": "Competitors"}


def chapter(strategy: Strategy, model: ExportModel) -> list[Block]:
    """All eight layers."""
    return [
        *section("Business reality", _business(strategy.business_reality)),
        *section("Market truth", _market(strategy.market_truth)),
        *section("Audience psychology", _audience(strategy.audience_psychology)),
        *section("Value architecture", _value(strategy.value_architecture, model)),
        *section("Narrative", narrative_blocks(strategy.narrative)),
        *section("Channel strategy", _channels(strategy.channel_strategy, model)),
        *section("Constraints", constraint_blocks(strategy.constraints)),
        *section("Measurement", _measurement(strategy.measurement, model)),
    ]


def rule_rows(rules: list[Rule], model: ExportModel) -> tuple[tuple[str, ...], ...]:
    """Rules as rows: what is looked at, from when, over what, and what follows."""
    return tuple(
        (
            rule.metric,
            first_capital(wording.limit(rule.comparator, rule.threshold, model.unit(rule.metric, rule.threshold))),
            f"{rule.window} (at least {wording.number(rule.min_sample)})",
            rule.action,
        )
        for rule in rules
    )


RULE_HEADER = ("Measure", "When it is", "Looked at over", "Then")


def _business(layer: BusinessReality) -> list[Block]:
    money = layer.unit_economics
    streams = [f"{s.name} ({wording.percent(s.share)})" if s.share is not None else s.name for s in layer.revenue_streams]
    return [
        *paragraph(layer.business_model_summary),
        *facts(
            ("Revenue streams", streams),
            *((wording.words(name), wording.words(value)) for name, value in (money.model_dump() if money else {}).items()),
            ("Bottleneck", wording.words(layer.bottleneck) if layer.bottleneck else None),
            ("Risk tolerance", wording.words(layer.risk_tolerance) if layer.risk_tolerance else None),
        ),
        *section("Price", paragraph(layer.pricing_logic), 3),
        *section("What limits growth", paragraph(layer.growth_constraint), 3),
        *section("Rules from law and contract", items(layer.regulatory_constraints), 3),
    ]


def _market(layer: MarketTruth) -> list[Block]:
    rows = tuple((wording.words(v.vector), v.us, v.competitors, v.note or "") for v in layer.competitive_vectors)
    return [
        *facts(("Maturity of the category", wording.words(layer.category_maturity) if layer.category_maturity else None)),
        *([Table(("Compared by", *ACTORS.values(), "What follows"), rows)] if rows else []),
        *section("The free position", paragraph(layer.white_space_logic), 3),
        *section("What not to do", items(layer.what_not_to_do), 3),
    ]


def _audience(layer: AudiencePsychology) -> list[Block]:
    personas: list[Block] = []
    for persona in layer.personas:
        personas += [
            Paragraph(persona.name, "strong"),
            *facts(
                ("Who", persona.role),
                ("Situation", persona.situation),
                ("Wants", persona.wants),
                ("Objection", persona.objection),
                ("Decisive evidence", persona.decisive_evidence),
                ("Based on", persona.basis),
            ),
        ]
    return [
        *facts(
            ("Awareness", wording.words(layer.awareness_state) if layer.awareness_state else None),
            ("Strength of the pain", f"{layer.pain_intensity} of 5" if layer.pain_intensity else None),
        ),
        *section("Objections, most blocking first", items(layer.objection_hierarchy, numbered=True), 3),
        *section("How trust is won", paragraph(layer.trust_transfer_mechanism), 3),
        *section("Personas", personas, 3),
    ]


def _value(layer: ValueArchitecture, model: ExportModel) -> list[Block]:
    stack, differences = layer.proof_stack, layer.differentiation_logic
    return [
        *paragraph(layer.core_promise, "lead"),
        *section("Proof from customers", items(_proof(proof, model) for proof in stack.social), 3),
        *section("Proof from authority", items(_proof(proof, model) for proof in stack.authority), 3),
        *section("Proof from how it works", items(_proof(proof, model) for proof in stack.mechanism), 3),
        *section("What is given up", paragraph(layer.sacrifice_framing), 3),
        *section("Differences that are hard to copy", items(differences.structural if differences else []), 3),
        *section("Differences of style", items(differences.cosmetic if differences else []), 3),
    ]


def _proof(proof: Proof, model: ExportModel) -> str:
    source = model.proofs.get(proof.proof_asset)
    return f"{ended(proof.text)} Source: {ended(source.source)}" if source and source.source else proof.text


def narrative_blocks(layer: Narrative) -> list[Block]:
    """Layer 5: the story and its pillars."""
    pillars: list[Block] = []
    for pillar in layer.pillars:
        pillars += [Paragraph(pillar.name, "strong"), *paragraph(pillar.description), *items(pillar.angles)]
    return [
        *facts(("Problem", layer.problem), ("Tension", layer.tension), ("Resolution", layer.resolution), ("Enemy", layer.enemy)),
        *section("What is repeated, and what varies", paragraph(layer.repetition_logic), 3),
        *section("Content pillars", pillars, 3),
    ]


def _channels(layer: ChannelStrategy, model: ExportModel) -> list[Block]:
    roles = tuple(
        (
            channel.name,
            wording.words(channel.strategic_role) if channel.strategic_role else "",
            ", ".join(wording.words(kind) for kind in channel.content_types),
            channel.kpi or "",
            wording.percent(channel.budget_share) if channel.budget_share is not None else "",
        )
        for channel in layer.channels
    )
    limits = [rule for channel in layer.channels for rule in channel.kill_criteria]
    rules = layer.cta_rules
    return [
        *([Table(("Channel", "Role", "Content", "Measured by", "Budget"), roles, frozenset({4}))] if roles else []),
        *budget_chart(model),
        *section("When a channel is stopped", [Table(RULE_HEADER, rule_rows(limits, model))] if limits else [], 3),
        *section(
            "Calls to action",
            facts(("Primary", rules.primary), ("Allowed", rules.allowed), ("Not allowed", rules.forbidden)),
            3,
        ),
    ]


def budget_chart(model: ExportModel) -> list[Block]:
    """Share of the budget per channel, largest first; the largest is marked. Nothing without shares."""
    lines = sorted((line for line in model.channels if line.share), key=lambda line: (-(line.share or 0), line.name))
    if not lines:
        return []
    top = lines[0].share
    bars = tuple(
        Bar(line.name, line.share or 0, f"{line.share_text}, {line.budget}" if line.amount else line.share_text, line.share == top)
        for line in lines
    )
    return [Bars("Budget per channel, share of the whole", bars)]


def constraint_blocks(layer: Constraints) -> list[Block]:
    """Layer 7: what every asset must respect."""
    return [
        *section("Tone", items(layer.tone_boundaries), 3),
        *section("Language not to use", items(layer.forbidden_language), 3),
        *section("Limits of claims", items(layer.claim_boundaries), 3),
        *section("Limits of pictures", items(layer.visual_constraints), 3),
        *section("Compliance", items(layer.compliance_rules), 3),
    ]


def _measurement(layer: Measurement, model: ExportModel) -> list[Block]:
    rows = tuple(
        (
            kpi.name,
            wording.measure(kpi.target, kpi.unit),
            wording.measure(kpi.baseline, kpi.unit),
            "Higher" if kpi.direction == "up" else "Lower",
            wording.day(kpi.by) if kpi.by else "Not dated",
        )
        for kpi in layer.primary_kpis
    )
    return [
        *paragraph(layer.success_definition),
        *([Table(("Measure", "Target", "Baseline", "Better is", "By"), rows, frozenset({1, 2}))] if rows else []),
        *facts(("Reviewed", wording.words(layer.review_cadence) if layer.review_cadence else None)),
        *section("Early signs", items(layer.leading_indicators), 3),
        *section("Late signs", items(layer.lagging_indicators), 3),
        *section("Decision rules", [Table(RULE_HEADER, rule_rows(layer.decision_rules, model))] if layer.decision_rules else [], 3),
    ]
