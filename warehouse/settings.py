"""Where the warehouse is: the only module of this package that reads the environment."""

from pathlib import Path
from typing import Self

from pydantic import Field, PrivateAttr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class WarehouseSettings(BaseSettings):
    """Settings of the warehouse, from `TILLHOUSE_*` variables."""

    model_config = SettingsConfigDict(env_prefix="TILLHOUSE_", frozen=True, env_ignore_empty=True)

    home: Path = Field(default=PROJECT_ROOT / ".tillhouse", description="Folder of all local state.")
    database_url: str | None = Field(default=None, description="A Postgres server; unset means the embedded one.")

    # No variable names it: whoever loads or builds by mistake in a database of the past would do harm.
    _database: str | None = PrivateAttr(default=None)

    @field_validator("home")
    @classmethod
    def _absolute(cls, home: Path) -> Path:
        """Read a relative home from the project root, so that it means the same from every folder."""
        return (PROJECT_ROOT / home.expanduser()).resolve()

    @property
    def database(self) -> str | None:
        """A database beside the warehouse's own, on the same server; None means the warehouse's own."""
        return self._database

    def in_database(self, name: str) -> Self:
        """The same server, another database."""
        other = self.model_copy()
        other._database = name
        return other

    @property
    def data_dir(self) -> Path:
        """Data folder of the embedded server."""
        return self.home / "postgres"

    @property
    def socket_dir(self) -> Path:
        """Folder of the embedded server's Unix socket."""
        return self.home / "run"

    @property
    def log_file(self) -> Path:
        """Log of the embedded server."""
        return self.home / "run" / "postgres.log"


def get_settings() -> WarehouseSettings:
    """Read the settings from the environment."""
    return WarehouseSettings()
