"""What is asked next: one group of missing fields at a time, required ones first."""

from typing import Any

from agent.schemas import paths
from agent.schemas.registry import missing_required

_TITLES = {
    "identity": "the client", "offer": "the offer", "audience": "the audience", "goals": "the goals", "voice": "the voice", "compliance": "compliance",
    "proof": "proof", "delivery needs": "what is delivered", "hiring": "the employer",
}  # fmt: skip
_GROUP_OF = {
    "client_name": "identity", "website": "identity", "industry": "identity", "geography": "identity", "primary_offer": "offer", "pricing": "offer",
    "differentiators": "offer", "target_audience": "audience", "pain_points": "audience", "desired_outcomes": "audience", "objections": "audience",
    "objective": "goals", "kpi_targets": "goals", "start_date": "goals", "budget": "goals", "tone_voice": "voice", "forbidden_claims": "compliance",
    "risk_tolerance": "compliance", "proof_assets": "proof", "hiring.evp_statement": "hiring",
}  # fmt: skip
_WORTH_ASKING = (
    "proof_assets", "pricing", "start_date", "budget", "kpi_targets", "tone_voice", "objections", "forbidden_claims",
)  # fmt: skip
"""Optional fields without which later stages must leave something out, in the order they are asked for."""

QUESTIONS: dict[str, str] = {
    "client_name": "What is the client called, as it should be printed?",
    "website": "What is the address of the client's site? (Say 'has website is no' when there is none.)",
    "industry": "What does the client do, and for whom?",
    "geography": "Which markets is this campaign for?",
    "primary_offer": "What exactly is being sold: contents, rhythm, conditions?",
    "pricing": "What does it cost, with currency and unit?",
    "differentiators": "What sets the client apart?",
    "target_audience": "Who should act? Ages, roles and habits help.",
    "pain_points": "What bothers these people? Separate several with a semicolon.",
    "desired_outcomes": "What do they want instead?",
    "objections": "What holds them back, in their words?",
    "objective": "What is the one thing this campaign is for: leads, awareness, sales, hiring, a launch, an event, partnerships, retention, engagement?",
    "kpi_targets": "Which number should be reached by when? For example: 1,500 new subscribers by 30 November 2026.",
    "start_date": "When does it start?",
    "budget": "What is the total budget, with its currency?",
    "tone_voice": "How should the copy sound?",
    "forbidden_claims": "What must the copy not say or hint?",
    "risk_tolerance": "How bold may claims be: conservative, moderate or aggressive?",
    "proof_assets": "What can the client show: results, reviews, awards, certificates? Paste them as a few lines under 'Proof:'.",
    "hiring.evp_statement": "Why should somebody work there?",
}


def next_group(content: dict[str, Any]) -> tuple[str, list[str], bool] | None:
    """Title, full paths and whether they are required, of the group to ask for next; None when nothing is left to ask."""
    missing = [path.removeprefix("intake.") for path in missing_required("intake", content)]
    if content.get("objective") == "hiring" and not (content.get("hiring") or {}).get("evp_statement"):
        missing.append("hiring.evp_statement")
    required = bool(missing)
    if not missing:
        missing = [name for name in _WORTH_ASKING if paths.is_empty(content.get(name))]
    if not missing:
        return None
    group = _GROUP_OF[missing[0]]
    asked = [f"intake.{name}" for name in missing if _GROUP_OF[name] == group]
    return _TITLES[group], asked, required


def question_for(path: str) -> str:
    """The question that asks for a field."""
    name = path.removeprefix("intake.")
    return QUESTIONS.get(name, f"What is the {name.replace('_', ' ').replace('.', ', ')}?")
