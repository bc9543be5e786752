"""The database that dbt is about to write to, from dbt's own adapter."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from warehouse.builds import KEEP_ALIVE, STATE
from warehouse.connect import how_to_reach, not_connected
from warehouse.settings import get_settings

# Everything a developer builds has her prefix; see the profile of this name.
DEV = "dev"


@dataclass(frozen=True)
class Target:
    """Where dbt writes: `credentials` are those of its profile, `state` is the schema of what is known of builds."""

    credentials: Any
    state: str
    project_root: Path
    default_selector: str | None

    def connect(self) -> psycopg.Connection:
        """Open a connection with exactly the settings dbt uses.

        Raises:
            TillhouseError: the database is down, unreachable, or refuses the login.
        """
        found = self.credentials
        options = {
            "host": found.host,
            "port": found.port,
            "user": found.user,
            "password": found.password,
            "dbname": found.database,
            "connect_timeout": found.connect_timeout,
            "options": _options(found.search_path),
            **{name: getattr(found, name) for name in ("sslmode", "sslcert", "sslkey", "sslrootcert")},
        }
        given = {name: value for name, value in options.items() if value not in (None, "")}
        try:
            return psycopg.connect(**given, application_name="tillhouse build", **KEEP_ALIVE)
        except psycopg.OperationalError as error:
            raise not_connected(given, error, how_to_reach(get_settings())) from error


def current_target() -> Target | None:
    """The target of the dbt command that runs; None when it is not a Postgres."""
    from dbt.adapters.factory import FACTORY

    adapter: Any = FACTORY.adapters.get("postgres")
    if adapter is None:
        return None
    config = adapter.config
    state = f"{config.credentials.schema}_{STATE}" if config.target_name == DEV else STATE
    return Target(config.credentials, state, Path(config.project_root), config.get_default_selector_name())


def _options(search_path: str | None) -> str | None:
    """As dbt-postgres writes it, blanks escaped; the profile of a configured server passes its role in it."""
    return f"-c search_path={search_path.replace(' ', chr(92) + ' ')}" if search_path else None
