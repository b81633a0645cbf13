"""What people call the fields: from their words to the full dotted path, and from a typed answer to the value of that field."""

import re
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, JsonValue

from agent.errors import Invalid
from agent.llm.offline.goals import objective_of, read_targets
from agent.llm.offline.identity import COUNTRIES
from agent.llm.offline.values import EMAIL, QUOTED, URL, dates_in, money_in, parts_of, weeks_in
from agent.llm.port import InterpretRequest
from agent.schemas import paths
from agent.schemas.base import read_number
from agent.schemas.fields import OBJECTIVE_WORDS, choices, field_type
from agent.schemas.intake import Intake, KpiTarget
from agent.schemas.registry import ARTIFACTS
from agent.schemas.stages import ARTIFACT_STAGES, ArtifactStage

_WORDS: dict[str, str] = {
    "client|client name|brand name|customer name": "client_name", "website|site|url|web address|homepage": "website", "industry|sector|business": "industry",
    "markets?|geography|countries|country|regions?|locations?": "geography", "time ?zone": "timezone", "languages?": "languages",
    "contact|contact email|e-?mail address": "contact_email", "offer|product|service|primary offer": "primary_offer", "price|prices|pricing": "pricing",
    "margin": "unit_economics.margin", "cac|acquisition cost": "unit_economics.cac", "ltv|lifetime value": "unit_economics.ltv", "aov|average order(?: value)?": "unit_economics.aov",
    "bottleneck|growth bottleneck": "growth_bottleneck", "differentiators?|usps?": "differentiators", "competitors?|competition|rivals": "competitors",
    "audience|target audience|target group": "target_audience", "pains?|pain points?|problems?": "pain_points", "(?:desired )?outcomes?|wishes": "desired_outcomes",
    "objections?|doubts": "objections", "objective|goal": "objective", "targets?|kpis?|kpi targets?": "kpi_targets", "start|start date|first day": "start_date",
    "duration|length|weeks": "duration_weeks", "budget|spend": "budget", "tone|tone of voice|voice": "tone_voice", "banned words?|forbidden words?": "banned_words",
    "disclaimers?|required disclaimers?|small print": "required_disclaimers", "risk|risk tolerance|risk appetite": "risk_tolerance",
    "compliance|compliance notes?|rules": "compliance_notes", "forbidden claims?|claims": "forbidden_claims", "proof|proof assets?|evidence": "proof_assets",
    "formats?|files": "formats_wanted", "reports?|reporting|report frequency|reporting frequency": "report_frequency", "company|legal name": "company",
    "evp|employer value proposition": "hiring.evp_statement", "roles?|role types?": "hiring.role_types", "logo": "brand_kit.logo", "colou?rs": "brand_kit.colours",
    "tracking|tracking status": "tracking_status", "ad accounts?": "ad_account_ready", "voice examples?": "voice_examples",
}  # fmt: skip
_INTAKE = {re.compile(rf"(?:the |our |my )?(?:intake )?(?:{words})", re.I): f"intake.{name}" for words, name in _WORDS.items()}
_CAMPAIGN = {"campaign name": "campaign.name", "end date": "campaign.end_date", "end": "campaign.end_date", "campaign notes": "campaign.notes", "campaign budget": "campaign.budget",
             "last day": "campaign.end_date"}  # fmt: skip


def path_of(words: str, stage: ArtifactStage) -> str | None:
    """The field people mean by these words, at the current stage first, then in the intake; None when it is none."""
    name = " ".join(re.sub(r"[*_`\"]", " ", words).split()).strip(" .:").lower()
    if re.fullmatch(rf"(?:{'|'.join(ARTIFACT_STAGES)})\.[\w.\[\]]+", words.strip()):
        return words.strip()
    name = re.sub(r"^(?:the|our|my|its) ", "", name)
    if name in _CAMPAIGN:
        return _CAMPAIGN[name]
    if stage != "intake":
        found = _leaves(stage).get(name)
        if found:
            return found
    intake = next((path for pattern, path in _INTAKE.items() if pattern.fullmatch(name)), None)
    if intake is None and name.replace(" ", "_") in Intake.model_fields:
        return f"intake.{name.replace(' ', '_')}"
    return intake


def path_in(text: str, stage: ArtifactStage) -> str | None:
    """The field a sentence is about: the longest run of words that names one."""
    words = re.findall(r"[\w'/-]+", text)
    for size in (3, 2, 1):
        for start in range(len(words) - size + 1):
            found = path_of(" ".join(words[start : start + size]), stage)
            if found:
                return found
    return None


@cache
def _leaves(stage: ArtifactStage) -> dict[str, str]:
    """Fields of a stage by their words; a name that stands in two sections names none."""
    found: dict[str, list[str]] = {}
    for section, info in ARTIFACTS[stage].model_fields.items():
        kind = info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            for name in kind.model_fields:
                found.setdefault(name.replace("_", " "), []).append(f"{stage}.{section}.{name}")
    return {name: where[0] for name, where in found.items() if len(where) == 1}


def value_for(path: str, text: str, request: InterpretRequest) -> JsonValue | None:
    """What a typed answer says for a field; None when it says nothing that fits. Dates, money and numbers in any usual form."""
    said = text.strip().strip("“”\"").strip()
    if not said:
        return None
    if path.startswith("campaign."):
        return _plain(path, said, request, None)
    stage = next(name for name in ARTIFACT_STAGES if path.startswith(f"{name}."))
    try:
        return _plain(path, said, request, field_type(stage, path))
    except Invalid:
        return None


def _plain(path: str, said: str, request: InterpretRequest, kind: Any) -> JsonValue | None:
    leaf = path.split(".")[-1]
    if leaf in ("start_date", "end_date", "by"):
        dates = dates_in(said)
        return dates[0][0].isoformat() if dates else said
    if leaf == "budget":
        return money_of(said, request)
    if leaf == "duration_weeks":
        length = weeks_in(said)
        number = re.search(r"\d+", said)
        return length[0] if length else int(number[0]) if number else said
    if leaf in ("website", "contact_email"):
        match = (URL if leaf == "website" else EMAIL).search(said)
        return match[0].rstrip(".,") if match else said
    if leaf == "objective":
        return OBJECTIVE_WORDS.get(said.lower().strip(" .")) or objective_of(said) or said
    if leaf == "kpi_targets":
        return [item.model_dump(mode="json") for item in targets_of(said)] or None
    if kind is not None and choices(kind) and not _is_list(kind):
        options = choices(kind)
        word = next((option for option in options if re.search(rf"\b{option.replace('_', '[ _-]')}\b", said, re.I)), None)
        return word or said
    if leaf == "proof_assets":
        return None
    if kind is not None and _is_list(kind):
        quotes = QUOTED.findall(said)
        items = [item.strip(" ,.") for item in quotes] if len(quotes) > 1 else parts_of(re.sub(r"\s+(?:and|und|or)\s+(?=[^,;]+$)", "; " if ";" in said else ", ", said))
        return [COUNTRIES.get(item, item) for item in items] if leaf == "geography" else list(items)
    if kind is not None and _is_number(kind):
        number = re.search(r"\d[\d.,]*", said)
        return _whole(read_number(number[0])) if number else said
    return said


def money_of(text: str, request: InterpretRequest) -> JsonValue | None:
    """An amount; without a currency it is the one the campaign already has, else the text is returned for a clear refusal."""
    amounts = money_in(text)
    if amounts:
        return dict(amounts[0][0])
    bare = re.search(r"(\d[\d.,]*)\s?([kKmM])?\b", text)
    known = request.content.get("budget") if request.stage == "intake" else None
    currency = known.get("currency") if isinstance(known, dict) else None
    if currency is None and request.campaign and request.campaign.budget:
        currency = request.campaign.budget.currency
    if bare and currency:
        return {"amount": _whole(read_number(bare[1]) * {"k": 1_000, "m": 1_000_000}.get((bare[2] or "").lower(), 1)), "currency": currency}
    return text


def targets_of(text: str) -> list[KpiTarget]:
    """Targets in a typed answer: '1,500 new subscribers by 30 November 2026'."""
    return [KpiTarget.model_validate(item) for item in read_targets(text)]


def _whole(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _is_list(kind: Any) -> bool:
    return any(get_origin(option) is list for option in _flat(kind))


def _is_number(kind: Any) -> bool:
    return any(option in (int, float) for option in _flat(kind)) and str not in _flat(kind)


def _flat(kind: Any) -> list[Any]:
    if hasattr(kind, "__metadata__"):
        return _flat(get_args(kind)[0])
    origin = get_origin(kind)
    if origin is not None and origin is not list and origin is not dict and get_args(kind):
        return [inner for part in get_args(kind) for inner in _flat(part)]
    return [kind]


def known_value(request: InterpretRequest, path: str) -> JsonValue | None:
    """The present value of a field of the current stage."""
    inner = path.split(".", 1)[1]
    try:
        value: Any = paths.get(request.content, inner)
    except KeyError:
        return None
    out: JsonValue = value
    return out


def week_end(start: str, weeks: int) -> str:
    """Last day of a flight of so many weeks."""
    return (date.fromisoformat(start) + timedelta(weeks=weeks, days=-1)).isoformat()
