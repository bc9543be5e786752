"""Files of every format through the whole loader: landing zone, ledger, quarantine, archive, raw tables."""

import gzip
import json
import os
import signal
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from ingestion import ingest
from ingestion.contracts import load_contracts
from tests.database import VISIBLE, query, states
from tests.reliability import loader
from tests.shop import landing, write
from warehouse.settings import WarehouseSettings

pytestmark = pytest.mark.usefixtures("warehouse")

ORDER = "Order ID,Order Status,SKU,Quantity,Unit Price,Total Price,Order Total,Customer ID,Order Time"
STOCK = ["product_id", "product_name", "current_stock", "warehouse_location", "last_restock_date", "is_active"]


def event(number: int, **changes: Any) -> dict[str, Any]:
    """One event of the app."""
    return {"event_id": f"e{number}", "event_type": "page_view", "timestamp": "2025-01-15T10:00:00Z"} | changes


def lines(*events: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(one).encode() + b"\n" for one in events)


def stock_file(name: str, rows: list[list[Any]], sheet: str = "Inventory") -> Path:
    """Put a workbook into the landing zone."""
    path = landing() / "app/inventory" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    page, days = book.add_worksheet(sheet), book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate([STOCK, *rows]):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, column, cell, days)
            elif cell is not None:
                page.write(line, column, cell)
    book.close()
    return path


def visible(table: str, columns: str) -> list[tuple[Any, ...]]:
    return query(f"select {columns} from {table} {VISIBLE} order by path, _row_number")


def test_every_format_of_the_new_shops_is_loaded() -> None:
    write("markets/kenya/orders/a.csv", f"{ORDER}\n1,ORDERED,S1,2,5,10,10,7,2022-02-17T12:03:13.000Z\n")
    write("markets/nigeria/orders/a.csv.gz", gzip.compress(f"{ORDER}\n2,ORDERED,S1,2,5,10,10,7,2022\n".encode()))
    write("markets/nigeria/customers/c.json", '[{"Customer ID": 1, "Number of employees": null, "Language": ""}]')
    write("app/events/a.jsonl", lines(event(1), event(2)))
    write("app/events/b.json", json.dumps([event(3)], indent=2))
    write("app/events/c.jsonl.gz", gzip.compress(lines(event(4))))
    stock_file("w1.xlsx", [["P1", "Lamp", 12.0, "WH1", date(2025, 1, 15), True], ["P2", None, 0.5, "WH1", None, False]])
    report = ingest()
    assert [(file.path, file.state, file.rows_loaded) for file in report.files if file.state != "loaded"] == []
    assert report.waiting == ()
    assert visible("raw_markets.orders", "_market, order_id, _row_number") == [("kenya", "1", 1), ("nigeria", "2", 1)]
    assert visible("raw_markets.customers", "_market, customer_id, number_of_employees, language") == [
        ("nigeria", "1", None, "")
    ]
    assert visible("raw_app.events", "path, event_id, _row_number") == [
        ("app/events/a.jsonl", "e1", 1),
        ("app/events/a.jsonl", "e2", 2),
        ("app/events/b.json", "e3", 1),
        ("app/events/c.jsonl.gz", "e4", 1),
    ]
    assert visible("raw_app.inventory", ", ".join(STOCK)) == [
        ("P1", "Lamp", "12", "WH1", "2025-01-15", "true"),
        ("P2", None, "0.5", "WH1", None, "false"),
    ]
    kept = {path.name.split("-", 1)[1] for path in (landing().parent / "archive").rglob("*") if path.is_file()}
    assert kept == {"a.csv", "a.csv.gz", "c.json", "a.jsonl", "b.json", "c.jsonl.gz", "w1.xlsx"}


def test_every_path_part_is_a_column_of_raw() -> None:
    ingest()
    parts = {
        (contract.raw_schema, contract.feed, name)
        for contract in load_contracts().values()
        for name in contract.part_columns
    }
    assert parts >= {("raw_markets", "orders", "_market"), ("raw_storefront", "orders", "_batch_date")}
    there = query(
        "select table_schema, table_name, column_name from information_schema.columns where data_type = 'text'"
    )
    assert parts <= set(there)


def test_texts_arrive_to_the_letter_and_empty_text_is_not_null() -> None:
    texts = ["", " ", "a\n\\.\nb", '"', '""', ",", "\\N", "null", "₦\t", "x" * 100_000]
    write(
        "app/events/a.jsonl",
        lines(*(event(number, page=text, device={"a": text}) for number, text in enumerate(texts))),
    )
    ingest()
    rows = visible("raw_app.events", "page, device, user_id")
    assert [row[0] for row in rows] == texts
    assert [json.loads(row[1])["a"] for row in rows] == texts
    assert {row[2] for row in rows} == {None}


def test_new_key_becomes_a_nullable_column_whose_empty_texts_stay() -> None:
    write("app/events/a.jsonl", lines(event(1), event(2, campaign=""), event(3, campaign=None), event(4, campaign="x")))
    report = ingest()
    assert report.files[0].columns_added == ("campaign",)
    assert [row[0] for row in visible("raw_app.events", "campaign")] == [None, "", None, "x"]
    write("app/events/b.jsonl", lines(event(5)))
    assert ingest().files[0].state == "loaded"
    assert visible("raw_app.events", "campaign")[-1] == (None,)


def test_damaged_objects_are_kept_with_their_bytes_and_nothing_is_lost() -> None:
    good = lines(*(event(number) for number in range(20)))
    write(
        "app/events/a.jsonl",
        good + b'{"event_id": "e90", "timestamp": tru}\n' + b'{"event_id": "e91", "event_id": 1}\n',
    )
    report = ingest()
    outcome = report.files[0]
    assert (outcome.state, outcome.rows_read, outcome.rows_loaded) == ("loaded", 22, 20)
    assert outcome.reject_counts == {"broken_json": 1, "duplicate_key": 1}
    kept = query("select line_number, reason, raw from quarantine.rejected_rows order by line_number")
    assert [(line, reason, bytes(raw)) for line, reason, raw in kept] == [
        (21, "broken_json", b'{"event_id": "e90", "timestamp": tru}'),
        (22, "duplicate_key", b'{"event_id": "e91", "event_id": 1}'),
    ]


@pytest.mark.parametrize(
    ("path", "content", "words"),
    [
        ("app/events/a.json", b'[{"event_id": 1, "timestamp": 2}, {"event_id": 3, "ti', "cut off"),
        ("app/events/a.json", b'{"event_id": 1, "timestamp": 2}', "no JSON array"),
        ("app/events/a.jsonl.gz", gzip.compress(lines(event(1)), mtime=0)[:-9], "cut off"),
        ("app/events/a.jsonl", b"", "empty"),
        ("app/events/a.jsonl", b'{"event_type": "x"}\n', "required column missing: event_id, timestamp"),
        ("app/events/a.jsonl", b'{"a"}\n' * 10, "10 of 10 rows are damaged"),
        ("app/inventory/a.xlsx", b"product_id,current_stock\n", "no workbook"),
        ("markets/kenya/customers/a.json", b'[{"customer": 1}]', "required column missing: Customer ID"),
    ],
)
def test_file_that_cannot_be_trusted_is_held_and_leaves_no_row(path: str, content: bytes, words: str) -> None:
    write(path, content)
    outcome = ingest().files[0]
    assert outcome.state == "held"
    assert words in (outcome.error or "")
    assert (landing() / path).exists()
    source, feed = path.split("/")[0], path.split("/")[-2]
    assert query(f"select count(*) from raw_{source}.{feed}") == [(0,)]


def test_workbook_without_the_sheet_is_held_with_the_names_there_are() -> None:
    stock_file("w1.xlsx", [["P1", "Lamp", 1, "WH1", None, True]], sheet="Stock")
    assert ingest().files[0].error == "there is no sheet 'Inventory'; it has 'Stock'"


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.jsonl.gz"])
def test_same_bytes_twice_load_once_and_a_corrected_file_replaces_its_predecessor(name: str) -> None:
    def content(*events: dict[str, Any]) -> bytes:
        plain = lines(*events) if "jsonl" in name else json.dumps(events).encode()
        return gzip.compress(plain, mtime=0) if name.endswith(".gz") else plain

    write(f"app/events/{name}", content(event(1), event(2)))
    ingest()
    write(f"app/events/{name}", content(event(1), event(3)))
    assert [file.state for file in ingest().files] == ["loaded"]
    write(f"app/events/again_{name}", content(event(1), event(3)))
    assert [file.state for file in ingest().files] == ["duplicate"]
    assert states() == {f"app/events/{name}": ["superseded", "loaded"], f"app/events/again_{name}": ["duplicate"]}
    assert [row[0] for row in visible("raw_app.events", "event_id")] == ["e1", "e3"]


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("ingestion.load.claims:_read", True),
        ("ingestion.load.rounds:load", True),
        ("ingestion.ledger.ledger:finish", True),
    ],
)
def test_kill_while_a_file_of_several_parts_is_loaded(step: str, after: bool) -> None:
    write("app/events/a.jsonl", lines(event(1), event(2, campaign=""), event(3, channel="x")) + b"{broken}\n")
    write("app/events/b.json.gz", gzip.compress(json.dumps([event(4), event(5, channel="")]).encode()))
    stock_file("w1.xlsx", [["P1", "Lamp", 12.0, "WH1", None, True]])
    process = loader.start(dict(os.environ), step, after=after)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, "the step was not reached"
    # One row in four is damaged, more than may be: the events of a.jsonl are held.
    states_after = {file.path: file.state for file in ingest().files}
    assert states_after.pop("app/events/a.jsonl", "held") == "held"
    assert visible("raw_app.events", "event_id, channel") == [("e4", None), ("e5", "")]
    assert visible("raw_app.inventory", "product_id, current_stock") == [("P1", "12")]
    assert query("select count(*), count(distinct (_file_id, _row_number)) from raw_app.events") == [(2, 2)]
    write("app/events/a.jsonl", lines(event(1), event(2, campaign=""), event(3, channel="x")))
    assert [file.state for file in ingest().files] == ["loaded"]
    assert visible("raw_app.events", "event_id, campaign, channel") == [
        ("e1", None, None),
        ("e2", "", None),
        ("e3", None, "x"),
        ("e4", None, None),
        ("e5", None, ""),
    ]


def test_unknown_suffix_and_packed_workbook_are_no_files_of_the_feed() -> None:
    for path in ("app/events/a.txt", "app/events/a.json.zip", "app/inventory/a.xlsx.gz", "app/inventory/a.xls"):
        write(path, b"x")
    report = ingest()
    assert report.files == ()
    assert {waiting.path for waiting in report.waiting} == {
        "app/events/a.json.zip",
        "app/events/a.txt",
        "app/inventory/a.xls",
        "app/inventory/a.xlsx.gz",
    }


def test_tables_of_all_feeds_exist_after_the_first_run(warehouse: WarehouseSettings) -> None:
    ingest()
    tables = {f"{schema}.{name}" for schema, name in query("select schemaname, tablename from pg_tables")}
    assert {f"{contract.raw_schema}.{contract.feed}" for contract in load_contracts().values()} <= tables
