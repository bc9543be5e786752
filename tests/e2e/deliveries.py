"""Ten deliveries to the four shops after which the warehouse knows other things than before, each in another way."""

from collections.abc import Callable

from ingestion import replay
from ingestion.load.lock import loader_lock
from ingestion.quarantine.release import release
from ingestion.settings import get_ingest_settings
from tests import shop
from tests.contracts import changed
from tests.database import query
from tests.e2e.kept import LATE, four_shops, land, without
from warehouse.connect import connect

INVOICES = "retail/invoices/2024-03-02.csv"
COPIED = "markets/kenya/orders/orders_2024_03_02.csv"
BATCH = "2024-03-03"


def first_day() -> None:
    """The first day of each shop."""
    land({path: content for path, content in four_shops().items() if "03_01" in path or "03-01" in path})


def second_day() -> None:
    """The second one."""
    land({path: content for path, content in four_shops().items() if "03_02" in path or "03-02" in path})


def corrections() -> None:
    """Files that take orders, customers and products back."""
    land(LATE)


def damage() -> None:
    """A file that is held, a batch that is held, and one of whose rows one is rejected."""
    shop.retail_file("damaged.csv", [shop.invoice_line(900003), "1,2", shop.invoice_line(900004), "3"])
    shop.storefront_files(BATCH)
    orders = shop.landing() / f"storefront/orders_{BATCH.replace('-', '_')}.csv"
    orders.write_bytes(orders.read_bytes().replace(b"order_amount", b"order_total"))
    shop.trigger(BATCH)
    lines = [shop.RETAIL_HEADER, *(shop.invoice_line(number) for number in range(900010, 900020))]
    local = shop.invoice_line(900020).encode().replace(b"HEART", b"CAF\xe9")
    shop.write("retail/invoices/local.csv", "\n".join(lines).encode() + b"\n" + local + b"\n")


def withdrawal() -> None:
    """A day of invoices of which nothing is left."""
    land({INVOICES: four_shops()[INVOICES].splitlines(keepends=True)[0]})


def mending() -> None:
    """The held file is released, and what was wrong with the batch is mended in its place."""
    settings = get_ingest_settings()
    with connect(settings.warehouse, "loader") as connection, loader_lock(settings.warehouse, connection, 1):
        release(connection, settings, "damaged.csv", "agreed with the shop")
    orders = shop.landing() / f"storefront/orders_{BATCH.replace('-', '_')}.csv"
    orders.write_bytes(orders.read_bytes().replace(b"order_total", b"order_amount"))


def replayed() -> None:
    """A contract was mended: the row that was rejected is let in."""
    [(file_id,)] = query("select file_id from ops.files where path = 'retail/invoices/local.csv'")
    with changed("retail__invoices", encoding="cp1252"):
        replay([file_id])


def copies() -> None:
    """The same orders once more under another name, and an invoice."""
    land({COPIED.replace("03_02", "03_02_again"): four_shops()[COPIED]})
    shop.retail_file("more.csv", [shop.invoice_line(900030)])


def corrected_copy() -> None:
    """What was copied is corrected, so that the copy speaks for itself; and another day."""
    land({COPIED: without(COPIED, 1)})
    shop.storefront_files("2024-03-04", count=3)
    shop.trigger("2024-03-04")


def returned() -> None:
    """The day that was withdrawn is back, and a second correction of a first day."""
    land({INVOICES: four_shops()[INVOICES], "retail/invoices/2024-03-01.csv": without(INVOICES, 2)})


DELIVERIES: list[Callable[[], None]] = [
    *(first_day, second_day, corrections, damage, withdrawal),
    *(mending, replayed, copies, corrected_copy, returned),
]
