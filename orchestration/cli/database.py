"""`tillhouse up · down · status · psql`: the Postgres behind everything."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.errors import NEEDED
from orchestration.cli.output import emit_json, say, show_table, text
from orchestration.cli.report import published_line, show_needs, validation_line
from warehouse.errors import TillhouseError

if TYPE_CHECKING:
    from orchestration.state import State

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]


def up() -> None:
    """Start the embedded Postgres if it is down, and bring roles and schemas up to date."""
    from ingestion.settings import get_ingest_settings
    from warehouse import server
    from warehouse.settings import get_settings

    status = server.up(get_settings())
    if get_ingest_settings().landing is None:
        get_ingest_settings().landing_dir.mkdir(exist_ok=True)
    for sentence in status.done:
        say(sentence)
    say(f"Postgres {status.version} is up ({status.kind}, {status.where})")


def down() -> None:
    """Stop the embedded Postgres."""
    from warehouse import server
    from warehouse.settings import get_settings

    say("stopped" if server.down(get_settings()) else "it was not running")


def status(
    check: Annotated[bool, typer.Option("--check", help="Exit code 3 when somebody is needed.")] = False,
    as_json: Json = False,
) -> None:
    """Show the database, the files that wait or need somebody, the last batch and the last build."""
    from orchestration.state import look
    from warehouse.settings import get_settings

    state = look(get_settings())
    if as_json:
        emit_json(state.as_dict())
    else:
        show_table("Tillhouse", ("what", "state"), _rows(state))
        show_needs(state.needs)
    if check and (state.needs or not state.database.running):
        raise typer.Exit(NEEDED)


def psql(
    args: Annotated[list[str] | None, typer.Argument(metavar="[ARGS]…", help="Passed to psql as they are.")] = None,
    role: Annotated[
        str, typer.Option(help="loader, transformer, reader or privacy; before psql's own arguments.")
    ] = "transformer",
    database: Annotated[
        str | None, typer.Option(metavar="NAME", help="A database that `tillhouse rebuild` made; as --role.")
    ] = None,
) -> None:
    """Open psql on the warehouse, as the transformer unless told otherwise: `tillhouse psql -Atc 'select 1'`."""
    from warehouse.binaries import program
    from warehouse.connect import ROLES, psql_login
    from warehouse.settings import get_settings

    if role not in ROLES:
        raise TillhouseError(f"there is no role {role!r}", f"use one of {', '.join(ROLES)}")
    binary = str(program("psql"))
    settings = get_settings()
    login, password = psql_login(settings.in_database(database) if database else settings, role)
    # Becomes psql: its exit code, its signals and its terminal are the user's.
    os.execve(binary, ["psql", f"--dbname={login}", *(args or [])], os.environ | password)  # noqa: S606


def _rows(state: "State") -> Iterator[tuple[str, str]]:
    server = state.database
    if not server.running:
        yield "database", f"{server.kind}, down; start it with `tillhouse up`"
        yield "landing zone", state.landing
        return
    size = f"{(server.size_bytes or 0) / 1e6:,.1f} MB"
    yield "database", f"{server.kind}, Postgres {server.version}, {size}, {server.where}"
    yield "landing zone", state.landing
    yield "pending", f"{state.ready} files are ready, {state.waiting} wait"
    yield "files", text(state.files or {})
    batch, build = state.last_batch, state.last_build
    if batch:
        yield "last batch", f"{batch.trigger_path}: {batch.state}" + (f" ({batch.error})" if batch.error else "")
    else:
        yield "last batch", "none yet"
    if build:
        yield "last build", f"{build.build_id}: {build.state}, {text(build.started_at)}, by {build.started_by}"
    else:
        yield "last build", "none yet"
    yield "published", published_line(state.published)
    yield "validation", validation_line(state.validation).removeprefix("validation: ")
    yield "last drift", state.drift or "none: every file had the columns of its contract"
    yield "to build", state.due or "nothing: the warehouse is up to date"
