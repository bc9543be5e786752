import errno
from pathlib import Path

import psycopg
import pytest
import typer
from pydantic import ValidationError

from ingestion.settings import IngestSettings
from orchestration.cli.errors import explain_error
from seeds_gen.errors import GeneratorError
from warehouse import trouble
from warehouse.errors import GateError, TillhouseError
from warehouse.settings import WarehouseSettings


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TillhouseError("no folder /x", "create it"), 2),
        (GateError("no folder /x", "create it"), 1),
        (GeneratorError("no folder /x", "create it"), 2),
    ],
)
def test_our_errors_are_one_line_with_what_and_remedy_and_their_own_exit_code(error: Exception, code: int) -> None:
    assert explain_error(error) == ("no folder /x · create it", code)


def test_a_lost_connection_is_one_line_that_says_how_to_go_on() -> None:
    told = explain_error(psycopg.OperationalError("server closed the connection\n\tunexpectedly"))
    assert told is not None
    message, code = told
    assert message.startswith("the connection to Postgres was lost: server closed the connection unexpectedly · ")
    assert "tillhouse up" in message
    assert "\n" not in message
    assert code == 2


def test_what_the_server_wrote_into_its_log_explains_a_lost_connection(tmp_path: Path) -> None:
    settings = WarehouseSettings(home=tmp_path, database_url=None)
    settings.log_file.parent.mkdir()
    full = "2025-01-01 UTC [7] PANIC:  could not write to file: No space left on device\n"
    ready = "2025-01-01 UTC [7] LOG:  database system is ready to accept connections\n"
    settings.log_file.write_text(f"{ready}{full}")
    told = trouble.of_lost_server(settings, "server closed the connection unexpectedly")
    assert told.what == "the disk of the Postgres server is full: could not write to file: No space left on device"
    settings.log_file.write_text(f"{full}{ready}")
    told = trouble.of_lost_server(settings, "server closed the connection unexpectedly")
    assert told.what == "the connection to Postgres was lost: server closed the connection unexpectedly"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/x"), "/x may not be read or written by this user"),
        (OSError(errno.ENOSPC, "No space left on device", "/x"), "no space is left on the disk of /x · make room"),
        (OSError(errno.EROFS, "Read-only file system", "/x"), "/x is on a disk that cannot be written to · "),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory", "/x"), "/x: Not a directory · "),
    ],
)
def test_what_the_system_refuses_is_one_line_with_the_path(error: OSError, told: str) -> None:
    explained = explain_error(error)
    assert explained is not None
    assert explained[0].startswith(told)
    assert explained[1] == 2


def test_a_wrong_setting_is_named_by_its_variable_with_its_value() -> None:
    with pytest.raises(ValidationError) as caught:
        IngestSettings(stable_seconds=-1)
    told = explain_error(caught.value)
    assert told is not None
    assert told[0].startswith("TILLHOUSE_STABLE_SECONDS is -1: ")
    assert told[1] == 2


def test_the_value_of_a_setting_that_may_hold_a_password_is_not_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        WarehouseSettings.model_validate({"database_url": ["postgresql://me:secret@host/db"]})
    told = explain_error(caught.value)
    assert told is not None
    assert "secret" not in told[0]
    assert "TILLHOUSE_DATABASE_URL" in told[0]


def test_a_usage_error_is_one_line() -> None:
    assert explain_error(typer.BadParameter("no\n  x.")) == (
        "Invalid value: no x · see `tillhouse --help`, or --help after a command",
        2,
    )


@pytest.mark.parametrize("bug", [KeyError("x"), AssertionError(), psycopg.errors.UndefinedColumn("no column")])
def test_a_bug_is_not_explained_away(bug: Exception) -> None:
    assert explain_error(bug) is None
