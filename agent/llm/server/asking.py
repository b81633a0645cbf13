"""Asking a server so that the answer can be used: the ladder of formats, retries where they help, repairs with the exact error."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from openai import BadRequestError, UnprocessableEntityError
from pydantic import JsonValue, ValidationError

from agent.errors import Invalid, ModelRefused
from agent.llm.prompting import Prompt
from agent.llm.server.ability import Abilities, Ability
from agent.llm.server.errors import RAISED, outcome, pause, said_by
from agent.llm.server.finding import NoJson, json_in
from agent.llm.server.strict import Schema, inlined, restored, strict
from agent.llm.server.wire import Answer, Body, Usage, Wire
from agent.schemas.registry import explain

T = TypeVar("T")
REPAIRS = 2
"""How often a model is told what was wrong with its answer."""
ROLE = "X-Aicmo-Role"
"""Header that names what is asked for, such as draft:strategy.narrative. Servers ignore it; the scripted server routes by it."""


class Asker:
    """Asks one model of one server."""

    def __init__(self, wire: Wire, model: str, *, abilities: Abilities | None = None, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep, max_tokens: int = 8_000) -> None:
        self.model = model
        self.requests = 0
        """Requests sent."""
        self.usage = Usage()
        """Tokens of all answers."""
        self._wire, self._sleep, self._max_tokens = wire, sleep, max_tokens
        self._ability: Ability = (abilities or Abilities()).of(wire.address, model)

    async def structured(self, role: str, prompt: Prompt, schema: Schema, check: Callable[[JsonValue], T]) -> T:
        """An answer that fits its schema and passes `check`. Raises ModelUnavailable, or ModelRefused when it never fits."""
        plain = inlined(schema)
        messages = list(prompt.messages)
        for attempt in range(REPAIRS + 1):
            answer = await self._send(role, messages, lambda ability: _format(ability, plain))
            self._require_whole(answer)
            try:
                return check(restored(json_in(answer.text), plain))
            except (NoJson, Invalid, ValidationError) as problem:
                wrong = explain(problem) if isinstance(problem, ValidationError) else str(problem)
                if attempt == REPAIRS:
                    raise ModelRefused(f"The model's answer did not fit after {REPAIRS} corrections: {wrong[:400]} Nothing was lost; try again, or fill it by hand.") from problem
            messages += [
                {"role": "assistant", "content": answer.text},
                {"role": "user", "content": f"That answer cannot be used: {wrong[:2_000]}\nSend the whole corrected JSON object and nothing else."},
            ]
        raise AssertionError("the loop returns or raises")

    async def with_tools(self, role: str, messages: list[dict[str, Any]], tools: list[Body]) -> Answer:
        """An answer that may call tools. Raises ModelUnavailable or ModelRefused."""
        answer = await self._send(role, messages, lambda ability: {"tools": tools} if ability.tools else {})
        self._require_whole(answer)
        return answer

    def _require_whole(self, answer: Answer) -> None:
        if answer.refusal:
            raise ModelRefused(f"The model declined: {answer.refusal[:300]} Nothing was lost.")
        if answer.finish == "length":
            raise ModelRefused("The model's answer was longer than it may be. Nothing was lost; ask for less at once.")
        if answer.finish == "content_filter":
            raise ModelRefused("The model server's content filter stopped the answer. Nothing was lost; change the words it objects to.")

    async def _send(self, role: str, messages: list[dict[str, Any]], format_of: Callable[[Ability], Body]) -> Answer:
        retries = 0
        while True:
            body = self._body(role, messages, format_of(self._ability))
            self.requests += 1
            try:
                answer = await self._wire.send(body)
            except RAISED as error:
                if isinstance(error, BadRequestError | UnprocessableEntityError) and self._ability.learn(said_by(error), body):
                    continue
                wait = pause(error, retries)
                if wait is None:
                    raise outcome(error) from error
                await self._sleep(wait)
                retries += 1
            else:
                self.usage.add(answer.usage)
                return answer

    def _body(self, role: str, messages: list[dict[str, Any]], form: Body) -> Body:
        body: Body = {"model": self.model, "messages": messages, self._ability.limit: self._max_tokens, "extra_headers": {ROLE: role}, **form}
        if self._ability.temperature:
            body["temperature"] = 0.3
        return body


def _format(ability: Ability, schema: Schema) -> Body:
    if ability.mode == "json_schema":
        return {"response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": strict(schema), "strict": True}}}
    return {"response_format": {"type": "json_object"}} if ability.mode == "json_object" else {}
