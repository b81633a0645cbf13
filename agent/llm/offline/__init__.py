"""The embedded model: works by rules, with no key and no server. Same request, same answer; it says what it is."""

from collections.abc import Callable, Mapping

from agent.errors import ModelUnavailable
from agent.llm.offline.interpreting import interpret
from agent.llm.offline.reading import read
from agent.llm.pinning import with_pinned
from agent.llm.port import (
    DraftRequest,
    Extraction,
    Interpretation,
    InterpretRequest,
    Judgement,
    JudgeRequest,
    OnToken,
    ReadRequest,
    SectionDraft,
)

Drafters = Mapping[tuple[str, str], Callable[[DraftRequest], SectionDraft]]


class OfflineModel:
    """Reads, interprets and drafts by rules; it is no judge."""

    name = "offline"
    judge_name = "offline"

    def __init__(self, drafters: Drafters) -> None:
        self._drafters = drafters

    async def interpret(self, request: InterpretRequest) -> Interpretation:
        """What the operator wants done."""
        return interpret(request)

    async def read(self, request: ReadRequest) -> Extraction:
        """A brief's values, each with its quote."""
        return read(request)

    async def draft(self, request: DraftRequest, on_token: OnToken | None = None) -> SectionDraft:
        """One section. Raises ModelUnavailable when there is no drafter for it."""
        drafter = self._drafters.get((request.stage, request.section))
        if drafter is None:
            raise ModelUnavailable(f"The offline drafter does not write {request.stage}.{request.section}. Nothing was lost; fill it by hand.")
        drafted = drafter(request)
        return drafted.model_copy(update={"value": with_pinned(request, drafted.value)}) if request.pinned else drafted

    async def judge(self, request: JudgeRequest) -> Judgement:
        """Rules cannot judge meaning; this is shown, and is never a pass."""
        return Judgement(verdict="unavailable", message="The offline model works by rules and does not judge. A language model would.")
