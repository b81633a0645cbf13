"""Is a change material? A number, date, price, claim, link, legal text or enum is; everything else is wording."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from agent.errors import Invalid
from agent.quality.claims import marks_in
from agent.quality.figures import MONEY, dates, figures
from agent.schemas import paths
from agent.schemas.comparison import Matter
from agent.schemas.fields import choices, field_type
from agent.schemas.stages import ArtifactStage

_BY_NAME: dict[str, Matter] = {
    **dict.fromkeys(("required_disclaimers", "compliance_notes", "compliance_rules", "forbidden_claims", "forbidden_language", "banned_words", "claim_boundaries", "disclosure", "regulatory_constraints", "regulated"), "legal"),
    **dict.fromkeys(("claims", "safe_claims", "proof_assets", "proof_stack"), "claim"),
    **dict.fromkeys(("website", "link", "link_path", "dashboard_url", "product_catalog_url", "service_deck_link", "booking_link"), "link"),
    **dict.fromkeys(("pricing", "pricing_logic", "budget", "offer_framing"), "price"),
    **dict.fromkeys(("start_date", "end_date", "date", "by", "due", "blackout_dates", "expires", "starts", "ends"), "date"),
}  # fmt: skip
"""Fields that matter whatever is written in them."""
_URL = re.compile(r"https?://\S+|\bwww\.\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|co\.uk|de|io|eu)\b(?:/\S*)?", re.I)


def matters_of(stage: ArtifactStage, path: str, before: Any, after: Any) -> list[Matter]:
    """Everything that makes the change at a full path material; empty when only the wording changed."""
    steps = [step for step in paths.steps(path) if isinstance(step, str)]
    found: dict[Matter, None] = {_BY_NAME[step]: None for step in steps if step in _BY_NAME}
    old, new = list(paths.leaves(before)), list(paths.leaves(after))
    if any(isinstance(value, int | float | bool) for _, value in [*old, *new]):
        found["number"] = None
    texts = [" \n".join(str(value) for _, value in leaves if isinstance(value, str)) for leaves in (old, new)]
    found |= dict.fromkeys(_in_words(*texts))
    if _is_enum(stage, re.sub(r"\[\d+\]", "[0]", path)):
        found["enum"] = None
    return list(found)


def _in_words(before: str, after: str) -> Iterator[Matter]:
    one, other = _Facts.of(before), _Facts.of(after)
    if one.money != other.money:
        yield "price"
    if one.numbers != other.numbers:
        yield "number"
    if one.dates != other.dates:
        yield "date"
    if one.links != other.links:
        yield "link"
    if one.marks != other.marks:
        yield "claim"


class _Facts:
    """What a text states, free of its wording."""

    def __init__(self, text: str) -> None:
        found = figures(text)
        self.money = sorted((figure.value, figure.unit) for figure in found if figure.unit in MONEY)
        self.numbers = sorted((figure.value, figure.unit) for figure in found if figure.unit not in MONEY)
        self.dates = sorted((day.month, day.day or 0, day.year or 0) for day in dates(text))
        self.links = sorted(link.rstrip(".,;)") for link in _URL.findall(text))
        self.marks = marks_in(text)

    @staticmethod
    @lru_cache(maxsize=4096)
    def of(text: str) -> "_Facts":
        """The facts of a text, read once."""
        return _Facts(text)


@lru_cache(maxsize=2048)
def _is_enum(stage: ArtifactStage, path: str) -> bool:
    try:
        return bool(choices(field_type(stage, path)))
    except Invalid:
        return False
