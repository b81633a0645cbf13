"""One connection to a server that speaks the OpenAI protocol: a request out, an answer in, nothing retried here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

from openai import AsyncAzureOpenAI, AsyncOpenAI, DefaultAsyncHttpxClient
from openai.types import CompletionUsage
from openai.types.chat import ChatCompletion

from agent.llm.port import OnToken
from agent.llm.server.errors import Cut, Garbled

Body = dict[str, Any]
"""A request in the protocol's own JSON."""


@dataclass
class Usage:
    """Tokens, as the server counted them."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0


@dataclass
class Asked:
    """A tool call as the model wrote it."""

    id: str
    name: str
    arguments: str
    """JSON text, unchecked."""


@dataclass
class Answer:
    """What came back for one request."""

    text: str = ""
    calls: list[Asked] = field(default_factory=list)
    finish: str | None = None
    """stop, tool_calls, length or content_filter."""
    refusal: str | None = None
    usage: Usage | None = None
    """None when the server does not say."""
    model: str | None = None
    """The model the server says has answered."""


class Wire:
    """The client of one server. Close it at the end."""

    def __init__(self, base_url: str | None, key: str | None, *, timeout: float) -> None:
        self._client = _client(base_url, key or "none", timeout)
        self.address = str(self._client.base_url)

    async def close(self) -> None:
        """Close every connection."""
        await self._client.close()

    async def send(self, body: Mapping[str, Any], on_token: OnToken | None = None) -> Answer:
        """Ask once. Raises one of `errors.RAISED`."""
        if body.get("stream"):
            return await self._streamed(body, on_token)
        said = await self._client.chat.completions.create(**body)
        if not isinstance(said, ChatCompletion) or not said.choices or said.choices[0].message is None:
            raise Garbled
        choice = said.choices[0]
        calls = [Asked(call.id or "", call.function.name, call.function.arguments) for call in choice.message.tool_calls or [] if call.type == "function"]
        return Answer(choice.message.content or "", calls, choice.finish_reason, choice.message.refusal, _usage(said.usage), said.model)

    async def _streamed(self, body: Mapping[str, Any], on_token: OnToken | None) -> Answer:
        answer = Answer()
        async with await self._client.chat.completions.create(**body) as stream:
            async for chunk in stream:
                answer.usage = _usage(chunk.usage) or answer.usage
                answer.model = chunk.model or answer.model
                if not chunk.choices:
                    continue
                choice = chunk.choices[0]
                answer.finish = choice.finish_reason or answer.finish
                answer.refusal = (answer.refusal or "") + choice.delta.refusal if choice.delta.refusal else answer.refusal
                if choice.delta.content:
                    answer.text += choice.delta.content
                    if on_token is not None:
                        await on_token(choice.delta.content)
        if answer.finish is None:
            raise Cut
        return answer


def _client(base_url: str | None, key: str, timeout: float) -> AsyncOpenAI:
    """The SDK's client; Azure's when the address names an api-version. A server on this machine is asked past any proxy."""
    parts = urlsplit(base_url or "")
    http = DefaultAsyncHttpxClient(trust_env=False) if parts.hostname in ("127.0.0.1", "localhost", "::1") else None
    version = parse_qs(parts.query).get("api-version")
    if version:
        endpoint = urlunsplit((parts.scheme, parts.netloc, parts.path.removesuffix("/openai"), "", ""))
        return AsyncAzureOpenAI(azure_endpoint=endpoint, api_version=version[0], api_key=key, timeout=timeout, max_retries=0, http_client=http)
    return AsyncOpenAI(api_key=key, base_url=base_url, timeout=timeout, max_retries=0, http_client=http)


def _usage(usage: CompletionUsage | None) -> Usage | None:
    if usage is None:
        return None
    details = usage.prompt_tokens_details
    return Usage(usage.prompt_tokens or 0, (details.cached_tokens or 0) if details else 0, usage.completion_tokens or 0)
