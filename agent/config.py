"""Settings, from the environment (AICMO_*) and defaults. One data directory holds everything."""

import secrets
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

OFFLINE = "offline"
"""Name of the embedded model."""
Voice = Literal["interpret", "draft", "judge"]
"""What a model is used for: understanding messages and briefs, drafting sections, judging."""
VOICES: tuple[Voice, ...] = ("interpret", "draft", "judge")


class Price(BaseModel):
    """What a model costs, per million tokens."""

    model_config = ConfigDict(extra="forbid")

    input: Decimal = Field(ge=0)
    cached_input: Decimal | None = Field(default=None, ge=0)
    """Default: as `input`."""
    output: Decimal = Field(ge=0)


class Settings(BaseSettings):
    """What an installation can be told. Everything has a working default."""

    model_config = SettingsConfigDict(env_prefix="AICMO_", extra="ignore")

    data_dir: Path = Path(".aicmo")
    """Directory of databases, files, packages, outbox and keys."""
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    database_url: str | None = None
    """SQLAlchemy URL of a PostgreSQL database; default: SQLite in the data directory."""
    model: str = "offline"
    """'offline', or the name of a model behind an OpenAI-protocol server."""
    model_interpret: str | None = None
    """The model that understands messages and reads briefs; default: `model`."""
    model_draft: str | None = None
    """The model that drafts; default: `model`."""
    model_judge: str | None = None
    """The model that judges; default: `model`."""
    base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    """Address of an OpenAI-protocol server. With ?api-version=... it is spoken to as Azure OpenAI is."""
    api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    model_timeout: float = Field(default=120.0, gt=0)
    """Seconds a model server may take for one answer."""
    temperature: float = Field(default=0.3, ge=0, le=2)
    """How much a model varies. Left out for servers that refuse it."""
    max_output_tokens: int = Field(default=8_000, ge=256)
    """Longest answer of a model."""
    model_prices: dict[str, Price] = Field(default_factory=dict)
    """Model to its prices, as JSON: {"name": {"input": 2.5, "cached_input": 1.25, "output": 10}}. The cost of other models is unknown."""
    campaign_budget: Decimal | None = Field(default=None, gt=0)
    """Most that the models may cost in one campaign, in the currency of the prices; default: no limit."""
    four_eyes: bool = False
    """When true, the author of a version cannot approve it."""
    approval_roles: dict[str, list[str]] = Field(default_factory=dict)
    """Which roles approve a stage, as JSON: {"strategy": ["approver", "admin"]}. A stage that is not named: every member."""
    legal_approval: list[str] = Field(default_factory=list)
    """When a legal approver has to approve, as JSON: ["regulated", "price"]."""
    legal_approvers: list[str] = Field(default_factory=list)
    """Addresses of legal approvers, as JSON: ["tom@agency.example"]."""
    max_upload_mb: int = 20
    """Largest file a person may upload, in MiB."""
    secret: SecretStr | None = None
    """Key for sessions and the ledger; default: made on first run and kept in the data directory."""
    public_url: str | None = None
    """Address people use to reach the server, when it is behind a proxy."""

    @property
    def database(self) -> str:
        """URL of the main database."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir.absolute() / 'aicmo.db'}"

    def model_of(self, voice: Voice) -> str:
        """The model of a voice."""
        named: dict[Voice, str | None] = {"interpret": self.model_interpret, "draft": self.model_draft, "judge": self.model_judge}
        return named[voice] or self.model

    @property
    def models(self) -> dict[Voice, str]:
        """The model of every voice."""
        return {voice: self.model_of(voice) for voice in VOICES}

    @property
    def address(self) -> str:
        """Where people reach the server, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    def key(self) -> bytes:
        """The installation's secret; made and kept with mode 0600 on first use."""
        if self.secret is not None:
            return self.secret.get_secret_value().encode()
        path = self.data_dir / "secret.key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_hex(32))
        return path.read_text().strip().encode()
