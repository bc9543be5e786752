"""What dbt calls: it may go on only as the one that builds, and with what other code made to be built whole."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dbt.plugins.manager import dbtPlugin
from dbt_common.exceptions import DbtRuntimeError

from dbt_tillhouse.credentials import fill_in
from dbt_tillhouse.invocation import WRITING, read_flags
from dbt_tillhouse.parse_cache import bring, leave
from dbt_tillhouse.semantics import SEMANTIC_MANIFEST, at_the_end
from dbt_tillhouse.session import borrowed
from warehouse.errors import TillhouseError

PROJECT = "tillhouse"


class TillhousePlugin(dbtPlugin):
    """Takes part in commands that write, of the project of this name or of one that builds into its database."""

    def initialize(self) -> None:
        """Name the server, refuse what dbt would not ask us about later, spare the others to parse the project anew."""
        if self.project_name == PROJECT and _command() in WRITING and not _flags().get("WRITE_JSON", True):
            raise DbtRuntimeError("a build cannot be recorded with --no-write-json · leave that out")
        credentials = getattr(_context().get("profile"), "credentials", None)
        try:
            fill_in(credentials)
        except TillhouseError as error:
            raise DbtRuntimeError(str(error)) from None
        if credentials is not None and (session := borrowed()):
            # Whoever lends the lock says in which database of the server it is held.
            credentials.database = session.connection.info.dbname
        if place := self._parse_cache():
            bring(*place)

    def get_manifest_artifacts(self, manifest: Any) -> dict[str, Any]:
        """Called once the project is parsed: begin a build if the command writes. Adds no artifact of its own."""
        command = _command()
        if self.project_name == PROJECT:
            from dbt_common.events.event_manager_client import add_callback_to_manager

            add_callback_to_manager(at_the_end(_target_folder() / SEMANTIC_MANIFEST))
        if place := self._parse_cache():
            leave(*place)
        if command in WRITING:
            import psycopg

            from dbt_tillhouse.begin import begin
            from dbt_tillhouse.target import current_target

            target = current_target()
            if target is None:
                return {}
            invocation = read_flags(command, _flags(), default_selector=target.default_selector)
            try:
                begin(manifest, target, invocation, must=self.project_name == PROJECT)
            except TillhouseError as error:
                raise DbtRuntimeError(str(error)) from error
            except KeyboardInterrupt as error:
                raise DbtRuntimeError("interrupted before the build began · nothing was changed") from error
            except psycopg.Error as error:
                told = " ".join(str(error).split())
                raise DbtRuntimeError(
                    f"the build could not begin: {told} · see that the database is up: tillhouse up"
                ) from error
        return {}

    def _parse_cache(self) -> tuple[Path, Path, Iterable[tuple[str, Any]]] | None:
        """Where dbt keeps its cache, for which project and connection; None when this command uses none."""
        found = _context()
        credentials = getattr(found.get("profile"), "credentials", None)
        if self.project_name != PROJECT or credentials is None or not _flags().get("PARTIAL_PARSE"):
            return None
        return _target_folder(), Path(found["project"].project_root), credentials.connection_info()

    # dbt looks for this mark; its own decorator would put the name of the method before every message.
    get_manifest_artifacts.is_dbt_hook = True  # type: ignore[attr-defined]


def _command() -> str:
    """The command as it was typed: `retry` runs under the name of what it repeats."""
    import click

    context = click.get_current_context(silent=True)
    return str((context and context.info_name) or _flags().get("WHICH", ""))


def _context() -> Mapping[str, Any]:
    """What dbt has loaded for the command so far: its profile and its project."""
    import click

    context = click.get_current_context(silent=True)
    return (context and context.obj) or {}


def _target_folder() -> Path:
    """Where dbt writes what it knows of the project."""
    project = _context()["project"]
    return Path(project.project_root, project.target_path)


def _flags() -> Mapping[str, Any]:
    """The flags of the command that runs, under dbt's names for them, in capitals."""
    from dbt.flags import get_flags

    return vars(get_flags())  # type: ignore[no-untyped-call]
