"""A file that is held over its damaged rows changes nothing until somebody lets it in, whole."""

from typing import Any

import pytest

from ingestion import ingest, replay
from ingestion.load.lock import loader_lock
from ingestion.quarantine.release import release
from ingestion.settings import get_ingest_settings
from tests import shop
from tests.database import invoices, query, states
from tests.reliability.invariants import check_ledger
from warehouse.connect import connect
from warehouse.errors import TillhouseError

pytestmark = pytest.mark.usefixtures("warehouse")
PATH = "retail/invoices/a.csv"
HALF = [shop.invoice_line(1), "1,2", shop.invoice_line(3), "4"]


def let_in(name: str, reason: str | None = None) -> list[str]:
    """Release a file as the command does; returns the paths that are let in."""
    settings = get_ingest_settings()
    with connect(settings.warehouse, "loader") as connection, loader_lock(settings.warehouse, connection, 1):
        return [file.path for file in release(connection, settings, name, reason)]


def facts(columns: str) -> list[tuple[Any, ...]]:
    return query(f"select {columns} from ops.files order by file_id")


def test_a_released_file_is_loaded_whole_and_the_ledger_says_who_let_it_in_and_why() -> None:
    shop.retail_file("a.csv", HALF)
    ingest()
    assert (states(), invoices()) == ({PATH: ["held"]}, [])
    assert let_in("a.csv", "the till was broken, agreed with the shop") == [PATH]
    ingest()
    assert (states(), invoices()) == ({PATH: ["loaded"]}, ["1", "3"])
    assert facts("rows_read, rows_loaded, rows_rejected, error") == [(4, 2, 2, None)]
    assert query("select line_number, raw from quarantine.rejected_rows where attempt = 2 order by 1") == [
        (3, b"1,2"),
        (5, b"4"),
    ]
    released = facts("released_at is not null, release_reason")
    assert released == [(True, "the till was broken, agreed with the shop")]
    check_ledger()


def test_every_damaged_row_of_a_released_file_is_in_quarantine() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1), *["x"] * 3000])
    ingest()
    assert query("select count(*) < 3000 from quarantine.rejected_rows") == [(True,)], "a held file keeps the first"
    let_in(PATH)
    ingest()
    assert query("select count(*) from quarantine.rejected_rows where attempt = 2") == [(3000,)]
    check_ledger()


def test_a_released_file_can_be_replayed() -> None:
    shop.retail_file("a.csv", HALF)
    ingest()
    let_in(PATH)
    ingest()
    replay([1])
    assert facts("state, attempts, rows_loaded, rows_rejected") == [("loaded", 3, 2, 2)]
    check_ledger()


def test_other_bytes_under_the_same_name_are_not_let_in_by_it() -> None:
    shop.retail_file("a.csv", HALF)
    ingest()
    let_in(PATH)
    shop.retail_file("a.csv", [*HALF, "5"])
    ingest()
    assert states() == {PATH: ["superseded", "held"]}
    assert facts("released_at is not null") == [(True,), (False,)]


def test_a_batch_that_is_held_for_it_is_released_as_a_whole() -> None:
    rows = shop.storefront_rows("2025-01-15", count=3)
    rows["orders"][:2] = ["x", "y"]
    rows["shipping"][:1] = ["z"]
    for entity in rows:
        shop.storefront_file(entity, "2025-01-15", rows[entity])
    shop.trigger("2025-01-15")
    ingest()
    assert {state for (state,) in facts("state")} == {"held"}
    assert len(let_in("products_2025_01_15.csv")) == 5
    ingest()
    assert {state for (state,) in facts("state")} == {"loaded"}
    assert query("select state from ops.batches") == [("loaded",)]
    assert query("select count(*) from raw_storefront.orders") == [(1,)]
    check_ledger()


def test_a_batch_with_another_trouble_is_not_released() -> None:
    rows = shop.storefront_rows("2025-01-15", count=3)
    rows["orders"][:2] = ["x", "y"]
    for entity in rows:
        header = shop.STOREFRONT_HEADERS[entity].replace("tracking_number", "other")
        shop.storefront_file(entity, "2025-01-15", rows[entity], header)
    shop.trigger("2025-01-15")
    ingest()
    said = r"shipping_2025_01_15.csv is held for something else: required column missing: tracking_number"
    with pytest.raises(TillhouseError, match=said):
        let_in("orders_2025_01_15.csv")
    assert {state for (state,) in facts("state")} == {"held"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([shop.RETAIL_HEADER, shop.invoice_line(1)], "is loaded, not held"),
        (["nonsense", "1"], "is held for something else: required column missing"),
        ([], "is held for something else: the file has no header"),
    ],
)
def test_what_cannot_be_released_says_what_to_do_instead(content: list[str], said: str) -> None:
    shop.write(PATH, "\n".join(content))
    ingest()
    before = query("select * from ops.files")
    with pytest.raises(TillhouseError, match=said) as caught:
        let_in(PATH)
    assert caught.value.remedy
    assert query("select * from ops.files") == before


def test_a_file_that_is_gone_or_was_released_before_is_said() -> None:
    path = shop.retail_file("a.csv", HALF)
    ingest()
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(TillhouseError, match="is not in the landing zone any more"):
        let_in(PATH)
    path.write_bytes(content)
    with pytest.raises(TillhouseError, match="has changed since it was held"):
        let_in(PATH)
    ingest()
    let_in(PATH)
    with pytest.raises(TillhouseError, match="was released already"):
        let_in(PATH)
    with pytest.raises(TillhouseError, match="the ledger has no file"):
        let_in("b.csv")
