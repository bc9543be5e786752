"""Where files land and work happens: the only module of this package that reads the environment."""

from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from warehouse.errors import TillhouseError
from warehouse.settings import PROJECT_ROOT, WarehouseSettings, get_settings


class IngestSettings(BaseSettings):
    """Settings of the loader, from `TILLHOUSE_*` variables, beside those of the warehouse."""

    model_config = SettingsConfigDict(env_prefix="TILLHOUSE_", frozen=True, env_ignore_empty=True)

    landing: str | None = Field(default=None, description="The landing zone; unset means <home>/landing.")
    lock_seconds: float = Field(
        default=15.0, gt=0, description="How long to wait for another loader, or for the database to notice a dead one."
    )
    stable_seconds: float = Field(
        default=5.0, ge=0, le=3600, description="How long a file's size and time must stay unchanged before it is read."
    )

    @cached_property
    def warehouse(self) -> WarehouseSettings:
        """Settings of the warehouse; no field, so that no variable of its own can set it."""
        return get_settings()

    @property
    def landing_dir(self) -> Path:
        """The landing zone as a folder.

        Raises:
            TillhouseError: it is a URL, which this version cannot read.
        """
        if self.landing is None:
            return self.warehouse.home / "landing"
        if "://" in self.landing:
            raise TillhouseError(
                f"TILLHOUSE_LANDING is {self.landing}, and object stores cannot be read yet",
                "mount or sync it to a folder and name that",
            )
        return (PROJECT_ROOT / Path(self.landing).expanduser()).resolve()

    @property
    def archive_dir(self) -> Path:
        """Where files go after they were loaded."""
        return self.landing_dir.parent / "archive"

    @property
    def work_dir(self) -> Path:
        """Scratch space: never needed after a run, wiped at the start of the next."""
        return self.warehouse.home / "work"


def get_ingest_settings() -> IngestSettings:
    """Read the settings from the environment."""
    return IngestSettings()
