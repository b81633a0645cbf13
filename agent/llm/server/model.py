"""The model port over a server: four voices, every answer validated before it is handed on."""

import json
from typing import Any

from pydantic import JsonValue, TypeAdapter

from agent.errors import Invalid, ModelRefused
from agent.llm.pinning import require_pinned
from agent.llm.port import (
    DraftRequest,
    Extraction,
    Found,
    Interpretation,
    InterpretRequest,
    Judgement,
    JudgeRequest,
    OnToken,
    ReadRequest,
    SectionDraft,
    ToolCall,
)
from agent.llm.prompting import render
from agent.llm.server.asking import Asker
from agent.llm.server.finding import NoJson, json_in
from agent.llm.server.prose import Prose
from agent.schemas import paths
from agent.schemas.calls import Purpose
from agent.schemas.fields import field_type
from agent.schemas.intake import Intake
from agent.schemas.stages import ArtifactStage
from agent.schemas.text import one_line

QUESTIONS = {
    "coherence": "Do any two statements of this artifact contradict each other?",
    "specificity": "Is there a sentence that could stand unchanged in any other client's artifact?",
    "audience_fit": "Is there a sentence that does not fit the audience described in the intake?",
    "brand_voice": "Is there a sentence that breaks the tone or the banned words of the intake?",
    "plausibility": "Is there a figure, date or target that cannot be true or cannot be reached?",
    "actionability": "Is there a step that nobody could carry out as it is written?",
    "narrative_consistency": "Is there a sentence that tells another story than the narrative's problem, enemy and promise?",
    "claim_risk": "Is there a claim that the proof in the intake does not carry?",
}
"""The narrow questions a judge is asked, one per call."""
_FOUND = {
    "type": "object",
    "properties": {
        "found": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"path": {"type": "string"}, "value": {"type": "string", "description": "The value as JSON text."}, "quote": {"type": "string"}},
                "required": ["path", "value", "quote"],
            },
        },
        "remarks": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["found", "remarks"],
}


class ServerModel:
    """A language model. Raises ModelUnavailable or ModelRefused; never returns a default."""

    def __init__(self, asker: Asker) -> None:
        self._asker = asker
        self.name = self.judge_name = asker.model

    @property
    def requests(self) -> int:
        """Requests sent so far."""
        return self._asker.requests

    async def interpret(self, request: InterpretRequest) -> Interpretation:
        """The tools the model wants called, and its words."""
        prompt = render("interpret", request=request.model_dump(mode="json", exclude={"tools", "window", "text", "campaign_id", "event"}), text=request.text)
        window = [{"role": turn.role, "content": turn.content} for turn in request.window[-12:]]
        tools = [{"type": "function", "function": spec.model_dump(mode="json")} for spec in request.tools]
        purpose = Purpose(voice="interpret", campaign_id=request.campaign_id, event=request.event, stage=request.stage)
        answer = await self._asker.with_tools(purpose, [prompt.messages[0], *window, prompt.messages[1]], tools, prompt=prompt.version)
        _require_offered([call.name for call in answer.calls], request)
        calls = [ToolCall(tool=call.name, arguments=_arguments(call.arguments)) for call in answer.calls]
        return Interpretation(calls=calls, say=answer.text.strip()[:20_000] or None)

    async def read(self, request: ReadRequest) -> Extraction:
        """A brief's values; a value whose quote is not in the brief, or that does not fit its field, is dropped."""
        prompt = render("read", file=request.name, text=request.text, today=request.today.isoformat(), schema=Intake.model_json_schema())
        purpose = Purpose(voice="read", campaign_id=request.campaign_id, event=request.event, stage="intake")
        return await self._asker.structured(purpose, prompt, _FOUND, lambda value: _extraction(value, request.text))

    async def draft(self, request: DraftRequest, on_token: OnToken | None = None) -> SectionDraft:
        """One section, as its schema has it."""
        path = f"{request.stage}.{request.section}"
        adapter: TypeAdapter[Any] = TypeAdapter(field_type(request.stage, path))
        schema = adapter.json_schema()
        wrapped = schema.get("type") != "object" and "properties" not in schema
        whole = {"type": "object", "properties": {"value": schema}, "required": ["value"], "$defs": schema.pop("$defs", {})} if wrapped else schema
        prompt = render("draft", request=request.model_dump(mode="json", exclude={"sources", "campaign_id", "event", "uses"}), sources=_sources(request), path=path, schema=whole)

        def check(value: JsonValue) -> JsonValue:
            inner = value["value"] if wrapped and isinstance(value, dict) and set(value) == {"value"} else value
            out: JsonValue = adapter.dump_python(adapter.validate_python(inner), mode="json")
            if all(paths.is_empty(leaf) for _, leaf in paths.leaves(out)):
                raise Invalid("the section is empty; fill its fields from the sources")
            require_pinned(request, out)
            return out

        purpose = Purpose(voice="draft", campaign_id=request.campaign_id, event=request.event, stage=request.stage, section=request.section)
        value = await self._asker.structured(purpose, prompt, whole, check, on_token=_words_to(on_token) if on_token else None)
        return SectionDraft(value=value, used=request.uses, model=self.name, prompt=prompt.version)

    async def judge(self, request: JudgeRequest) -> Judgement:
        """The verdict on one narrow question."""
        prompt = render("judge", question=QUESTIONS[request.question], content=request.content, intake=request.sources.content("intake"))
        purpose = Purpose(voice="judge", campaign_id=request.campaign_id, event=request.event, stage=request.stage, question=request.question)
        return await self._asker.structured(purpose, prompt, Judgement.model_json_schema(), Judgement.model_validate)


def _require_offered(names: list[str], request: InterpretRequest) -> None:
    offered = {spec.name for spec in request.tools}
    for name in names:
        if name not in offered:
            raise Invalid(f"There is no tool called '{name}' for a model. Nothing was changed; a person does that with a button, or in plain words.")


def _words_to(on_token: OnToken) -> OnToken:
    """Passes on the words of JSON while it is written."""
    prose = Prose()

    async def token(text: str) -> None:
        nonlocal prose
        prose = prose if text else Prose()
        words = prose.feed(text)
        if words or not text:
            await on_token(words)

    return token


def _arguments(text: str) -> dict[str, JsonValue]:
    try:
        value = json_in(text or "{}")
    except NoJson as error:
        raise ModelRefused(f"The model called a tool with arguments that cannot be read ({error}). Nothing was changed; try again.") from error
    return value if isinstance(value, dict) else {}


def _sources(request: DraftRequest) -> dict[str, Any]:
    """The campaign, and of the approved artifacts the paths the section is made from; all of them when it names none."""
    upstream: dict[str, Any] = {str(name): held.content for name, held in request.sources.upstream.items()}
    if request.uses:
        upstream = {path: value for path in request.uses if (value := _at(upstream, path)) is not None}
    return {"campaign": request.sources.campaign.model_dump(mode="json"), "today": request.sources.today.isoformat(), **upstream}


def _at(upstream: dict[str, Any], path: str) -> Any:
    try:
        return paths.get(upstream, path)
    except KeyError:
        return None


def _extraction(value: JsonValue, text: str) -> Extraction:
    entries = value.get("found") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(entries, list):
        raise Invalid("the answer needs a list called found")
    words = one_line(text)
    found = [item for entry in entries if isinstance(entry, dict) and (item := _found(entry, words)) is not None]
    remarks = value.get("remarks")
    return Extraction(found=found, remarks=[str(remark) for remark in remarks] if isinstance(remarks, list) else [])


def _found(entry: dict[str, JsonValue], words: str) -> Found | None:
    """One value with its quote; None when the brief does not say so or the field does not take it."""
    path, quote = str(entry.get("path") or ""), one_line(str(entry.get("quote") or ""))
    if not quote or quote not in words or not path.startswith(("intake.", "campaign.")):
        return None
    given = entry.get("value")
    for value in (given, _as_json(given)):
        if path.startswith("campaign.") or (value is not None and _takes("intake", path, value)):
            return Found(path=path, value=value, quote=quote)
    return None


def _as_json(value: JsonValue) -> JsonValue:
    if not isinstance(value, str):
        return value
    try:
        out: JsonValue = json.loads(value)
    except json.JSONDecodeError:
        return value
    return out


def _takes(stage: ArtifactStage, path: str, value: JsonValue) -> bool:
    try:
        paths.steps(path)
        TypeAdapter(field_type(stage, path)).validate_python(value)
    except (Invalid, ValueError):
        return False
    return True
