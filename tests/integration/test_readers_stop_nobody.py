"""What a reader may do keeps neither a load nor a build away, and a lock whose connection is cut lets no file count."""

from contextlib import closing

import psycopg
import pytest

from dbt_tillhouse.lock import open_session
from ingestion import ingest
from ingestion.load import rounds
from tests import shop
from tests.database import query, states
from warehouse import locks
from warehouse.connect import connect, connect_admin
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

ADVISORY = (7_414_001, 7_414_002, 7_414_010)


def test_no_advisory_lock_of_a_reader_stops_a_load_or_a_build(warehouse: WarehouseSettings) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    with connect(warehouse, "reader", autocommit=True) as reader:
        for key in ADVISORY:
            reader.execute("select pg_advisory_lock(%s)", [key])
        ingest()
        open_session(lambda: connect(warehouse, "transformer"), "ops", started_by="a test").close()
    assert states() == {"retail/invoices/a.csv": ["loaded"]}


@pytest.mark.parametrize("role", ["reader", "privacy"])
@pytest.mark.parametrize("table", [locks.LOADER_LOCK, psycopg.sql.Identifier("ops", "build_lock")])
def test_the_locks_cannot_be_taken_by_those_who_only_read(
    warehouse: WarehouseSettings, role: str, table: psycopg.sql.Identifier
) -> None:
    with connect(warehouse, role) as reader, pytest.raises(psycopg.errors.InsufficientPrivilege):  # type: ignore[arg-type]
        locks.take(reader, table)


def test_a_loader_whose_lock_was_cut_lets_no_file_count_once_another_began(
    warehouse: WarehouseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    load = rounds.load

    def meanwhile(*arguments: object) -> object:
        done = load(*arguments)  # type: ignore[arg-type]
        with connect_admin(warehouse, autocommit=True) as admin:
            [(holder,)] = admin.execute(
                "select pid from pg_locks where relation = 'ops.loader_lock'::regclass and granted"
            ).fetchall()
            admin.execute("select pg_terminate_backend(%s, 5000)", [holder])
        monkeypatch.setattr(rounds, "load", load)
        assert [outcome.state for outcome in ingest().files] == ["loaded"]
        return done

    monkeypatch.setattr(rounds, "load", meanwhile)
    with pytest.raises(TillhouseError, match="another loader began"):
        ingest()
    assert states() == {"retail/invoices/a.csv": ["loaded"]}
    visible = "select count(*) from raw_retail.invoices join ops.files on file_id = _file_id and attempts = _attempt"
    assert query(visible) == [(1,)]


def test_a_cut_connection_frees_the_lock(warehouse: WarehouseSettings) -> None:
    with closing(connect(warehouse, "loader")) as first, closing(connect(warehouse, "loader")) as second:
        assert locks.take(first, locks.LOADER_LOCK)
        assert not locks.take(second, locks.LOADER_LOCK)
        with connect_admin(warehouse, autocommit=True) as admin:
            admin.execute("select pg_terminate_backend(%s, 5000)", [first.info.backend_pid])
        assert locks.take(second, locks.LOADER_LOCK, wait="5s")
