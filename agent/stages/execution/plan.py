"""What the plan is made from: the client's facts, the strategy, the creatives and the artifact so far; and how a drafted section is handed back."""

import re
import unicodedata
from datetime import timedelta
from functools import cache, cached_property
from typing import Any

from agent.llm.port import DraftRequest, SectionDraft, Sources
from agent.schemas.creatives import Asset, Creatives
from agent.schemas.execution import Execution
from agent.schemas.strategy import Channel, Strategy
from agent.stages.base import Content
from agent.stages.execution.lineage import USES
from agent.stages.facts import Facts, facts_of
from agent.stages.media import Medium, read_channels
from agent.stages.pen import Pen, pen_for

RULES = "rules 2026.11"
"""Version of the drafting rules; stands where a language model's draft has the digest of its prompt."""

OWN_PAGES = ("Landing page", "Website", "Blog")
"""Kinds of channel on the client's own site: a link there is internal, carries no tracking values, and nothing is posted by the week."""

COUNTED = {
    "lead_generation": "enquiries", "partnerships": "enquiries", "hiring": "applications", "event_promotion": "registrations",
    "brand_awareness": "visits", "engagement": "replies",
}  # fmt: skip
"""What an objective is counted in when the client names no number; orders otherwise."""

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "ł": "l"})


class Plan:
    """The upstream artifacts, typed, and the execution as it stands, with its end worked out anew: an old end may lie before a new start."""

    def __init__(self, sources: Sources, content: Content) -> None:
        self.sources = sources
        self.facts: Facts = facts_of(sources)
        self.strategy = Strategy.model_validate(sources.content("strategy"))
        self.creatives = Creatives.model_validate(sources.content("creatives"))
        timeline = {**(content.get("timeline") or {}), "end_date": None}
        self.execution = Execution.model_validate({**content, "timeline": timeline})
        held = self.execution.timeline
        if held.start_date and held.duration_weeks:
            held.end_date = held.start_date + timedelta(weeks=held.duration_weeks, days=-1)

    @cached_property
    def platforms(self) -> list[str]:
        """Platforms of the creatives, else the channels of the strategy."""
        return self.creatives.mix.target_platforms or [channel.name for channel in self.strategy.channel_strategy.channels]

    @cached_property
    def channels(self) -> dict[str, Channel]:
        """Channels of the strategy by name."""
        return {channel.name: channel for channel in self.strategy.channel_strategy.channels}

    @cached_property
    def assets(self) -> dict[str, list[Asset]]:
        """Assets by the platform they may be published on, in their order."""
        found: dict[str, list[Asset]] = {}
        mapped = self.creatives.messages.channel_mapping
        for platform in dict.fromkeys([*self.platforms, *mapped, *(asset.platform for asset in self.creatives.assets)]):
            found[platform] = [asset for asset in self.creatives.assets if asset.platform == platform or asset.id in mapped.get(platform, [])]
        return found

    @cached_property
    def many(self) -> str:
        """What is counted, inside a sentence: 'new subscribers'; the common word for the objective when the client counts nothing."""
        return self.facts.counted.many if self.facts.counted else COUNTED.get(self.facts.intake.objective or "", "orders")

    @cached_property
    def trials(self) -> tuple[str, ...]:
        """Channels the client calls a test."""
        return tuple(item.name for item in self.facts.channels if item.trial and item.name in self.platforms)

    @cached_property
    def zone(self) -> str:
        """Time zone of the campaign."""
        return self.facts.intake.timezone or "UTC"


class Sheet(Plan):
    """One section being drafted."""

    def __init__(self, request: DraftRequest) -> None:
        super().__init__(request.sources, dict(request.current))
        quotes = [check.quote for check in request.findings if check.quote]
        self.pen: Pen = pen_for(self.facts, request.instruction, quotes)
        self.instruction = request.instruction or ""
        self._used = list(USES[request.section])
        self._assumptions: dict[str, str] = {}

    def assume(self, path: str, note: str) -> None:
        """Mark a field as assumed."""
        self._assumptions[f"execution.{path}"] = note

    def done(self, value: dict[str, Any]) -> SectionDraft:
        """The finished section."""
        return SectionDraft(value=value, used=self._used, assumptions=self._assumptions, model="offline", prompt=RULES)


@cache
def medium_of(platform: str) -> Medium | None:
    """The kind of channel a platform's name stands for; None when the name says nothing."""
    found = read_channels(platform)
    return found[0].medium if found else None


def kind(platform: str) -> str:
    """Name of the kind of channel: 'Email' for 'Trade email newsletter'; the platform itself when it is of no known kind."""
    medium = medium_of(platform)
    return medium.name if medium else platform


def slug(text: str) -> str:
    """Lower case, digits and single hyphens: the only characters a tracking value may have."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_UMLAUTS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
