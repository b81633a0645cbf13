"""Prompts are files: strict Jinja templates with a part for the rules (system) and one for the data (user)."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.schemas.text import clean

PROMPTS = Path(__file__).parent / "prompts"
_PART = re.compile(r"^=== user ===$", re.M)


@dataclass(frozen=True)
class Prompt:
    """A rendered prompt."""

    version: str
    """Name and digest of the template files: 'draft/strategy.narrative@1f2e3d4c5b6a'."""
    system: str
    user: str

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The two messages a conversation with the model begins with."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.user}]


def _fenced(value: object, tag: str) -> str:
    """Data between tags that the data itself cannot close."""
    text = clean(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
    safe = re.sub(rf"</?\s*{re.escape(tag)}\s*>", "[tag removed]", text, flags=re.I)
    return f"<{tag}>\n{safe}\n</{tag}>"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(PROMPTS), undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(fenced=_fenced, json=_json)
    return made


_ENVIRONMENT = _environment()


def render(name: str, **values: Any) -> Prompt:
    """Render a template by its path without '.j2'. A value it names and does not get, or a missing part, is an error at once."""
    system, user = _PART.split(_ENVIRONMENT.get_template(f"{name}.j2").render(**values))
    return Prompt(f"{name}@{digest_of(name)}", system.strip(), user.strip())


def digest_of(name: str) -> str:
    """Digest of a template with those it builds on: the version of the prompt."""
    sources, waiting = [], [f"{name}.j2"]
    while waiting:
        source = (PROMPTS / waiting.pop()).read_text(encoding="utf-8")
        sources.append(source)
        waiting += re.findall(r"{%-? (?:extends|include) \"([^\"]+)\"", source)
    return hashlib.sha256("\n".join(sources).encode()).hexdigest()[:12]


def exists(name: str) -> bool:
    """Whether there is such a template."""
    return (PROMPTS / f"{name}.j2").is_file()
