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
            await self._answer(role, str(body.get("model", "")), writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def _answer(self, role: str, model: str, writer: asyncio.StreamWriter) -> None:
        waiting = self.queued.get(role)
        reply = waiting.popleft() if waiting else Reply(role=role, status=404, message=f"no answer is scripted for the role '{role}'")
        await asyncio.sleep(reply.delay)
        error = {"error": {"message": reply.message, "type": "scripted", "code": None, "param": None}}
        data = json.dumps(error if reply.status >= 400 else _completion(reply, model), ensure_ascii=False).encode()
        lines = [f"HTTP/1.1 {reply.status} {REASONS.get(reply.status, 'Status')}", "content-type: application/json", f"content-length: {len(data)}", "connection: close"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        writer.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (data if reply.drop is None else data[: reply.drop]))
        await writer.drain()


def _completion(reply: Reply, model: str) -> dict[str, Any]:
    """The body of a chat completion. For the role interpret, JSON with `calls` becomes tool calls."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    finish = reply.finish
    given = reply.json_
    if reply.role == "interpret" and isinstance(given, dict) and isinstance(given.get("calls"), list):
        calls = [call for call in given["calls"] if isinstance(call, dict)]  # type: ignore[union-attr]
        message["tool_calls"] = [
            {"id": f"call_{place}", "type": "function", "function": {"name": call.get("tool") or call.get("name"), "arguments": json.dumps(call.get("arguments") or {})}}
            for place, call in enumerate(calls)
        ]
        message["content"] = given.get("say") or reply.text
        finish = "tool_calls" if calls else finish
    elif given is not None:
        message["content"] = json.dumps(given, ensure_ascii=False)
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }
