"""`tillhouse rebuild` from outside, with a project of three nodes: what it takes, refuses, and leaves alone."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingestion import ingest
from tests import shop
from tests.database import query
from tests.orchestration.conftest import Command
from warehouse import databases, schema
from warehouse.connect import connect, connect_admin
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

NAME = "known_then"


@pytest.fixture
def moment(small_project: Path) -> str:
    """A moment at which one file of two was known."""
    shop.retail_file("a.csv", [shop.invoice_line(1), shop.invoice_line(2)])
    ingest()
    moment = str(query("select clock_timestamp()")[0][0])
    shop.retail_file("b.csv", [shop.invoice_line(3)])
    ingest()
    return moment


@pytest.fixture(autouse=True)
def no_database_left(warehouse: WarehouseSettings) -> Iterator[None]:
    """Another test may ask which databases there are."""
    yield
    with connect_admin(warehouse, autocommit=True) as connection:
        connection.execute(f"drop database if exists {NAME} with (force)".encode())


def invoices(settings: WarehouseSettings) -> list[str]:
    with closing(connect(settings, "transformer")) as connection:
        rows = connection.execute("select invoice_no from raw_retail.invoices order by 1").fetchall()
    return [row[0] for row in rows]


def test_it_builds_what_was_known_and_a_second_one_replaces_the_first(
    tillhouse: Command, moment: str, warehouse: WarehouseSettings
) -> None:
    said = tillhouse("rebuild", "--as-known-at", moment, "--into", NAME, "--json")
    assert said.code == 0, said.err
    assert (said.json["database"], said.json["files"], said.json["rows"]) == (NAME, 1, 2)
    assert said.json["built"]["published"]["build_id"] == 1
    assert invoices(warehouse.in_database(NAME)) == ["1", "2"]
    with closing(connect(warehouse.in_database(NAME), "transformer")) as there:
        assert there.execute("select total from core.totals").fetchall() == [(5,)]
    assert query("select count(*) from ops.builds") == [(0,)], "the warehouse itself was not built"
    assert query("select to_regclass('core.totals')") == [(None,)]
    now = str(query("select clock_timestamp()")[0][0])
    said = tillhouse("rebuild", "--as-known-at", now, "--into", NAME)
    assert said.code == 0, said.err
    assert said.out.startswith(f"{NAME} has what was known at ")
    assert "+00:00: 2 files, 3 rows\n" in said.out
    assert invoices(warehouse.in_database(NAME)) == ["1", "2", "3"]


def test_a_gate_that_fails_there_says_where_to_look(
    tillhouse: Command, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_AMOUNT", "-1")
    said = tillhouse("rebuild", "--as-known-at", moment, "--into", NAME)
    assert said.code == 1
    assert "1 did not pass: assert_amounts_are_positive" in said.err
    assert f"tillhouse psql --database {NAME} -f " in said.err


@pytest.mark.parametrize(
    ("time", "name", "told"),
    [
        ("yesterday", NAME, "'yesterday' is no moment · write it as 2025-01-15, '2025-01-15 18:30' (UTC)"),
        ("2001-01-01", NAME, "nothing was known at 2001-01-01 00:00:00+00:00: the first file was loaded at "),
        ("2999-01-01T00:00+02:00", NAME, "2998-12-31 22:00:00+00:00 is still to come"),
        ("{moment}", "Known", "'Known' cannot be the name of the database"),
        ("{moment}", 'x"; drop', "cannot be the name of the database"),
        ("{moment}", "tillhouse", "the database tillhouse is the warehouse itself"),
        ("{moment}", "postgres", "the database postgres is there, and no rebuild made it"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tillhouse: Command, moment: str, time: str, name: str, told: str) -> None:
    before = query("select datname from pg_database order by 1")
    said = tillhouse("rebuild", "--as-known-at", time.format(moment=moment), "--into", name)
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert told in said.err
    assert query("select datname from pg_database order by 1") == before


def test_a_warehouse_without_files_and_one_that_is_older_than_its_log_say_so(
    tillhouse: Command, warehouse: WarehouseSettings
) -> None:
    said = tillhouse("rebuild", "--as-known-at", "2025-01-15", "--into", NAME)
    assert (said.code, said.err) == (2, "no file was ever loaded · load some: tillhouse run\n")
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    moment = str(query("select clock_timestamp()")[0][0])
    with connect_admin(warehouse) as connection:
        connection.execute("truncate ops.ledger_log")
        connection.execute("comment on schema ops is 'older'")
    schema.ensure(warehouse)
    said = tillhouse("rebuild", "--as-known-at", moment, "--into", NAME)
    assert said.code == 2
    assert said.err.startswith("the ledger keeps what it said since ")


def test_one_that_is_in_use_is_not_taken_away(tillhouse: Command, moment: str, warehouse: WarehouseSettings) -> None:
    there = databases.create(warehouse, NAME, query("select now()")[0][0])
    schema.ensure(there)
    with closing(connect(there, "reader")):
        said = tillhouse("rebuild", "--as-known-at", moment, "--into", NAME)
    assert said.code == 2
    assert said.err.startswith(f"the database {NAME} is in use, by another rebuild or by somebody who looks at it")


def test_one_that_was_killed_before_it_was_marked_is_replaced(warehouse: WarehouseSettings) -> None:
    with connect_admin(warehouse, autocommit=True) as connection:
        connection.execute(f"create database tillhouse_new_{NAME}".encode())
    databases.create(warehouse, NAME, query("select now()")[0][0])
    found = query("select datname from pg_database where datname ~ %s", [NAME])
    assert found == [(NAME,)]


def test_nothing_is_loaded_into_it(moment: str, warehouse: WarehouseSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    there = databases.create(warehouse, NAME, query("select now()")[0][0])
    schema.ensure(there)
    path = shop.retail_file("c.csv", [shop.invoice_line(4)])
    place = str(warehouse.socket_dir).replace("/", "%2F")
    monkeypatch.setenv("TILLHOUSE_DATABASE_URL", f"postgresql://postgres@{place}/{NAME}")
    with pytest.raises(TillhouseError, match=f"the database {NAME} shows Tillhouse as known at .*: nothing is loaded"):
        ingest()
    assert path.exists()
