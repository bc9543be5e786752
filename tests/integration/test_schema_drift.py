"""What changed in a file's columns is in the ledger and in `ops.schema_drift`, with a number an alert can follow."""

from typing import Any

import pytest
import xlsxwriter

from ingestion import ingest
from ingestion.load.column_limit import MOST
from ingestion.quarantine.explain import explain
from tests import shop
from tests.contracts import changed
from tests.database import invoices, query, states
from tests.reliability.invariants import check_ledger
from warehouse.connect import connect
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("warehouse")
LINE = shop.invoice_line(1)


def findings(after: int = 0) -> list[tuple[Any, ...]]:
    """Kind, column, header, policy and action of the findings above a change that was seen."""
    return query(
        "select kind, column_name, written_as, policy, action from ops.schema_drift where change_seq > %s"
        " order by change_seq",
        [after],
    )


def last_seen() -> int:
    """The change an alert that looks now has seen."""
    return int(query("select coalesce(max(change_seq), 0) from ops.schema_drift")[0][0])


def test_a_file_as_the_contract_has_it_leaves_no_trace() -> None:
    shop.retail_file("a.csv", [LINE])
    ingest()
    assert findings() == []
    assert query("select columns_renamed, is_reordered from ops.files") == [({}, False)]


def test_every_kind_of_change_is_in_the_ledger_and_a_row_of_its_own() -> None:
    header = "StockCode,Invoice No,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Sales Channel"
    shop.retail_file("a.csv", ["85123A,1,HEART,6,2010-12-01 08:26:00,2.55,17850.0,web"], header=header)
    ingest()
    ledger = "select state, columns_added, columns_missing, columns_renamed, is_reordered from ops.files"
    assert query(ledger) == [("loaded", ["sales_channel"], ["country"], {"invoice_no": "Invoice No"}, True)]
    assert set(findings()) == {
        ("added", "sales_channel", "Sales Channel", "evolve", "loaded"),
        ("missing", "country", None, "evolve", "loaded"),
        ("renamed", "invoice_no", "Invoice No", "evolve", "loaded"),
        ("reordered", None, header.replace(",", ", "), "evolve", "loaded"),
    }
    lineage = query(
        "select distinct drift.attempt, drift.path, drift.source, drift.feed from ops.schema_drift as drift"
    )
    assert lineage == [(1, "retail/invoices/a.csv", "retail", "invoices")]


def test_columns_that_collide_hold_the_file_and_are_told() -> None:
    shop.retail_file("a.csv", [f"{LINE},x"], header=f"{shop.RETAIL_HEADER},stock_code")
    ingest()
    assert states() == {"retail/invoices/a.csv": ["held"]}
    assert findings() == [
        ("collided", "stock_code", "StockCode", "evolve", "held"),
        ("collided", "stock_code", "stock_code", "evolve", "held"),
    ]


def test_the_policy_hold_holds_the_file_and_the_next_one_of_the_old_shape_loads() -> None:
    with changed("retail__invoices", drift="hold"):
        shop.retail_file("a.csv", [f"{LINE},web"], header=f"{shop.RETAIL_HEADER},Sales Channel")
        shop.retail_file("b.csv", [shop.invoice_line(2)])
        ingest()
    assert states() == {"retail/invoices/a.csv": ["held"], "retail/invoices/b.csv": ["loaded"]}
    assert findings() == [("added", "sales_channel", "Sales Channel", "hold", "held")]
    assert query("select error from ops.files where state = 'held'") == [
        ("columns changed and the contract says hold: +sales_channel",)
    ]
    columns = "select count(*) from information_schema.columns where column_name = 'sales_channel'"
    assert query(columns) == [(0,)], "a file that is held changes no table"


def test_an_alert_that_follows_change_seq_sees_each_finding_once() -> None:
    shop.retail_file("a.csv", [f"{LINE},web"], header=f"{shop.RETAIL_HEADER},Sales Channel")
    ingest()
    seen = last_seen()
    ingest()
    assert findings(after=seen) == []
    shop.retail_file("b.csv", ["1"], header="Nothing")
    shop.retail_file("c.csv", [f"{shop.invoice_line(3)},x"], header=f"{shop.RETAIL_HEADER},Till")
    ingest()
    new = findings(after=seen)
    assert ("added", "till", "Till", "evolve", "loaded") in new
    assert ("missing", "invoice_no", None, "evolve", "held") in new
    assert not [row for row in new if row[1] == "sales_channel"]
    assert last_seen() > seen


def test_a_row_in_the_place_of_the_header_is_for_the_loader_only() -> None:
    row = "7,Ann Lee,ann@shop.example,+44 20 7946 0018,12 Main St"
    shop.retail_file("a.csv", [row], row)
    ingest()
    [(state, error, added)] = query("select state, error, columns_added from ops.files")
    assert (state, added) == ("held", [])
    assert error == "0 of the 5 texts in its first line are names of the contract: put its header back"
    with connect(get_settings(), "transformer") as connection:
        [version] = explain(connection, "a.csv")
    assert version.unknown == tuple(row.split(","))


def test_a_file_that_is_held_again_repeats_no_finding() -> None:
    path = shop.retail_file("a.csv", ["1"], header="Nothing")
    ingest()
    once = findings()
    path.touch()
    ingest()
    assert query("select attempts, state from ops.files") == [(2, "held")]
    assert sorted(map(str, findings())) == sorted(map(str, [*once, *once])), "an attempt each"
    assert query("select count(*) from ops.schema_drift where attempt = 2") == [(len(once),)]


def test_a_table_that_can_take_no_more_columns_holds_the_file_and_no_other() -> None:
    def wide(name: str, number: int, width: int) -> None:
        names = [f"c{number}_{column}" for column in range(width)]
        line = shop.invoice_line(number) + "," * width
        shop.retail_file(name, [line], header=",".join([shop.RETAIL_HEADER, *names]))

    wide("a.csv", 1, 900)
    ingest()
    wide("b.csv", 2, 680)
    wide("c.csv", 3, 100)
    shop.retail_file("d.csv", [shop.invoice_line(4)])
    ingest()
    assert invoices() == ["1", "2", "4"]
    (state, error) = query("select state, error from ops.files where path like '%c.csv'")[0]
    there = 8 + 3 + 900 + 680
    assert state == "held"
    assert error == (
        f"it adds 100 columns and raw_retail.invoices has {there} of the {MOST} that a table can have: "
        "take names that change from file to file out of its header"
    )
    again = ingest()
    assert again.files == (), "it is not tried again until it changes"
    check_ledger()


def test_keys_of_json_are_columns_and_their_order_says_nothing() -> None:
    events = ['{"timestamp": "2024-03-01T10:00:00", "mood": "good", "Event ID": "e1"}', '{"event_id": "e2"}']
    shop.write("app/events/2024-03-01.jsonl", "\n".join(events) + "\n")
    ingest()
    told = findings()
    assert ("added", "mood", "mood", "evolve", "loaded") in told
    assert ("renamed", "event_id", "Event ID", "evolve", "loaded") in told
    assert ("missing", "session_id", None, "evolve", "loaded") in told
    assert not [row for row in told if row[0] == "reordered"]
    assert query("select event_id, mood from raw_app.events order by 1") == [("e1", "good"), ("e2", None)]


def test_headers_of_a_workbook_are_told_like_those_of_a_csv() -> None:
    path = shop.landing() / "app/inventory/stock.xlsx"
    path.parent.mkdir(parents=True)
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Inventory")
        sheet.write_row(0, 0, ["Shelf", "CURRENT STOCK", "product_id"])
        sheet.write_row(1, 0, ["A1", 5, "P1"])
    ingest()
    told = findings()
    assert ("added", "shelf", "Shelf", "evolve", "loaded") in told
    assert ("renamed", "current_stock", "CURRENT STOCK", "evolve", "loaded") in told
    assert ("reordered", None, "Shelf, CURRENT STOCK, product_id", "evolve", "loaded") in told
    assert query("select product_id, current_stock, shelf from raw_app.inventory") == [("P1", "5", "A1")]
