"""Asking a server so that the answer can be used: the ladder of formats, retries where they help, repairs with the exact error."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from openai import APIStatusError, BadRequestError, UnprocessableEntityError
from pydantic import JsonValue, ValidationError

from agent.errors import Invalid, ModelRefused
from agent.llm.port import OnToken
from agent.llm.prompting import Prompt
from agent.llm.server.ability import Abilities, Ability
from agent.llm.server.accounts import Accounts
from agent.llm.server.errors import RAISED, outcome, pause, said_by
from agent.llm.server.finding import NoJson, json_in
from agent.llm.server.strict import Schema, inlined, restored, strict
from agent.llm.server.wire import Answer, Body, Wire
from agent.schemas.calls import Attempt, ModelCall, Purpose, Rung
from agent.schemas.registry import explain

T = TypeVar("T")
REPAIRS = 2
"""How often a model is told what was wrong with its answer."""
ROLE = "X-Aicmo-Role"
"""Header that names what is asked for, such as draft:strategy.narrative. Servers ignore it; the scripted server routes by it."""


@dataclass(frozen=True)
class Manner:
    """How a model is asked."""

    max_tokens: int = 8_000
    """Longest answer."""
    temperature: float = 0.3
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


@dataclass
class Question:
    """What is asked, and how often it was asked before."""

    purpose: Purpose
    prompt: str | None
    messages: list[dict[str, Any]]
    form: Callable[[Ability], Body]
    on_token: OnToken | None = None
    attempt: Attempt = "first"


@dataclass
class Sent:
    """One request under way or answered."""

    question: Question
    body: Body
    held: Decimal
    """Set aside from the campaign's budget until it is recorded."""
    started: float = field(default_factory=time.perf_counter)
    answer: Answer | None = None
    attempt: Attempt = "first"


class Unfit(Exception):
    """The answer is not what was asked for; carries what is wrong with it."""


class Asker:
    """Asks one model of one server."""

    def __init__(self, wire: Wire, model: str, *, abilities: Abilities | None = None, accounts: Accounts | None = None, manner: Manner | None = None) -> None:
        self.model = model
        self.requests = 0
        """Requests sent."""
        self._wire = wire
        self._accounts = accounts or Accounts()
        self._manner = manner or Manner()
        self.ability: Ability = (abilities or Abilities()).of(wire.address, model)
        """What the model has turned out to be able to do."""

    async def structured(self, purpose: Purpose, prompt: Prompt, schema: Schema, check: Callable[[JsonValue], T], *, on_token: OnToken | None = None) -> T:
        """An answer that fits its schema and passes `check`. Raises ModelUnavailable, or ModelRefused when it never fits."""
        plain = inlined(schema)
        question = Question(purpose, prompt.version, list(prompt.messages), lambda ability: _format(ability, plain), on_token)
        for attempt in range(REPAIRS + 1):
            sent, answer = await self._send(question)
            try:
                value = _checked(answer, plain, check)
            except Unfit as problem:
                await self._settle(sent, "does_not_fit")
                if attempt == REPAIRS:
                    raise ModelRefused(f"The model's answer did not fit after {REPAIRS} corrections: {str(problem)[:400]} Nothing was lost; try again, or fill it by hand.") from problem
                question = replace(question, attempt="repair", messages=[*question.messages, *_correction(answer, str(problem))])
            else:
                await self._settle(sent, "ok")
                return value
        raise AssertionError("the loop returns or raises")

    async def with_tools(self, purpose: Purpose, messages: list[dict[str, Any]], tools: list[Body], *, prompt: str | None = None) -> Answer:
        """An answer that may call tools. Raises ModelUnavailable or ModelRefused."""
        sent, answer = await self._send(Question(purpose, prompt, messages, lambda ability: {"tools": tools} if ability.tools else {}))
        await self._settle(sent, "ok")
        return answer

    async def _send(self, question: Question) -> tuple[Sent, Answer]:
        """Send until there is a whole answer, which the caller settles. Raises ModelUnavailable or ModelRefused, everything settled."""
        retries, again = 0, False
        while True:
            sent = await self._begin(question, again=again)
            try:
                answer = await self._wire.send(sent.body, question.on_token)
            except RAISED as error:
                await self._settle(sent, type(error).__name__, free=isinstance(error, APIStatusError))
                again = True
                if isinstance(error, BadRequestError | UnprocessableEntityError) and self.ability.learn(said_by(error), sent.body):
                    continue
                wait = pause(error, retries)
                if wait is None:
                    raise outcome(error) from error
                await self._manner.sleep(wait)
                retries += 1
            except asyncio.CancelledError:
                await self._settle(sent, "stopped")
                raise
            else:
                sent.answer = answer
                await self._require_whole(sent, answer)
                return sent, answer

    async def _begin(self, question: Question, *, again: bool) -> Sent:
        body = self._body(question)
        characters = len(json.dumps([question.messages, body.get("response_format"), body.get("tools")], ensure_ascii=False))
        if (again or question.attempt == "repair") and question.on_token is not None:
            await question.on_token("")
        held = await self._accounts.hold(question.purpose, self.model, characters=characters, most=self._manner.max_tokens)
        self.requests += 1
        return Sent(question, body, held, attempt="retry" if again else question.attempt)

    def _body(self, question: Question) -> Body:
        ability = self.ability
        body: Body = {"model": self.model, "messages": question.messages, ability.limit: self._manner.max_tokens, "extra_headers": {ROLE: question.purpose.role}, **question.form(ability)}
        if ability.temperature:
            body["temperature"] = self._manner.temperature
        if question.on_token is not None and ability.stream:
            body["stream"] = True
            if ability.stream_usage:
                body["stream_options"] = {"include_usage": True}
        return body

    async def _require_whole(self, sent: Sent, answer: Answer) -> None:
        if answer.refusal:
            await self._settle(sent, "declined")
            raise ModelRefused(f"The model declined: {answer.refusal[:300]} Nothing was lost.")
        if answer.finish == "length":
            await self._settle(sent, "too_long")
            raise ModelRefused("The model's answer was longer than it may be. Nothing was lost; ask for less at once, or raise AICMO_MAX_OUTPUT_TOKENS.")
        if answer.finish == "content_filter":
            await self._settle(sent, "filtered")
            raise ModelRefused("The model server's content filter stopped the answer. Nothing was lost; change the words it objects to.")

    async def _settle(self, sent: Sent, said: str, *, free: bool = False) -> None:
        """Record a request with what became of it, and give back what was set aside for it."""
        answer, usage = sent.answer, sent.answer.usage if sent.answer else None
        call = ModelCall(
            purpose=sent.question.purpose,
            prompt=sent.question.prompt,
            model=self.model,
            rung=_rung(sent.body),
            attempt=sent.attempt,
            milliseconds=round((time.perf_counter() - sent.started) * 1_000),
            outcome=said,
            messages=sent.question.messages,
            at=self._accounts.clock(),
            answered=answer.model if answer else None,
            tokens_in=usage.prompt if usage else None,
            tokens_cached=usage.cached if usage else None,
            tokens_out=usage.completion if usage else None,
            cost=self._accounts.cost(usage, self.model, answer.model if answer else None),
            free=free,
            answer=_written(answer) if answer else None,
        )
        try:
            await _to_the_end(self._accounts.record(call))
        finally:
            await self._accounts.release(sent.question.purpose, sent.held)


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Finish something short even when the run is stopped meanwhile: a record is written whole or not at all."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


def _checked(answer: Answer, schema: Schema, check: Callable[[JsonValue], T]) -> T:
    try:
        return check(restored(json_in(answer.text), schema))
    except ValidationError as problem:
        raise Unfit(explain(problem)) from problem
    except (NoJson, Invalid) as problem:
        raise Unfit(str(problem)) from problem


def _correction(answer: Answer, wrong: str) -> list[dict[str, Any]]:
    return [
        {"role": "assistant", "content": answer.text},
        {"role": "user", "content": f"That answer cannot be used: {wrong[:2_000]}\nSend the whole corrected JSON object and nothing else."},
    ]


def _written(answer: Answer) -> str:
    """What the model wrote, tool calls included."""
    return "\n".join([answer.text, *(f"{call.name}({call.arguments})" for call in answer.calls)]).strip()


def _rung(body: Body) -> Rung:
    if "tools" in body:
        return "tools"
    rung: Rung = body["response_format"]["type"] if "response_format" in body else "text"
    return rung


def _format(ability: Ability, schema: Schema) -> Body:
    if ability.mode == "json_schema":
        return {"response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": strict(schema), "strict": True}}}
    return {"response_format": {"type": "json_object"}} if ability.mode == "json_object" else {}
