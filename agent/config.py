"""Settings, from the environment (AICMO_*) and defaults. One data directory holds everything."""

import secrets
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


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
    base_url: str | None = Field(default=None, validation_alias="OPENAI_BASE_URL")
    """Address of an OpenAI-protocol server."""
    api_key: SecretStr | None = Field(default=None, validation_alias="OPENAI_API_KEY")
    model_timeout: float = Field(default=120.0, gt=0)
    """Seconds a model server may take for one answer."""
    four_eyes: bool = False
    """When true, the author of a version cannot approve it."""
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
