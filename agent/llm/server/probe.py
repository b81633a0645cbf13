"""Trying a model: one small question per voice, and what its answer shows of the server's abilities."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from agent.config import Voice
from agent.errors import Invalid, ModelRefused, ModelUnavailable
from agent.llm.port import OnToken
from agent.llm.prompting import Prompt
from agent.llm.server.asking import Asker
from agent.llm.server.errors import KEPT
from agent.llm.server.strict import Schema
from agent.schemas.calls import ModelCall, Purpose, Rung, Spending

_SCHEMA: Schema = {"type": "object", "properties": {"ready": {"type": "boolean"}}, "required": ["ready"]}
_TOOL = {"type": "function", "function": {"name": "ready", "description": "Say that you are ready.", "parameters": {"type": "object", "properties": {}}}}
_RUNGS: dict[Rung, str] = {
    "json_schema": "json_schema works",
    "json_object": "json_schema is refused, json_object works (answers are checked here all the same)",
    "text": "json_schema and json_object are refused, plain text works (answers are checked here all the same)",
}


@dataclass
class Calls:
    """A recorder that keeps the calls of one probe."""

    made: list[ModelCall] = field(default_factory=list)

    async def record_call(self, call: ModelCall) -> None:
        """Keep one call."""
        self.made.append(call)

    async def spent(self, campaign_id: str | None) -> Spending:
        """A probe belongs to no campaign."""
        return Spending()


@dataclass(frozen=True)
class Probe:
    """What one voice's model turned out to do."""

    voice: Voice
    model: str
    works: bool
    said: str
    """Plain words: what works, or what is wrong and what to do."""


async def probe(askers: Mapping[Voice, Asker], calls: Calls) -> list[Probe]:
    """One question per voice: tools for `interpret`, a streamed answer for `draft`, a checked one for `judge`. `calls` is the askers' recorder."""
    found = []
    for voice, asker in askers.items():
        calls.made.clear()
        try:
            said = await _ASKED[voice](asker)
        except ModelRefused as error:
            found.append(Probe(voice, asker.model, False, f"It answers, but not so that it can be used: {error} Choose a model that follows a JSON schema."))
        except ModelUnavailable as error:
            found.append(Probe(voice, asker.model, False, str(error).removesuffix(KEPT).strip()))
        else:
            found.append(Probe(voice, asker.model, True, "; ".join([*said, *_measured(calls.made[-1])])))
    return found


async def _tools(asker: Asker) -> list[str]:
    messages = [{"role": "user", "content": "Call the tool 'ready'."}]
    answer = await asker.with_tools(Purpose(voice="probe", section="interpret"), messages, [_TOOL])
    if not asker.ability.tools:
        return ["tools are refused: messages are not turned into actions; choose another model for AICMO_MODEL_INTERPRET"]
    return ["tools work"] if answer.calls else ["tools are accepted, but the model did not call the one it was told to"]


async def _streamed(asker: Asker) -> list[str]:
    pieces: list[str] = []

    async def keep(text: str) -> None:
        pieces.append(text)

    rung = await _structured(asker, "draft", keep)
    return [*rung, "streaming works" if any(pieces) else "streaming does not work: drafts appear when they are finished"]


async def _plain(asker: Asker) -> list[str]:
    return await _structured(asker, "judge", None)


async def _structured(asker: Asker, voice: str, on_token: OnToken | None) -> list[str]:
    prompt = Prompt("probe", "You are being tried. Answer with one JSON object.", 'Answer with {"ready": true}.')
    await asker.structured(Purpose(voice="probe", section=voice), prompt, _SCHEMA, _ready, on_token=on_token)
    return [_RUNGS[asker.ability.mode]]


def _ready(value: JsonValue) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("ready"), bool):
        raise Invalid('the answer is not {"ready": true}')
    return True


def _measured(call: ModelCall) -> list[str]:
    usage = "usage is reported" if call.tokens_in is not None else "usage is not reported, so costs stay unknown"
    return [usage, f"{call.milliseconds / 1_000:.1f} s"]


_ASKED = {"interpret": _tools, "draft": _streamed, "judge": _plain}
