"""The `tillhouse` command from outside: exit codes, one-line errors, and what it does not import."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.settings import WarehouseSettings

PROGRAM = Path(sys.executable).with_name("tillhouse")
HEAVY = ("dbt", "dlt", "dagster", "duckdb", "polars", "numpy", "psycopg")


def tillhouse(*args: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *args], env=os.environ | variables, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (["--help"], 0, ""),
        (["nothing"], 2, "No such command 'nothing' · see `tillhouse --help`"),
        (["run", "--nothing"], 2, "No such option: --nothing"),
        (["files", "--state", "lost"], 2, "there is no state 'lost' · use one of discovered, loading, loaded"),
        (["generate"], 2, "Missing option '--out'"),
        (["generate", "--out", "x", "--start", "2025-13-01"], 2, "'--start'"),
        (["psql", "--role", "root"], 2, "there is no role 'root' · use one of loader, transformer, reader, privacy"),
        (["ingest"], 2, "TILLHOUSE_STABLE_SECONDS is 'soon'"),
    ],
)
def test_what_a_user_can_get_wrong_is_one_line_and_an_exit_code(
    home: Path, args: list[str], code: int, said: str
) -> None:
    result = tillhouse(*args, TILLHOUSE_STABLE_SECONDS="soon")
    assert result.returncode == code
    assert result.stderr.count("\n") == (1 if code else 0), result.stderr
    assert said in result.stderr


def test_help_and_the_command_itself_import_nothing_heavy() -> None:
    check = f"import sys, orchestration.cli; print([name for name in {HEAVY} if name in sys.modules])"
    result = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def test_a_server_that_is_down_says_how_to_start_it(home: Path) -> None:
    result = tillhouse("files")
    assert result.returncode == 2
    assert "tillhouse up" in result.stderr
    assert result.stderr.count("\n") == 1


def test_psql_gets_its_arguments_as_they_are_and_gives_its_exit_code(warehouse: WarehouseSettings) -> None:
    result = tillhouse("psql", "-Atc", "select current_user, 1 + 1")
    assert (result.returncode, result.stdout) == (0, "transformer|2\n")
    assert tillhouse("psql", "--role", "reader", "-At", "-c", "select current_user").stdout == "reader\n"
    assert tillhouse("psql", "--database", "postgres", "-Atc", "select current_database()").stdout == "postgres\n"
    assert tillhouse("psql", "-v", "ON_ERROR_STOP=1", "-c", "selec").returncode == 1


def test_psql_reads_a_script_from_its_input(warehouse: WarehouseSettings) -> None:
    script = "select 'from ' || 'stdin'"
    result = subprocess.run([PROGRAM, "psql", "-At"], input=script, capture_output=True, text=True, check=False)
    assert result.stdout == "from stdin\n"


def test_the_reader_cannot_write(warehouse: WarehouseSettings) -> None:
    result = tillhouse("psql", "--role", "reader", "-v", "ON_ERROR_STOP=1", "-c", "create table core.x (y int)")
    assert result.returncode == 1
    assert "permission denied" in result.stderr
