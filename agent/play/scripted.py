"""A model server for scripts: a real HTTP server on this machine that speaks the OpenAI protocol and gives the answers it was told."""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


class Reply(BaseModel):
    """One answer queued for a role: JSON, text, tool calls, an error status, a cut, a delay."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    role: str
    """interpret, read, draft:<stage>.<section> or judge:<question>."""
    json_: JsonValue = Field(default=None, alias="json")
    text: str | None = None
    status: int = 200
    headers: dict[str, str] = Field(default_factory=dict)
    """Such as retry-after."""
    drop: int | None = None
    """Close the connection after so many bytes of the answer."""
    delay: float = 0.0
    """Seconds before the answer."""
    pace: float = 0.0
    """Seconds between the pieces of a streamed answer."""
    usage: dict[str, int] | None = Field(default_factory=lambda: {"prompt_tokens": 1, "completion_tokens": 1})
    """prompt_tokens, cached_tokens and completion_tokens the server reports; null for none."""
    finish: str = "stop"
    refusal: str | None = None
    message: str = "scripted error"
    """Words of an error status."""


@dataclass
class ScriptedServer:
    """Answers by role, first in, first out. A role without an answer gets 404, which the product reports as a failure."""

    queued: dict[str, deque[Reply]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """Role and body of every request."""
    heads: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """Path and headers of every request."""
    at_once: int = 0
    """Most requests that were being answered at the same time."""
    cut: int = 0
    """Streamed answers whose reader went away before their end."""
    _busy: int = 0
    _server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        """Base address for a client."""
        assert self._server is not None, "the server is started before it is used"
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    @property
    def unused(self) -> list[str]:
        """Roles of answers nobody asked for."""
        return [reply.role for waiting in self.queued.values() for reply in waiting]

    def queue(self, reply: Reply) -> None:
        """Add an answer behind those of its role."""
        self.queued.setdefault(reply.role, deque()).append(reply)

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)

    async def stop(self) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in head.split("\r\n")[1:])}
            body = json.loads(await reader.readexactly(int(headers.get("content-length", "0"))) or b"{}")
            role = headers.get("x-aicmo-role", "")
            self.requests.append((role, body))
            self.heads.append((head.split(" ")[1], headers))
            self._busy += 1
            self.at_once = max(self.at_once, self._busy)
            try:
                await self._answer(role, body, writer)
            finally:
                self._busy -= 1
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _answer(self, role: str, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        waiting = self.queued.get(role)
        reply = waiting.popleft() if waiting else Reply(role=role, status=404, message=f"no answer is scripted for the role '{role}'")
        await asyncio.sleep(reply.delay)
        completion = _completion(reply, str(body.get("model", "")))
        if body.get("stream") and reply.status < 400:
            await self._stream(reply, _pieces(completion, usage=bool(body.get("stream_options"))), writer)
            return
        error = {"error": {"message": reply.message, "type": "scripted", "code": None, "param": None}}
        data = json.dumps(error if reply.status >= 400 else completion, ensure_ascii=False).encode()
        writer.write(_head(reply, "application/json", length=len(data)) + (data if reply.drop is None else data[: reply.drop]))
        await writer.drain()

    async def _stream(self, reply: Reply, pieces: list[bytes], writer: asyncio.StreamWriter) -> None:
        writer.write(_head(reply, "text/event-stream"))
        left = reply.drop
        for piece in pieces:
            if writer.is_closing():
                self.cut += 1
                return
            writer.write(piece if left is None else piece[:left])
            await writer.drain()
            if left is not None:
                left -= len(piece)
                if left <= 0:
                    return
            await asyncio.sleep(reply.pace)


def _head(reply: Reply, kind: str, *, length: int | None = None) -> bytes:
    lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}", f"content-type: {kind}", "connection: close"]
    lines += [f"content-length: {length}"] if length is not None else []
    lines += [f"{name}: {value}" for name, value in reply.headers.items()]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


PIECE = 24
"""Characters in one piece of a streamed answer."""


def _pieces(completion: dict[str, Any], *, usage: bool) -> list[bytes]:
    """A completion as server-sent events."""
    choice = completion["choices"][0]
    text = choice["message"]["content"] or ""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}, *({"content": text[at : at + PIECE]} for at in range(0, len(text), PIECE))]
    if choice["message"]["refusal"]:
        deltas.append({"refusal": choice["message"]["refusal"]})
    base = {"id": completion["id"], "object": "chat.completion.chunk", "created": 0, "model": completion["model"]}
    chunks = [{**base, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    chunks.append({**base, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]})
    if usage and "usage" in completion:
        chunks.append({**base, "choices": [], "usage": completion["usage"]})
    return [*(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode() for chunk in chunks), b"data: [DONE]\n\n"]


def _completion(reply: Reply, model: str) -> dict[str, Any]:
    """The body of a chat completion. For the role interpret, JSON with `calls` becomes tool calls."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    finish = reply.finish
    given = reply.json_
    if reply.role.endswith("interpret") and isinstance(given, dict) and isinstance(given.get("calls"), list):
        calls = [call for call in given["calls"] if isinstance(call, dict)]  # type: ignore[union-attr]
        message["tool_calls"] = [
            {"id": f"call_{place}", "type": "function", "function": {"name": call.get("tool") or call.get("name"), "arguments": json.dumps(call.get("arguments") or {})}}
            for place, call in enumerate(calls)
        ]
        message["content"] = given.get("say") or reply.text
        finish = "tool_calls" if calls else finish
    elif given is not None:
        message["content"] = json.dumps(given, ensure_ascii=False)
    completion = {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
    }
    return {**completion, "usage": _usage(reply.usage)} if reply.usage is not None else completion


def _usage(given: dict[str, int]) -> dict[str, Any]:
    asked, written = given.get("prompt_tokens", 0), given.get("completion_tokens", 0)
    return {"prompt_tokens": asked, "completion_tokens": written, "total_tokens": asked + written, "prompt_tokens_details": {"cached_tokens": given.get("cached_tokens", 0)}}
