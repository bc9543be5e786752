"""The same content in other wrapping is a duplicate, in every format and feed, whichever of them comes first."""

import gzip
import itertools
from pathlib import Path

import pytest
import xlsxwriter

from ingestion import ingest
from tests import shop
from tests.database import query, states
from tests.reliability.invariants import check_ledger, check_nothing_stuck

pytestmark = pytest.mark.usefixtures("warehouse")

ORDER = "Order ID,Order Status,SKU,Quantity,Unit Price,Total Price,Order Total,Customer ID,Order Time\n1,ORDERED,S1,2,5"
TEXTS = {
    "retail/invoices/{}.csv": f"{shop.RETAIL_HEADER}\n{shop.invoice_line(1)}\n",
    "markets/kenya/orders/{}.csv": f"{ORDER},10,10,7,2022-02-17T12:03:13.000Z\n",
    "markets/kenya/customers/{}.json": '[\n{"Customer ID": 1, "Language": "é"}\n]\n',
    "app/events/{}.jsonl": '{"event_id": "e1", "event_type": "page_view", "timestamp": "2025-01-15T10:00:00Z"}\n',
}


def wrappings(text: str) -> dict[str, bytes]:
    """A text as some programs save and send it, by a name and what is added to the suffix."""
    return {
        "plain": text.encode(),
        "crlf": text.replace("\n", "\r\n").encode(),
        "bom": text.encode("utf-8-sig"),
        "utf16": text.encode("utf-16"),
        "cut": text.removesuffix("\n").encode(),
        "packed.gz": gzip.compress(text.encode()),
        "packed_crlf.gz": gzip.compress(text.replace("\n", "\r\n").encode("utf-8-sig"), 1),
    }


def place(pattern: str, name: str) -> str:
    stem, dot, gz = name.partition(".")
    return pattern.format(stem) + dot + gz


@pytest.mark.parametrize("first", ["plain", "utf16", "packed_crlf.gz"])
def test_every_wrapping_is_a_copy_of_the_first(first: str) -> None:
    others = []
    for pattern, text in TEXTS.items():
        for name, content in wrappings(text).items():
            if name == first:
                shop.write(place(pattern, name), content)
            else:
                others.append((place(pattern, name), content))
    ingest()
    for path, content in others:
        shop.write(path, content)
    assert {file.state for file in ingest().files} == {"duplicate"}
    found = states()
    loaded = [path for path in found if found[path] == ["loaded"]]
    assert sorted(loaded) == sorted(place(pattern, first) for pattern in TEXTS)
    assert query("select count(*) from ops.files where state = 'duplicate'") == [(len(TEXTS) * 6,)]
    # What identifies a line of a mart does not hang on which of them was first.
    keys = query("select feed, content_key from ops.files where state = 'loaded' order by feed")
    assert keys == query("select distinct feed, content_key from ops.files where path ~ 'plain' order by feed")
    check_ledger()
    check_nothing_stuck()


def test_copies_of_one_run_are_copies() -> None:
    for pattern, text in TEXTS.items():
        for name, content in wrappings(text).items():
            shop.write(place(pattern, name), content)
    ingest()
    assert query("select state, count(*) from ops.files group by 1 order by 1") == [("duplicate", 24), ("loaded", 4)]
    check_ledger()
    check_nothing_stuck()


def workbook(path: Path, stock: int, author: str) -> None:
    book = xlsxwriter.Workbook(path)
    book.set_properties({"author": author})
    page = book.add_worksheet("Inventory")
    for line, row in enumerate((["product_id", "current_stock", "warehouse_location"], ["P1", stock, "WH1"])):
        page.write_row(line, 0, row)
    book.close()


def test_a_workbook_that_was_saved_anew_is_a_copy(tmp_path: Path) -> None:
    folder = shop.write("app/inventory/.keep", "").parent
    for name, stock, author in (("a.xlsx", 5, "Ann"), ("b.xlsx", 5, "Bo"), ("c.xlsx", 6, "Bo")):
        workbook(folder / name, stock, author)
        ingest()
    assert states() == {
        "app/inventory/a.xlsx": ["loaded"],
        "app/inventory/b.xlsx": ["duplicate"],
        "app/inventory/c.xlsx": ["loaded"],
    }
    workbook(folder / "d.xlsx", 7, "Ann")
    workbook(folder / "e.XLSX", 7, "Bo")
    ingest()
    assert sorted(states()[f"app/inventory/{name}"][0] for name in ("d.xlsx", "e.XLSX")) == ["duplicate", "loaded"]
    check_ledger()
    check_nothing_stuck()


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("order", list(itertools.permutations(("01", "02", "copy"))))
def test_a_file_of_another_day_says_it_again_for_its_own(order: tuple[str, ...], at_once: bool) -> None:
    """In a run of its own, and in one with the others: they come in the order in which they were written."""
    text = TEXTS["markets/kenya/orders/{}.csv"]
    for name in order:
        shop.write(f"markets/kenya/orders/orders_2024_03_{name}.csv", text)
        if not at_once:
            ingest()
    ingest()
    found = {path[-8:-4].strip("_"): state for path, (state,) in states().items()}
    # A copy that names no day is one of any file before it.
    assert found == {"3_01": "loaded", "3_02": "loaded", "copy": "loaded" if order[0] == "copy" else "duplicate"}


def test_an_invoice_file_is_a_copy_whatever_day_it_names() -> None:
    for name in ("2024-03-01.csv", "2024-03-02.csv", "2024-03-02.csv.gz"):
        text = TEXTS["retail/invoices/{}.csv"].encode()
        shop.write(f"retail/invoices/{name}", gzip.compress(text) if name.endswith("gz") else text)
        ingest()
    assert [state for (state,) in states().values()] == ["loaded", "duplicate", "duplicate"]


def test_the_same_path_in_other_wrapping_changes_nothing() -> None:
    text = TEXTS["retail/invoices/{}.csv"]
    for content in (text.encode(), text.replace("\n", "\r\n").encode(), text.encode("utf-8-sig")):
        shop.write("retail/invoices/a.csv", content)
        report = ingest()
    assert (states(), report.changed) == ({"retail/invoices/a.csv": ["loaded", "duplicate", "duplicate"]}, False)
