"""Drafting the sections of a stage: side by side where they do not build on one another, put in in the stage's order."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from agent.errors import AicmoError
from agent.graph.desk import Desk
from agent.graph.speech import Speaker
from agent.llm.port import DraftRequest, SectionDraft
from agent.schemas.quality import Check
from agent.schemas.registry import dump, parse
from agent.stages.base import Section, foundations, waves


@dataclass
class Drafting:
    """Sections being drafted at one desk. What is finished is kept here when one fails or the run is stopped."""

    desk: Desk
    speaker: Speaker
    sections: list[Section]
    instruction: str | None
    findings: list[Check]
    finished: dict[str, SectionDraft] = field(default_factory=dict)

    async def run(self) -> None:
        """Draft them, wave by wave. Raises the first AicmoError once the sections beside it have come to their end."""
        for wave in waves(self.sections):
            outcomes = await asyncio.gather(*map(self._draft, wave), return_exceptions=True)
            for failure in sorted((o for o in outcomes if isinstance(o, BaseException)), key=lambda error: isinstance(error, AicmoError)):
                raise failure

    async def _draft(self, section: Section) -> None:
        self.speaker.step(f"Drafting {section.title}")
        writing = self.speaker.writing(section.id, f"Drafting {section.title}")
        try:
            self.finished[section.id] = await self.desk.context.model.draft(self._request(section), writing.add)
        finally:
            writing.end()
        self.desk.context.point("during-draft")

    def _request(self, section: Section) -> DraftRequest:
        """What the section is made from: its sources, and the artifact with what this run has drafted of the sections it builds on."""
        below = foundations(section, self.desk.stage)
        drafted: dict[str, Any] = {name: draft.value for name, draft in self.finished.items() if name in below}
        given = {
            "current": dump(parse(self.desk.stage.id, {**self.desk.draft.content, **drafted})),
            "uses": list(section.uses),
            "after": list(section.after),
            "campaign_id": self.desk.campaign_id,
            "event": self.speaker.event,
        }
        return self.desk.request(section.id, self.instruction, self.findings).model_copy(update=given)

    def put_in(self) -> list[str]:
        """Put what is finished into the draft on the desk, in the stage's order, whichever came first; returns the sections."""
        done = [section.id for section in self.sections if section.id in self.finished]
        for name in done:
            self.desk.take(name, self.finished[name])
        return done
