"""When things run by themselves: the only module of this package that reads the environment."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class OrchestrationSettings(BaseSettings):
    """Settings of the schedules, from `TILLHOUSE_*` variables."""

    model_config = SettingsConfigDict(env_prefix="TILLHOUSE_", frozen=True, env_ignore_empty=True)

    timezone: str = Field(default="UTC", description="Zone of all times of day, such as Europe/Berlin.")

    @field_validator("timezone")
    @classmethod
    def _known(cls, zone: str) -> str:
        """A zone the system knows."""
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {zone!r}; write one such as Europe/Berlin") from error
        return zone


def get_orchestration_settings() -> OrchestrationSettings:
    """Read the settings from the environment."""
    return OrchestrationSettings()
