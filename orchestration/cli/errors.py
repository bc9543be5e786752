"""Tell apart what a user can cause from what is a bug: the first gets one line, the second its traceback."""

import sys
from typing import Any

import typer

from orchestration.cli.output import printable
from warehouse import trouble
from warehouse.errors import GateError, TillhouseError
from warehouse.settings import get_settings

GATE, USAGE, NEEDED, INTERRUPTED = 1, 2, 3, 130


def run_app(app: typer.Typer) -> None:
    """Run a command line to its end and leave with its exit code; only a bug shows a traceback."""
    try:
        # Typer itself returns 130 for Ctrl-C, and leaves quietly when the reader of a pipe went away.
        returned = app(standalone_mode=False)
        code = returned if isinstance(returned, int) else 0
    except Exception as error:
        told = explain_error(error)
        if told is None:
            raise
        message, code = told
        typer.echo(message, err=True)
    if code == INTERRUPTED:
        typer.echo("interrupted · nothing is half done · run the same command again to continue", err=True)
    sys.exit(code)


def explain_error(error: Exception) -> tuple[str, int] | None:
    """One line (what · value · what to do) and an exit code for an error a user can cause; None for a bug."""
    if isinstance(error, TillhouseError):
        return _told(error), GATE if isinstance(error, GateError) else USAGE
    if _is(error, "seeds_gen.errors", "GeneratorError"):
        told: Any = error
        return f"{told.what} · {told.remedy}", USAGE
    if isinstance(error, typer.TyperException):
        return f"{_sentence(error.format_message())} · see `tillhouse --help`, or --help after a command", USAGE
    if _is(error, "pydantic", "ValidationError"):
        return _settings_error(error), USAGE
    if _is(error, "psycopg", "OperationalError") or _is(error, "psycopg", "InterfaceError"):
        return _told(trouble.of_lost_server(get_settings(), str(error))), USAGE
    if _is(error, "psycopg.errors", "UndefinedTable") and "ops." in str(error):
        return "the warehouse is not set up on this server · set it up: tillhouse up", USAGE
    if isinstance(error, OSError):
        return _told(trouble.of_system(error, get_settings())), USAGE
    return None


def _told(error: TillhouseError) -> str:
    """Both halves on one line, whatever was quoted in them."""
    return printable(f"{error.what} · {error.remedy}")


def _is(error: Exception, module: str, name: str) -> bool:
    """Whether the error is of a class whose module may not have been imported: then it is not."""
    found: Any = getattr(sys.modules.get(module), name, None)
    return isinstance(found, type) and isinstance(error, found)


def _settings_error(error: Any) -> str:
    """A pydantic error about a setting, in the name of its variable; without the value where it may hold a password."""
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else "?"
    value = "(not shown)" if name == "database_url" else repr(first.get("input"))
    return f"TILLHOUSE_{name.upper()} is {value}: {_sentence(first['msg'])} · correct it, see .env.example"


def _sentence(message: str) -> str:
    return " ".join(message.split()).rstrip(".")
