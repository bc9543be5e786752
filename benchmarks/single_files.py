"""Single large files of each format, made by arithmetic: the same bytes in every run, and no generator to wait for."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from xlsxwriter import Workbook  # type: ignore[import-untyped]

_FIRST = datetime(2025, 1, 1)  # noqa: DTZ001
_TYPES = ("page_view", "product_view", "add_to_cart", "remove_from_cart", "checkout_start", "purchase")
_STOCK = (
    "product_id,product_name,category,brand,supplier,cost_price,retail_price,current_stock,reorder_level,"
    "reorder_quantity,warehouse_location,last_restock_date,is_active"
)
_INVOICE = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"

Make = Callable[[Path, int], Path]


def events(landing: Path, count: int) -> Path:
    """Events of the app as JSON lines, some 370 bytes each."""
    path = _in(landing, "app/events/events.jsonl")
    with path.open("w") as out:
        for number in range(count):
            content = {
                "event_id": f"evt_{number:09d}",
                "event_type": _TYPES[number % len(_TYPES)],
                "user_id": f"USR{number % 50_000:05d}",
                "session_id": f"sess_{number // 12:08d}",
                "timestamp": f"{_FIRST + timedelta(seconds=number):%Y-%m-%dT%H:%M:%SZ}",
                "page": f"/products/{number % 300}",
                **({"product_id": f"PROD{number % 400:04d}"} if number % 3 else {}),
                "device": {"type": "mobile", "os": "iOS", "browser": "Safari"},
                "location": {"country": "US", "city": "New York"},
                "referrer": None if number % 4 else "https://www.search.example/?q=a,b",
                "properties": {
                    "duration_ms": number % 10_000,
                    "cart_value": number % 77 + 0.99,
                    "is_new": number % 2 > 0,
                },
            }
            out.write(f"{json.dumps(content)}\n")
    return path


def invoices(landing: Path, count: int) -> Path:
    """Invoice lines of the gift shop in one csv file, some 90 bytes each."""
    path = _in(landing, "retail/invoices/invoices.csv")
    with path.open("w") as out:
        out.write(f"{_INVOICE}\n")
        for number in range(count):
            at = _FIRST + timedelta(seconds=number)
            out.write(
                f"{500_000 + number // 20},{20_000 + number % 4000}A,WHITE HANGING HEART {number % 4000},"
                f"{number % 24 + 1},{at:%Y-%m-%d %H:%M:%S},{number % 50}.95,{12_000 + number % 5000}.0,United Kingdom\n"
            )
    return path


def stock(landing: Path, count: int) -> Path:
    """Stock of the app as a workbook with one sheet of 13 columns."""
    path = _in(landing, "app/inventory/stock.xlsx")
    book = Workbook(path, {"constant_memory": True})
    page, days = book.add_worksheet("Inventory"), book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, _STOCK.split(","))
    for number in range(count):
        texts = [f"PROD{number:06d}", f"Product {number}", "Home", f"Brand {number % 50}", f"Supplier {number % 90}"]
        figures = [10.25 + number % 100, 20.5 + number % 100, number % 1000, number % 50, 100]
        page.write_row(number + 1, 0, [*texts, *figures, f"WH{number % 5}"])
        page.write_datetime(number + 1, 11, date(2025, 1, 1) + timedelta(days=number % 30), days)
        page.write_boolean(number + 1, 12, number % 9 > 0)
    book.close()
    return path


def _in(landing: Path, relative: str) -> Path:
    path = landing / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
