"""A model for each voice behind one port: one may understand messages, another draft, a third judge."""

from dataclasses import dataclass

from agent.llm.port import (
    DraftRequest,
    Extraction,
    Interpretation,
    InterpretRequest,
    Judgement,
    JudgeRequest,
    ModelPort,
    OnToken,
    ReadRequest,
    SectionDraft,
)


@dataclass(frozen=True)
class Voices:
    """The models of an installation, offline ones among them."""

    interpreter: ModelPort
    drafter: ModelPort
    critic: ModelPort

    @property
    def name(self) -> str:
        """The model that drafts."""
        return self.drafter.name

    @property
    def judge_name(self) -> str:
        """The model that judges."""
        return self.critic.judge_name

    async def interpret(self, request: InterpretRequest) -> Interpretation:
        """Say what the operator wants done."""
        return await self.interpreter.interpret(request)

    async def read(self, request: ReadRequest) -> Extraction:
        """Read a brief into intake fields."""
        return await self.interpreter.read(request)

    async def draft(self, request: DraftRequest, on_token: OnToken | None = None) -> SectionDraft:
        """Draft one section."""
        return await self.drafter.draft(request, on_token)

    async def judge(self, request: JudgeRequest) -> Judgement:
        """Answer one narrow question about an artifact."""
        return await self.critic.judge(request)
