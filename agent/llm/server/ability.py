"""What a server can do with a model: believed until it says otherwise, then remembered for as long as the program runs."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from agent.llm.server.wire import Body

Mode = Literal["json_schema", "json_object", "text"]
MODES: tuple[Mode, ...] = ("json_schema", "json_object", "text")
"""The ladder, from the strictest step to the plainest."""
_FORMAT_WORDS = ("response_format", "json_schema", "json_object", "grammar", "structured", "schema")


@dataclass
class Ability:
    """What one server is believed to do with one model. That a format is accepted proves nothing: every answer is checked here."""

    mode: Mode = "json_schema"
    tools: bool = True
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """Name of the field that limits the answer."""
    temperature: bool = True
    stream: bool = True
    stream_usage: bool = True

    def learn(self, said: str, body: Body) -> bool:
        """Give up what the server's refusal names and the request used; False when it names nothing we can do without."""
        if self.limit in body and self.limit in said:
            self.limit = "max_completion_tokens" if self.limit == "max_tokens" else "max_tokens"
            return self.limit not in body
        if "temperature" in body and "temperature" in said:
            self.temperature = False
            return True
        if "stream_options" in body and "stream_options" in said:
            self.stream_usage = False
            return True
        if body.get("stream") and "stream" in said:
            self.stream = False
            return True
        if "tools" in body and "tool" in said:
            self.tools = False
            return True
        if "response_format" in body and any(word in said for word in _FORMAT_WORDS):
            return self._step_down(body["response_format"]["type"])
        return False

    def _step_down(self, failed: Mode) -> bool:
        """Below the step that failed; calls that run beside one another go down one step, not several."""
        self.mode = MODES[max(MODES.index(self.mode), MODES.index(failed) + 1)]
        return True


class Abilities:
    """By server and model."""

    def __init__(self, first: Mode = "json_schema") -> None:
        self._first: Mode = first
        self._known: dict[tuple[str, str], Ability] = {}

    def of(self, address: str, model: str) -> Ability:
        """What is known of a model behind an address."""
        host = urlsplit(address).hostname or ""
        limit: Literal["max_tokens", "max_completion_tokens"] = "max_completion_tokens" if host.endswith((".openai.com", ".azure.com")) else "max_tokens"
        return self._known.setdefault((address, model), Ability(mode=self._first, limit=limit))
