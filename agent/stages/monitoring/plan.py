"""What the measurement plan is made from: facts, strategy, execution and the artifact so far; and how a drafted section is handed back."""

import re
from functools import cached_property
from typing import Any

from agent.llm.port import DraftRequest, SectionDraft, Sources
from agent.schemas.execution import Execution
from agent.schemas.monitoring import Monitoring
from agent.schemas.strategy import Strategy
from agent.stages.base import Content
from agent.stages.facts import Facts, facts_of
from agent.stages.media import read_channels
from agent.stages.monitoring.lineage import USES
from agent.stages.pen import Pen, pen_for
from agent.stages.wording import possessive

RULES = "rules 2026.11"
"""Version of the drafting rules; stands where a language model's draft has the digest of its prompt."""


class Plan:
    """The upstream artifacts, typed, and the measurement plan as it stands."""

    def __init__(self, sources: Sources, content: Content) -> None:
        self.facts: Facts = facts_of(sources)
        self.strategy = Strategy.model_validate(sources.content("strategy"))
        self.execution = Execution.model_validate(sources.content("execution"))
        self.monitoring = Monitoring.model_validate(content)

    @cached_property
    def channels(self) -> list[str]:
        """Channels of the plan, else of the strategy."""
        rows = [row.channel for row in self.execution.derived.channel_plan] or list(self.execution.schedule.posts_per_week)
        return rows or [channel.name for channel in self.strategy.channel_strategy.channels]

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Channel to its kind: 'Email' for 'Trade email newsletter'."""
        read = {name: read_channels(name) for name in self.channels}
        return {name: found[0].medium.name if found else name for name, found in read.items()}

    def of_kind(self, *kinds: str) -> list[str]:
        """Channels of these kinds."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    @cached_property
    def trials(self) -> list[str]:
        """Channels the client calls a test."""
        return [item.name for item in self.facts.channels if item.trial and item.name in self.channels]

    @cached_property
    def list_size(self) -> int | None:
        """People on the mailing list, when the client says so."""
        texts = [*(item.note for item in self.facts.channels), *self.facts.texts("audience_size")]
        found = next((match for text in texts if (match := re.search(r"list of (?:about |around )?([\d.,]*\d)", text))), None)
        return int(re.sub(r"[.,]", "", found[1])) if found else None

    @cached_property
    def many(self) -> str:
        """What is counted, inside a sentence: 'new subscribers'."""
        words = {
            "lead_generation": "enquiries", "partnerships": "enquiries", "hiring": "applications", "event_promotion": "registrations",
            "brand_awareness": "visits", "engagement": "replies",
        }  # fmt: skip
        return self.facts.counted.many if self.facts.counted else words.get(self.facts.intake.objective or "", "orders")

    @cached_property
    def record(self) -> str:
        """The records that decide how many results there are, as they stand in a sentence."""
        stated = next((tool for tool in self.execution.resources.tools if "count of record" in tool), None)
        if stated:
            return re.sub(r"^The ", "the ", stated.split(" as the count of record")[0])
        owner = {"hiring": "applicant records", "event_promotion": "registration list", "lead_generation": "CRM", "partnerships": "CRM"}
        return f"{possessive(self.facts.short)} {owner.get(self.facts.intake.objective or '', 'CRM' if self.facts.b2b else 'order records')}"

    def role(self, *cues: str) -> str:
        """A role of the plan's team whose name has one of the cues; the campaign manager when there is none."""
        names = [role.role for role in self.execution.resources.team_roles]
        found = next((name for cue in cues for name in names if cue in name.lower()), None)
        return found or next((name for name in names if "campaign manager" in name.lower()), names[0] if names else "Campaign manager")


class Sheet(Plan):
    """One section being drafted."""

    def __init__(self, request: DraftRequest) -> None:
        super().__init__(request.sources, dict(request.current))
        quotes = [check.quote for check in request.findings if check.quote]
        self.pen: Pen = pen_for(self.facts, request.instruction, quotes)
        self._used = list(USES[request.section])
        self._assumptions: dict[str, str] = {}

    def assume(self, path: str, note: str) -> None:
        """Mark a field as assumed."""
        self._assumptions[f"monitoring.{path}"] = note

    def done(self, value: dict[str, Any]) -> SectionDraft:
        """The finished section."""
        return SectionDraft(value=value, used=self._used, assumptions=self._assumptions, model="offline", prompt=RULES)
