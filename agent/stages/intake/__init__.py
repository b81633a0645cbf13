"""Stage 1, intake: what the client said. People and briefs fill it; only defaults and the plan are derived."""

import re
from datetime import date

from agent.llm.port import Sources
from agent.schemas import paths
from agent.schemas.intake import Intake
from agent.schemas.registry import missing_required
from agent.schemas.version import Provenance, ProvenanceMap
from agent.stages.base import Content, Hydrated, Section, Stage
from agent.stages.intake.plan import planned
from agent.stages.markets import defaults_of

_REGULATED = re.compile(
    r"\b(financ\w*|bank\w*|insur\w*|invest\w*|loans?|credit|mortgage\w*|pensions?|health\w*|medic\w*|clinic\w*|dent\w*|hospital\w*|therap\w*|physio\w*"
    r"|pharma\w*|drugs?|supplements?|legal|law|solicitors?|lawyers?|attorneys?|gambl\w*|betting|casino\w*|lotter\w*|alcohol\w*|wines?|beers?|spirits"
    r"|brewer\w*|distiller\w*|crypto\w*|bitcoin|tokens?)\b",
    re.I,
)
_GROUPS = (
    ("identity", "Client"), ("offer", "Offer"), ("audience", "Audience"), ("goals", "Goals"), ("voice", "Voice"), ("compliance", "Compliance"),
    ("proof", "Proof"), ("assets", "Brand and accounts"), ("delivery needs", "Delivery needs"), ("other facts", "Other facts of the brief"),
    ("generation plan", "Generation plan"),
)  # fmt: skip


def _hydrate(content: Content, sources: Sources) -> Hydrated:
    """The campaign's own data, and what follows from the markets as a default."""
    campaign = sources.campaign.model_dump(mode="json")
    filled, origins = dict(content), ProvenanceMap()
    for name in ("client_name", "objective", "budget"):
        if paths.is_empty(filled.get(name)) and campaign[name] is not None:
            filled[name] = campaign[name]
            origins[f"intake.{name}"] = Provenance(source="hydrated", path=f"campaign.{name}")
    if paths.is_empty(filled.get("start_date")) and campaign["start_date"]:
        filled["start_date"] = campaign["start_date"]
        origins["intake.start_date"] = Provenance(source="hydrated", path="campaign.start_date")
        if campaign["end_date"]:
            days = (date.fromisoformat(campaign["end_date"]) - date.fromisoformat(campaign["start_date"])).days + 1
            filled["duration_weeks"] = min(52, max(1, round(days / 7)))
            origins["intake.duration_weeks"] = Provenance(source="hydrated", path="campaign.end_date")
    for name, value, why in defaults_of(filled.get("geography") or []):
        if paths.is_empty(filled.get(name)):
            filled[name] = value
            origins[f"intake.{name}"] = Provenance(source="default", note=why)
    for name, default in (("risk_tolerance", "moderate"), ("duration_weeks", 12)):
        if filled.get(name) in (None, default) and f"intake.{name}" not in origins:
            filled[name] = default
            origins[f"intake.{name}"] = Provenance(source="default")
    return Hydrated(filled, origins)


def _compile(content: Content, sources: Sources) -> Content:
    """Whether the industry is regulated, whether there is a site, and the plan of what is made."""
    intake = Intake.model_validate(content)
    plain = {**content, "regulated": bool(_REGULATED.search(intake.industry or ""))}
    if intake.website and intake.has_website is None:
        plain["has_website"] = True
    if not intake.generation_plan.jobs and not missing_required("intake", plain):
        plain["generation_plan"] = planned(intake).model_dump(mode="json")
    return plain


INTAKE = Stage(
    id="intake",
    title="Intake",
    purpose="Write down what the client said, with the words it came from.",
    artifact=Intake,
    requires=(),
    sections=tuple(Section(name, title) for name, title in _GROUPS),
    hydrate=_hydrate,
    compile=_compile,
    derived=("intake.regulated", "intake.has_website", "intake.generation_plan"),
    computed=("intake.regulated",),
)
