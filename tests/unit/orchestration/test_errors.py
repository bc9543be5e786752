import psycopg
import pytest
import typer
from pydantic import ValidationError

from ingestion.settings import IngestSettings
from orchestration.cli.errors import explain_error
from seeds_gen.errors import GeneratorError
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
