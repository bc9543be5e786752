"""A file's rows count once, whatever name it comes under and however often it comes."""

import os

import pytest

from ingestion import ingest
from tests import shop
from tests.database import invoices, query, states
from tests.reliability.invariants import check_ledger
from warehouse.settings import WarehouseSettings

pytestmark = pytest.mark.usefixtures("warehouse")
FIRST = "retail/invoices/a.csv"


def test_rows_arrive_as_text_exactly_as_received() -> None:
    shop.retail_file("a.csv", ['536365,22 A,"RECORD FRAME 7"" ",007,2010-12-01 08:26:00, 2.550 ,17850.0,'])
    report = ingest()
    assert [(file.state, file.rows_read, file.rows_loaded) for file in report.files] == [("loaded", 1, 1)]
    row = query("select invoice_no, stock_code, description, quantity, unit_price, country from raw_retail.invoices")
    assert row == [("536365", "22 A", 'RECORD FRAME 7" ', "007", " 2.550 ", None)]
    types = query(
        "select distinct data_type from information_schema.columns"
        " where table_schema = 'raw_retail' and table_name = 'invoices' and column_name !~ '^_'"
    )
    assert types == [("text",)]


def test_second_run_changes_nothing() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    # But for the second look at the archive.
    ledger = "select to_jsonb(files) - 'archive_checked_at' from ops.files order by file_id"
    before = query(ledger)
    report = ingest()
    assert (report.files, report.changed) == ((), False)
    assert query(ledger) == before
    assert invoices() == ["1"]


def test_same_file_sent_again_is_a_duplicate() -> None:
    for _ in range(2):
        shop.retail_file("a.csv", [shop.invoice_line(1)])
        ingest()
    assert states() == {FIRST: ["loaded", "duplicate"]}
    assert invoices() == ["1"]
    check_ledger()


def test_same_bytes_under_a_new_name_are_a_duplicate_of_the_first() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    shop.retail_file("b.csv", [shop.invoice_line(1)])
    report = ingest()
    assert not report.changed
    assert states() == {FIRST: ["loaded"], "retail/invoices/b.csv": ["duplicate"]}
    assert query("select duplicate_of from ops.files where state = 'duplicate'") == [(1,)]
    assert invoices() == ["1"]


def test_same_bytes_twice_in_one_run_load_once() -> None:
    for name in ("a.csv", "b.csv"):
        shop.retail_file(name, [shop.invoice_line(1)])
    ingest()
    assert states() == {FIRST: ["loaded"], "retail/invoices/b.csv": ["duplicate"]}
    assert invoices() == ["1"]
    check_ledger()


def test_corrected_file_replaces_the_rows_of_the_first() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1), shop.invoice_line(2)])
    ingest()
    shop.retail_file("a.csv", [shop.invoice_line(2), shop.invoice_line(3)])
    assert ingest().changed
    assert states() == {FIRST: ["superseded", "loaded"]}
    assert invoices() == ["2", "3"]
    assert query("select supersedes from ops.files order by file_id") == [(None,), (1,)]
    superseded, loaded = (row[0] for row in query("select change_seq from ops.files order by file_id"))
    assert 1 < superseded < loaded
    check_ledger()


def test_going_back_to_the_first_version_loads_it_again() -> None:
    for lines in ([1], [2], [1]):
        shop.retail_file("a.csv", [shop.invoice_line(number) for number in lines])
        ingest()
    assert states() == {FIRST: ["superseded", "superseded", "loaded"]}
    assert invoices() == ["1"]


def test_loaded_file_moves_to_the_archive_with_its_bytes(warehouse: WarehouseSettings) -> None:
    content = shop.retail_file("a.csv", [shop.invoice_line(1)]).read_bytes()
    ingest()
    assert not any((shop.landing() / "retail").rglob("*.csv"))
    archived = query("select archived_path from ops.files")[0][0]
    assert (warehouse.home / "archive" / archived).read_bytes() == content


def test_one_bad_file_does_not_block_another() -> None:
    shop.retail_file("a.csv", ["x"], header="nonsense")
    shop.retail_file("b.csv", [shop.invoice_line(2)])
    ingest()
    assert states() == {FIRST: ["held"], "retail/invoices/b.csv": ["loaded"]}
    assert invoices() == ["2"]


def test_old_and_late_files_are_never_skipped() -> None:
    for name, number in (("2010-12-09.csv", 9), ("2010-12-01.csv", 1)):
        path = shop.retail_file(name, [shop.invoice_line(number)])
        os.utime(path, (1_000_000_000, 1_000_000_000 - number))
        ingest()
    assert invoices() == ["1", "9"]


def test_named_paths_load_and_others_stay() -> None:
    wanted = shop.retail_file("a.csv", [shop.invoice_line(1)])
    other = shop.retail_file("b.csv", [shop.invoice_line(2)])
    ingest(paths=[wanted])
    assert (invoices(), wanted.exists(), other.exists()) == (["1"], False, True)
