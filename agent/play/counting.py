"""Counts what is asked of a model, so that a script can say how often it was called."""

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


class Counting:
    """Passes every request on."""

    def __init__(self, model: ModelPort) -> None:
        self._model = model
        self.name = model.name
        self.judge_name = model.judge_name
        self.calls = 0

    async def interpret(self, request: InterpretRequest) -> Interpretation:
        """What the operator wants done."""
        self.calls += 1
        return await self._model.interpret(request)

    async def read(self, request: ReadRequest) -> Extraction:
        """A brief's values."""
        self.calls += 1
        return await self._model.read(request)

    async def draft(self, request: DraftRequest, on_token: OnToken | None = None) -> SectionDraft:
        """One section."""
        self.calls += 1
        return await self._model.draft(request, on_token)

    async def judge(self, request: JudgeRequest) -> Judgement:
        """One narrow question."""
        self.calls += 1
        return await self._model.judge(request)
