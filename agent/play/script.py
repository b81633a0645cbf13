"""The script format, and clear errors that name file, line and field."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from agent.errors import Invalid
from agent.play.scripted import Reply
from agent.schemas.permissions import Workspace
from agent.schemas.stages import ActionName, Role

Point = Literal["during-draft", "during-qc", "during-gate", "after-decision", "during-package"]
"""Where a process can be ended."""
_POINTS = {"draft": "during-draft", "qc": "during-qc", "gate": "during-gate", "at-gate": "during-gate", "decision": "after-decision", "package": "during-package"}


class Strict(BaseModel):
    """Unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class Expect(Strict):
    """What must hold; every key given is checked."""

    stage: str | None = None
    campaign: str | None = None
    status: dict[str, str] | None = None
    offered: list[str] | None = None
    not_offered: list[str] | None = None
    reply: str | list[str] | None = None
    reply_matches: str | None = Field(default=None, alias="reply~")
    not_reply: str | list[str] | None = None
    blocked_by: list[str] | None = None
    error: str | None = None
    error_matches: str | None = Field(default=None, alias="error~")
    field: dict[str, Any] | None = None
    provenance: dict[str, str] | None = None
    stale: dict[str, list[str]] | None = None
    version: dict[str, int] | None = None
    qc: dict[str, Any] | None = None
    posts: int | None = None
    posts_by: dict[str, int] | None = None
    files: list[str] | None = None
    package: Literal["ok"] | None = None
    ledger: Literal["ok"] | int | None = None
    calls: int | None = None
    unused: int | None = None

    @field_validator("offered", "not_offered", "blocked_by", "files", mode="before")
    @classmethod
    def _one_or_many(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("reply", "not_reply", "reply_matches", "error", "error_matches", "stage", "campaign", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """What YAML reads as a number or a date is text here."""
        return [str(item) for item in value] if isinstance(value, list) else str(value) if isinstance(value, int | float | date) else value

    @property
    def awaits_an_error(self) -> bool:
        """Whether the step before is meant to be refused."""
        return any(given is not None for given in (self.error, self.error_matches, self.blocked_by))


class Step(Strict):
    """One step: exactly one thing done or checked, and who does it; `expect` may stand beside."""

    say: str | None = None
    upload: str | list[str] | None = None
    set_: dict[str, Any] | None = Field(default=None, alias="set")
    click: str | None = None
    with_: dict[str, Any] = Field(default_factory=dict, alias="with")
    as_: str | None = Field(default=None, alias="as")
    model: Reply | None = None
    restart: bool | None = None
    kill: Point | None = None
    expect: Expect | None = None

    @field_validator("kill", mode="before")
    @classmethod
    def _short_names(cls, value: object) -> object:
        return _POINTS.get(value, value) if isinstance(value, str) else value

    @field_validator("click")
    @classmethod
    def _known_action(cls, value: str | None) -> str | None:
        if value is not None and value not in get_args(ActionName):
            raise ValueError(f"'{value}' is not an action; actions are {', '.join(get_args(ActionName))}")
        return value

    @model_validator(mode="after")
    def _one_thing(self) -> "Step":
        done = [name for name in ("say", "upload", "set_", "click", "model", "restart", "kill") if getattr(self, name) is not None]
        if len(done) > 1 or (not done and self.expect is None):
            raise ValueError("a step does exactly one of say, upload, set, click, model, restart, kill, or only expects")
        return self

    @property
    def acts(self) -> bool:
        """Whether a person does something in this step."""
        return any(given is not None for given in (self.say, self.upload, self.set_, self.click))


class Script(Strict):
    """A conversation."""

    name: str
    model: Literal["offline", "scripted", "configured"] = "offline"
    clock: datetime | None = None
    as_: str = Field(default="operator@agency.example", alias="as")
    users: dict[str, Role] = Field(default_factory=dict)
    four_eyes: bool = False
    workspace: Workspace = Field(default_factory=Workspace)
    """What the workspace asks of an approval; `four_eyes` above says the same as there."""
    steps: list[Step] = Field(min_length=1)

    @field_validator("clock")
    @classmethod
    def _with_a_zone(cls, value: datetime | None) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def load(path: Path) -> Script:
    """Read a script. Raises Invalid naming file, line and field."""
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        plain = yaml.safe_load(text)
    except OSError as error:
        raise Invalid(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"{path}: is not UTF-8 text") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Invalid(f"{path}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', error)}") from error
    if not isinstance(plain, dict):
        raise Invalid(f"{path}:1: a script is a mapping with name and steps")
    try:
        return Script.model_validate(plain)
    except ValidationError as error:
        raise Invalid("\n".join(_place(path, root, problem) for problem in error.errors(include_url=False, include_context=False))) from error


def _place(path: Path, root: yaml.Node | None, problem: Any) -> str:
    line, node = 1, root
    for step in problem["loc"]:
        key, node = _child(node, step)
        if key is None:
            break
        line = key.start_mark.line + 1
    where = ".".join(map(str, problem["loc"])) or "script"
    return f"{path}:{line}: {where}: {problem['msg'].removeprefix('Value error, ')}"


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The node that names a step and the node below it; nothing when the script has no such place."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(step)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None, None
