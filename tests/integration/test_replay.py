"""A loaded file is read again from the archive, exactly once; what was loaded counts until the new attempt commits."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from ingestion import ingest, replay
from tests import shop
from tests.contracts import changed, with_aliases
from tests.database import VISIBLE, invoices, query, states
from tests.reliability.invariants import check_ledger, check_nothing_stuck
from warehouse.settings import WarehouseSettings

pytestmark = pytest.mark.usefixtures("warehouse")
FEED = "retail__invoices"
GOOD = [shop.invoice_line(number) for number in range(1, 11)]
CAFE = shop.invoice_line(11).encode().replace(b"HEART", b"CAF\xe9")


def land_cp1252(name: str = "a.csv") -> Path:
    """Ten good lines, and one that is not UTF-8."""
    lines = [shop.RETAIL_HEADER.encode(), *(line.encode() for line in GOOD), CAFE]
    return shop.write(f"retail/invoices/{name}", b"\n".join(lines) + b"\n")


def ledger(columns: str = "state, attempts, rows_read, rows_loaded, rows_rejected") -> list[tuple[Any, ...]]:
    return query(f"select {columns} from ops.files order by file_id")


def change_seq() -> int:
    return int(query("select max(change_seq) from ops.files")[0][0])


def test_a_mended_contract_brings_the_rejected_rows_in_and_what_was_known_before_stays() -> None:
    land_cp1252()
    ingest()
    assert ledger() == [("loaded", 1, 11, 10, 1)]
    before = change_seq()
    with changed(FEED, encoding="cp1252"):
        report = replay([1])
    assert report.changed
    assert ledger() == [("loaded", 2, 11, 11, 0)]
    assert change_seq() > before
    descriptions = query(f"select description from raw_retail.invoices {VISIBLE} and invoice_no = '11'")
    assert descriptions == [("WHITE HANGING CAFé",)]
    assert query("select _attempt, count(*) from raw_retail.invoices group by 1 order by 1") == [(1, 10), (2, 11)]
    assert query("select attempt, count(*) from quarantine.rejected_rows group by 1") == [(1, 1)]
    assert ledger("is_replay_due") == [(False,)]
    check_ledger()
    check_nothing_stuck()


def test_a_replay_that_was_done_is_not_done_again() -> None:
    land_cp1252()
    ingest()
    replay([1])
    # But for the second look at the archive.
    ledger = "select to_jsonb(files) - 'archive_checked_at' from ops.files"
    before = query(ledger)
    assert ingest().files == ()
    assert query(ledger) == before


def test_unchanged_rules_give_the_same_rows() -> None:
    land_cp1252()
    ingest()
    rows = f"select invoice_no, description, _row_number from raw_retail.invoices {VISIBLE} order by 1"
    damaged = "select line_number, reason, raw from quarantine.rejected_rows where attempt = {}"
    before = query(rows), query(damaged.format(1))
    replay([1])
    assert (query(rows), query(damaged.format(2))) == before
    check_ledger()


def test_an_alias_moves_the_values_of_a_column_that_was_taken_for_a_new_one() -> None:
    header = shop.RETAIL_HEADER.replace("Country", "Land")
    shop.retail_file("a.csv", GOOD, header=header)
    ingest()
    assert ledger("columns_added, columns_missing") == [(["land"], ["country"])]
    with changed(FEED, columns=with_aliases(FEED, "country", "Land")):
        replay([1])
    assert ledger("columns_added, columns_missing, columns_renamed") == [([], [], {"country": "Land"})]
    assert query(f"select distinct country, land from raw_retail.invoices {VISIBLE}") == [("United Kingdom", None)]
    kinds = query("select attempt, kind, column_name from ops.schema_drift order by change_seq")
    assert kinds == [(1, "added", "land"), (1, "missing", "country"), (2, "renamed", "country")]


def test_a_contract_that_would_hold_the_file_takes_no_row_from_view() -> None:
    land_cp1252()
    ingest()
    before = change_seq()
    wanted = {"name": "Till", "raw": "till", "required": True, "description": "Where it was paid"}
    with changed(FEED, columns=[*with_aliases(FEED, "country"), wanted]):
        (outcome,) = replay([1]).files
    assert outcome.state == "held"
    assert outcome.error is not None
    assert outcome.error.startswith("not replayed, what was loaded before still counts: required column missing")
    assert ledger() == [("loaded", 1, 11, 10, 1)]
    assert (len(invoices()), change_seq()) == (10, before)
    assert query("select distinct _attempt from raw_retail.invoices") == [(1,)]
    assert query("select distinct attempt from quarantine.rejected_rows") == [(1,)]
    assert ingest().files == ()
    check_ledger()


def test_too_many_damaged_rows_take_no_row_from_view_either() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(number, code="X" * 20) for number in range(10)])
    ingest()
    with changed(FEED, max_field_bytes=10):
        (outcome,) = replay([1]).files
    assert outcome.error is not None
    assert outcome.error.endswith("10 of 10 rows are damaged (100.0%), at most 20.0% may be")
    assert ledger() == [("loaded", 1, 10, 10, 0)]
    assert query("select count(*) from quarantine.rejected_rows") == [(0,)]
    check_ledger()


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_file_whose_archived_bytes_are_not_there_is_named_and_keeps_counting(
    harm: str, warehouse: WarehouseSettings
) -> None:
    content = land_cp1252("a.csv").read_bytes()
    shop.write("retail/invoices/b.csv", content + shop.invoice_line(12).encode())
    ingest()
    path = warehouse.home / "archive" / query("select archived_path from ops.files where file_id = 1")[0][0]
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b"UNITED", b"UNITES") + b"\n")
    with changed(FEED, encoding="cp1252"):
        outcomes = {outcome.file_id: outcome for outcome in replay([1, 2]).files}
    said = outcomes[1].error or ""
    assert str(path) in said
    assert ("has other bytes than were received" if harm == "changed" else "No such file or directory") in said
    assert said.endswith("from a backup")
    assert ledger("attempts, rows_loaded") == [(1, 10), (2, 12)], "the other file is replayed all the same"
    check_ledger()


def test_a_file_that_could_not_be_archived_is_replayed_from_where_it_lies(warehouse: WarehouseSettings) -> None:
    path = land_cp1252()
    archive = warehouse.home / "archive"
    archive.write_text("a file where the folder should be")
    try:
        ingest()
        assert path.exists()
        with changed(FEED, encoding="cp1252"):
            replay([1])
        assert ledger() == [("loaded", 2, 11, 11, 0)]
    finally:
        archive.unlink()
    ingest()
    assert not path.exists()
    check_ledger()


def test_a_held_file_is_read_again_where_it_lies_once_its_contract_is_mended() -> None:
    header = shop.RETAIL_HEADER.replace("StockCode", "Artikel")
    shop.retail_file("a.csv", GOOD, header=header)
    ingest()
    assert states() == {"retail/invoices/a.csv": ["held"]}
    with changed(FEED, columns=with_aliases(FEED, "stock_code", "Artikel")):
        assert ingest().files == (), "it has not changed"
        replay([1])
    assert ledger() == [("loaded", 2, 10, 10, 0)]
    check_ledger()


def test_a_held_batch_is_read_again_as_a_whole() -> None:
    rows = shop.storefront_rows("2025-01-15")
    for entity in rows:
        header = shop.STOREFRONT_HEADERS[entity]
        shop.storefront_file(entity, "2025-01-15", rows[entity], header.replace("order_amount", "total"))
    shop.trigger("2025-01-15")
    ingest()
    assert {state for (state,) in query("select state from ops.files")} == {"held"}
    (held,) = query("select file_id from ops.files where feed = 'orders'")
    with changed("storefront__orders", columns=with_aliases("storefront__orders", "order_amount", "total")):
        replay([held[0]])
    assert {state for (state,) in query("select state from ops.files")} == {"loaded"}
    assert query("select state from ops.batches") == [("loaded",)]
    check_ledger()


def test_a_newer_version_that_arrives_meanwhile_wins() -> None:
    land_cp1252()
    ingest()
    query("update ops.files set is_replay_due = true returning 1")
    shop.retail_file("a.csv", GOOD[:3])
    report = ingest()
    assert {file.file_id: file.state for file in report.files} == {1: "superseded", 2: "loaded"}
    assert ledger("state, attempts") == [("superseded", 1), ("loaded", 1)]
    assert invoices() == ["1", "2", "3"]
    assert query("select count(*) from ops.files where is_replay_due") == [(0,)]
    check_ledger()


def test_a_second_replay_follows_the_first() -> None:
    land_cp1252()
    ingest()
    for attempt in (2, 3):
        replay([1])
        assert ledger() == [("loaded", attempt, 11, 10, 1)]
    check_ledger()


def test_other_formats_and_path_parts_are_replayed_as_they_came() -> None:
    events = ['{"event_id": "e1", "timestamp": "2024-03-01T10:00:00"}', "{broken", '{"event_id": "e2", "page": "long"}']
    good = [json.dumps({"event_id": f"g{number}", "timestamp": "2024-03-01T10:00:00"}) for number in range(20)]
    shop.write("app/events/day.jsonl.gz", gzip.compress("\n".join([*events, *good]).encode()))
    customers = '[{"Customer ID": 1, "Name": "Ann"}, {"Customer ID": 2, "Name": "Bea"}]'
    shop.write("markets/nigeria/customers/all.json", customers)
    ingest()
    visible = "join ops.files on file_id = _file_id and attempts = _attempt and state = 'loaded'"
    rows = [
        f"select event_id, _row_number from raw_app.events {visible} order by 1",
        f"select customer_id, _market, _row_number from raw_markets.customers {visible} order by 1",
        "select reason, raw, line_number from quarantine.rejected_rows as damaged"
        " join ops.files on files.file_id = damaged.file_id and attempts = damaged.attempt",
    ]
    before = [query(statement) for statement in rows]
    assert [len(found) for found in before] == [22, 2, 1]
    replay([1, 2])
    assert {row[0] for row in query("select attempts from ops.files")} == {2}
    assert [query(statement) for statement in rows] == before
    check_ledger()


@pytest.mark.parametrize("path", ["retail/other/*.csv", "retail/invoices/*.json"])
def test_a_file_that_no_contract_names_any_more_is_left_as_it_was(path: str) -> None:
    land_cp1252()
    ingest()
    with changed(FEED, path=path, format=path.rpartition(".")[2]):
        (outcome,) = replay([1]).files
        assert outcome.error is not None
        assert outcome.error.endswith("no contract names this path any more")
        assert ingest().files == ()
    assert ledger() == [("loaded", 1, 11, 10, 1)]
    check_ledger()
