"""The slides of the deck, in order. A slide whose artifact is not part of the package is left out."""

from collections.abc import Callable

from agent.exports import wording
from agent.exports.blocks import Bar, ended
from agent.exports.deck import Deck
from agent.exports.deck_plan import add_calendar, add_plan
from agent.exports.deck_record import BODY, HALF, RIGHT, add_approvals, add_guardrails, add_measures, source
from agent.exports.deck_template import BODY_BOTTOM, BODY_TOP, INNER, MARGIN
from agent.exports.deck_type import Box, Type
from agent.exports.model import ExportModel
from agent.schemas.text import one_line


def add_summary(deck: Deck, model: ExportModel) -> None:
    """The whole campaign on one slide."""
    deck.open(
        _summary_title(model),
        source(model, "Intake", "Strategy", "Monitoring"),
        [f"{k.name}: {k.counted}" for k in model.kpis if k.counted],
    )
    top = BODY_TOP + 0.1
    cards = model.kpis[:4]
    width = (INNER - 0.25 * 3) / 4
    for index, kpi in enumerate(cards):
        note = (
            f"from {kpi.baseline}, by {kpi.by}" if kpi.baseline != "Unknown" else f"by {kpi.by}" if kpi.by != "Not dated" else "not dated"
        )
        deck.card(Box(MARGIN + index * (width + 0.25), top, width, 1.55), kpi.name, kpi.target, note)
    top += 1.95 if cards else 0
    rows = _summary_rows(model)
    step = min(0.82, (BODY_BOTTOM - top) / max(len(rows), 1))
    for index, (name, text) in enumerate(rows):
        y = top + index * step
        deck.text(Box(MARGIN, y, 1.9, step - 0.12), name, Type(14, 11, bold=True, colour="accent"))
        deck.text(Box(MARGIN + 2.0, y, INNER - 2.0, step - 0.12), text, Type(14, 10))
        if index:
            deck.rect(Box(MARGIN, y - 0.1, INNER, 0.01), "rule")


def _summary_title(model: ExportModel) -> str:
    flight = model.flight.split(" (")[0]
    if not model.kpis or model.kpis[0].target == "Unknown":
        return f"{model.client}: {model.objective.lower()}, {flight}"
    first = model.kpis[0]
    due = f" by {first.by}" if first.by != "Not dated" else ""
    aim = first.target if first.name.lower() in first.target.lower() or first.target.split(" ", 1)[-1].lower() in first.name.lower() else ""
    goal = f"reach {aim}" if aim else f"bring {first.name} to {first.target}"
    return f"{model.budget if model.budget != 'Unknown' else 'The campaign'} is to {goal}{due}"


def _summary_rows(model: ExportModel) -> list[tuple[str, str]]:
    strategy = model.strategy
    promise = strategy.value_architecture.core_promise if strategy else None
    counted = [
        wording.counted(len(model.assets), "asset") if model.assets else "",
        wording.counted(len(model.posts), "dated post") if model.posts else "",
    ]
    rows = [
        ("Promise", promise or ""),
        ("Audience", (model.intake.target_audience if model.intake else None) or ""),
        ("Channels", wording.listed([f"{line.name} ({line.role.lower()})" if line.role else line.name for line in model.channels])),
        ("Flight", model.flight),
        ("Work", wording.listed([text for text in counted if text])),
    ]
    return [(name, text) for name, text in rows if text]


def add_situation(deck: Deck, model: ExportModel) -> None:
    """Where the client stands, and what holds growth back."""
    if model.strategy is None:
        return
    layer, market = model.strategy.business_reality, model.strategy.market_truth
    stuck = wording.words(layer.bottleneck).lower() if layer.bottleneck else "growth"
    title = f"{model.client} has to solve {stuck} before anything else" if layer.bottleneck else f"Where {model.client} stands"
    deck.open(title, source(model, "Strategy"), [layer.business_model_summary or "", layer.pricing_logic or ""])
    deck.heading(Box(MARGIN, BODY_TOP, HALF, 0.3), "The business")
    used = deck.text(Box(MARGIN, BODY_TOP + 0.36, HALF, 2.2), layer.business_model_summary or "", Type(13, 10))
    top = BODY_TOP + 0.36 + max(used, 0.6) + 0.3
    deck.heading(Box(MARGIN, top, HALF, 0.3), "The free position")
    deck.text(Box(MARGIN, top + 0.36, HALF, BODY_BOTTOM - top - 0.4), market.white_space_logic or "", Type(13, 10))
    deck.rect(Box(RIGHT - 0.15, BODY_TOP - 0.05, HALF + 0.15, BODY), "band")
    deck.heading(Box(RIGHT + 0.05, BODY_TOP + 0.1, HALF - 0.3, 0.3), "What limits growth")
    deck.text(Box(RIGHT + 0.05, BODY_TOP + 0.48, HALF - 0.3, BODY - 0.7), layer.growth_constraint or "", Type(13, 10))


def add_audience(deck: Deck, model: ExportModel) -> None:
    """Who should act, and what keeps them from it."""
    if model.strategy is None:
        return
    layer = model.strategy.audience_psychology
    objections = layer.objection_hierarchy
    state = wording.words(layer.awareness_state).lower() if layer.awareness_state else "not yet decided"
    count = wording.spelt(len(objections), "objection").lower()
    title = (
        f"The audience is {state}; {count} {'stands' if len(objections) == 1 else 'stand'} in the way"
        if objections
        else f"The audience is {state}"
    )
    personas = [
        f"{p.name}: {p.situation}. Wants: {p.wants}. Convinced by: {p.decisive_evidence}. Based on: {p.basis}." for p in layer.personas
    ]
    deck.open(title, source(model, "Intake", "Strategy"), personas)
    deck.heading(Box(MARGIN, BODY_TOP, HALF, 0.3), "Who they are")
    audience = (model.intake.target_audience if model.intake else None) or ""
    used = deck.text(Box(MARGIN, BODY_TOP + 0.36, HALF, 1.2), audience, Type(13, 10))
    top = BODY_TOP + 0.36 + used + 0.25
    people = layer.personas[:3]
    height = min(1.25, (BODY_BOTTOM - top) / max(len(people), 1) - 0.12)
    for index, person in enumerate(people):
        y = top + index * (height + 0.12)
        deck.rect(Box(MARGIN, y, HALF, height), "band")
        deck.rect(Box(MARGIN, y, 0.06, height), "accent")
        deck.text(Box(MARGIN + 0.2, y + 0.1, HALF - 0.3, 0.28), person.name, Type(12, 10, bold=True))
        said = f"{ended(person.situation)} Wants: {ended(person.wants)}"
        deck.text(Box(MARGIN + 0.2, y + 0.4, HALF - 0.3, height - 0.48), said, Type(11, 9))
    deck.heading(Box(RIGHT, BODY_TOP, HALF, 0.3), "What holds them back, and the answer")
    deck.items(Box(RIGHT, BODY_TOP + 0.4, HALF, BODY - 0.5), objections, Type(13, 10), numbered=True)


def add_promise(deck: Deck, model: ExportModel) -> None:
    """The promise and what it stands on."""
    if model.strategy is None or not model.strategy.value_architecture.core_promise:
        return
    layer = model.strategy.value_architecture
    stack = layer.proof_stack
    named = [("Customers", proof) for proof in stack.social] + [("Authority", proof) for proof in stack.authority]
    named += [("How it works", proof) for proof in stack.mechanism]
    rows = []
    for kind, proof in named:
        asset = model.proofs.get(proof.proof_asset)
        rows.append((kind, proof.text, (asset.source if asset else None) or ""))
    title = f"One promise, carried by {wording.spelt(len(rows), 'proof').lower()}" if rows else "One promise"
    deck.open(title, source(model, "Intake", "Strategy"), [f"{kind}: {text} Source: {where}" for kind, text, where in rows])
    deck.rect(Box(MARGIN, BODY_TOP, INNER, 1.25), "accent")
    from_accent = Type(20, 12, bold=True, colour="white", middle=True)
    deck.text(Box(MARGIN + 0.3, BODY_TOP + 0.1, INNER - 0.6, 1.05), layer.core_promise or "", from_accent)
    top = BODY_TOP + 1.5
    if rows:
        header, shares = ("Kind", "Proof", "Where it can be checked"), (1.4, 6.0, 4.5)
        deck.table(Box(MARGIN, top, INNER, 2.5), header, deck.top_rows(rows, header, shares, 2.5), shares, "Proof")
    deck.text(Box(MARGIN, BODY_BOTTOM - 0.85, 2.0, 0.3), "What is given up", Type(13, 10, bold=True, colour="accent"))
    deck.text(Box(MARGIN + 2.0, BODY_BOTTOM - 0.85, INNER - 2.0, 0.8), layer.sacrifice_framing or "", Type(13, 10))


def add_story(deck: Deck, model: ExportModel) -> None:
    """Problem, tension, resolution, and the pillars that tell it."""
    if model.strategy is None:
        return
    layer = model.strategy.narrative
    pillars = layer.pillars[:5]
    title = f"The story turns against one belief and is told in {wording.spelt(len(layer.pillars), 'pillar').lower()}"
    deck.open(
        title, source(model, "Strategy"), [layer.repetition_logic or "", *(f"{p.name}: {'; '.join(p.angles)}" for p in layer.pillars)]
    )
    width = (INNER - 0.5) / 3
    for index, (name, text) in enumerate((("Problem", layer.problem), ("Tension", layer.tension), ("Resolution", layer.resolution))):
        x = MARGIN + index * (width + 0.25)
        deck.rect(Box(x, BODY_TOP, width, 0.06), "accent")
        deck.heading(Box(x, BODY_TOP + 0.16, width, 0.3), name)
        deck.text(Box(x, BODY_TOP + 0.5, width, 1.35), text or "", Type(13, 10))
    deck.text(Box(MARGIN, BODY_TOP + 2.05, 1.5, 0.3), "Against", Type(13, 10, bold=True, colour="accent"))
    deck.text(Box(MARGIN + 1.5, BODY_TOP + 2.05, INNER - 1.5, 0.55), layer.enemy or "", Type(14, 10, bold=True))
    if pillars:
        width = (INNER - 0.2 * (len(pillars) - 1)) / len(pillars)
        for index, pillar in enumerate(pillars):
            x, y = MARGIN + index * (width + 0.2), BODY_TOP + 2.75
            deck.rect(Box(x, y, width, BODY_BOTTOM - y), "band")
            deck.text(Box(x + 0.15, y + 0.14, width - 0.3, 0.5), pillar.name, Type(14, 10, bold=True, colour="accent"))
            deck.text(Box(x + 0.15, y + 0.68, width - 0.3, BODY_BOTTOM - y - 0.8), pillar.description, Type(12, 9))


def add_channels(deck: Deck, model: ExportModel) -> None:
    """Where the money goes, as a chart, and each channel's task."""
    lines = sorted((line for line in model.channels if line.share), key=lambda line: (-(line.share or 0), line.name))
    if not model.channels:
        return
    deck.open(
        _channels_title(model),
        source(model, "Strategy", "Execution"),
        [f"{line.name}: {line.note}" for line in model.channels if line.note],
    )
    width = 6.6 if lines else 0.0
    if lines:
        top = lines[0].share
        bars = [
            Bar(line.name, line.share or 0, f"{line.share_text}, {line.budget}" if line.amount else line.share_text, line.share == top)
            for line in lines
        ]
        deck.heading(Box(MARGIN, BODY_TOP, width, 0.3), "Budget per channel, share of the whole")
        deck.bars(Box(MARGIN, BODY_TOP + 0.35, width, BODY - 0.4), "Share of the budget", bars, "Budget per channel")
    left = MARGIN + width + (0.3 if lines else 0)
    deck.heading(Box(left, BODY_TOP, INNER - width - 0.3, 0.3), "What each channel is for")
    tasks = [
        f"{line.name}: {ended(line.role) if line.role else ''} {line.results and f'Planned: {ended(line.results)}'} {line.kpi}".strip()
        for line in model.channels
    ]
    deck.items(Box(left, BODY_TOP + 0.45, MARGIN + INNER - left, BODY - 0.5), [one_line(task) for task in tasks], Type(13, 10))


def _channels_title(model: ExportModel) -> str:
    shares = {line.name: line.share or 0 for line in model.channels}
    if not any(shares.values()):
        return f"{wording.counted(len(shares), 'channel')}, each with one task"
    most = max(shares.values())
    leading = [name for name, share in shares.items() if share == most]
    whole = f"the {model.budget}" if model.budget != "Unknown" else "the budget"
    if len(leading) == len(shares) and len(shares) > 1:
        return f"All {len(shares)} channels share {whole} equally"
    verb = "takes" if len(leading) == 1 else "each take"
    return f"{wording.listed(leading)} {verb} {wording.percent(most)} of {whole}, more than any other channel"


def add_assets(deck: Deck, model: ExportModel) -> None:
    """What has been made, as a table; on a second slide when it is long."""
    if not model.assets:
        return
    header, shares = ("Asset", "Kind", "Platform", "First line", "Call to action"), (3.2, 1.4, 1.5, 5.2, 2.0)
    rows = [(a.title, wording.words(a.type), a.platform, one_line(a.hook), a.cta or "") for a in model.assets.values()]
    pages = deck.paged(rows, header, shares, BODY)
    shown = pages[:3]
    for number, page in enumerate(shown, 1):
        counter = f" ({number}/{len(shown)})" if len(shown) > 1 else ""
        kinds = len({a.type for a in model.assets.values()})
        title = f"{wording.counted(len(rows), 'asset')} of {wording.counted(kinds, 'kind')} are written and approved{counter}"
        if len(rows) == 1:
            title = f"1 asset is written and approved{counter}"
        left_out = sum(len(rest) for rest in pages[3:])
        deck.open(title, source(model, "Creatives"), [f"{left_out} more assets are in the report." if left_out and number == 3 else ""])
        deck.table(Box(MARGIN, BODY_TOP, INNER, BODY), header, page, shares, "Assets")


SLIDES: tuple[Callable[[Deck, ExportModel], None], ...] = (
    add_summary,
    add_situation,
    add_audience,
    add_promise,
    add_story,
    add_channels,
    add_assets,
    add_plan,
    add_calendar,
    add_measures,
    add_guardrails,
    add_approvals,
)
