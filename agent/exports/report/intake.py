"""Chapter: what the client said."""

from agent.exports import wording
from agent.exports.blocks import Block, Table, facts, items, paragraph, section
from agent.schemas.intake import BriefFact, Intake, KpiTarget, ProofAsset


def chapter(intake: Intake) -> list[Block]:
    """The brief, group by group, as the client stated it."""
    return [
        *section("Client", _client(intake)),
        *section("Offer", _offer(intake)),
        *section("Audience", _audience(intake)),
        *section("Goals", _goals(intake)),
        *section("Voice", _voice(intake)),
        *section("Rules and claims", _rules(intake)),
        *section("Proof", [block for proof in intake.proof_assets for block in _proof(proof)]),
        *section("Material and access", _material(intake)),
        *section("Other facts of the brief", items(_fact(fact) for fact in intake.brief_facts)),
        *section("Deliverables of this engagement", _deliverables(intake)),
    ]


def _client(intake: Intake) -> list[Block]:
    website = intake.website or ("The client has no website" if intake.has_website is False else None)
    return facts(
        ("Client", intake.client_name),
        ("Company", intake.company),
        ("Website", website),
        ("Industry", intake.industry),
        ("Markets", intake.geography),
        ("Time zone", intake.timezone),
        ("Languages", intake.languages),
        ("Contact", intake.contact_email),
    )


def _offer(intake: Intake) -> list[Block]:
    money = intake.unit_economics
    streams = [f"{s.name} ({wording.percent(s.share)})" if s.share is not None else s.name for s in intake.revenue_streams]
    shop, services = intake.ecommerce, intake.services
    return [
        *facts(
            ("Offer", intake.primary_offer),
            ("Price", intake.pricing),
            ("Revenue streams", streams),
            *((wording.words(name), wording.words(value)) for name, value in money.model_dump().items()),
            ("Holds growth back", wording.words(intake.growth_bottleneck)),
            ("Competitors", intake.competitors),
            *(
                (
                    ("Catalogue", shop.product_catalog_url),
                    ("Best-selling products", shop.top_skus),
                    ("Product margins", shop.margins),
                )
                if shop
                else ()
            ),
            *(
                (
                    ("Service description", services.service_deck_link),
                    ("Service areas", services.service_areas),
                    ("Booking", services.booking_link),
                )
                if services
                else ()
            ),
        ),
        *section("Differentiators", items(intake.differentiators), 3),
    ]


def _audience(intake: Intake) -> list[Block]:
    hiring = intake.hiring
    return [
        *paragraph(intake.target_audience),
        *section("Pain points", items(intake.pain_points), 3),
        *section("Desired outcomes", items(intake.desired_outcomes), 3),
        *section("Objections", items(intake.objections), 3),
        *(
            section(
                "Hiring",
                facts(
                    ("Why work there", hiring.evp_statement),
                    ("Roles", hiring.role_types),
                    ("Places", hiring.hiring_locations),
                    ("Employer brand", hiring.employer_brand_notes),
                ),
                3,
            )
            if hiring
            else []
        ),
    ]


def _goals(intake: Intake) -> list[Block]:
    budget = intake.budget
    targets = tuple(_target(target) for target in intake.kpi_targets)
    return [
        *facts(
            ("Objective", wording.words(intake.objective) if intake.objective else None),
            ("Start", intake.start_date),
            ("Duration", wording.counted(intake.duration_weeks, "week")),
            ("Budget", wording.money(budget.amount, budget.currency) if budget else None),
        ),
        *([Table(("What is counted", "Target", "By"), targets, frozenset({1}))] if targets else []),
    ]


def _target(target: KpiTarget) -> tuple[str, str, str]:
    return target.kpi, wording.measure(target.target, target.unit), wording.day(target.by) if target.by else "Not dated"


def _voice(intake: Intake) -> list[Block]:
    return [
        *facts(("Tone", intake.tone_voice), ("Words not to use", ", ".join(intake.banned_words))),
        *section("Sentences that sound right", items(intake.voice_examples), 3),
        *section("Required lines, word for word", items(intake.required_disclaimers), 3),
    ]


def _rules(intake: Intake) -> list[Block]:
    return [
        *facts(
            ("Risk tolerance", wording.words(intake.risk_tolerance) if intake.risk_tolerance else None),
            ("Regulated industry", intake.regulated),
        ),
        *paragraph(intake.compliance_notes),
        *section("Claims not to make", items(intake.forbidden_claims), 3),
    ]


def _proof(proof: ProofAsset) -> list[Block]:
    return [
        *paragraph(proof.text, "strong"),
        *facts(
            ("Kind", wording.words(proof.kind)),
            ("Figure", wording.measure(proof.value, proof.unit) if proof.value is not None else None),
            ("Source", proof.source),
            ("Date", wording.partial_date(proof.date) if proof.date else None),
            ("Valid until", proof.expires),
            ("Markets", proof.markets),
        ),
    ]


def _material(intake: Intake) -> list[Block]:
    kit = intake.brand_kit
    return facts(
        ("Colours", kit.colours),
        ("Fonts", kit.fonts),
        ("Content library", intake.content_library),
        ("Accounts", intake.social_handles),
        ("Tracking set up", wording.words(intake.tracking_status)),
        ("Advertising accounts", wording.words(intake.ad_account_ready)),
        ("Formats wanted", [wording.words(name) for name in intake.formats_wanted]),
        ("Reports", wording.words(intake.report_frequency) if intake.report_frequency else None),
    )


def _fact(fact: BriefFact) -> str:
    dates = f" ({wording.span(fact.start, fact.end)})" if fact.start or fact.end else ""
    return f"{wording.words(fact.topic)}: {fact.text}{dates}"


def _deliverables(intake: Intake) -> list[Block]:
    jobs = intake.generation_plan.jobs
    rows = tuple((wording.words(j.job), wording.words(j.module), "Included" if j.selected else "Left out", j.reason or "") for j in jobs)
    return [Table(("Deliverable", "Part", "", "Why"), rows)] if rows else []
