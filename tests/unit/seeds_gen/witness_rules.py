"""A small, slow reading of the row rules, sales and histories, written from the design and not from the generator."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.unit.seeds_gen.witness_loader import COLUMNS, Reading

NULLS = {"", "-", "NULL", "null", "NA", "N/A", "None", "nan", "NaN", "NaT", "<NA>", "\\N", "#N/A", "(null)"}
INVISIBLE = "\u00a0\t\u200b\ufeff\u2009\u3000 "
NUMBER = re.compile(r"[-+]?(\d+(\.\d+)?|\d{1,3}(,\d{3})+\.\d+)(E[-+]\d+)?")
FAR_AHEAD = datetime.now(tz=UTC).date().replace(month=12, day=31)
NOT_PRODUCTS = re.compile(r"POST|DOT|M|C2|D|S|B|BANK CHARGES|AMAZONFEE|CRUK|PADS|GIFT_.*|DCGS.*")
ERRORS = re.compile(r".*(_UNPARSEABLE|_MISSING|_IN_FUTURE|_NEGATIVE|_NOT_POSITIVE|EMAIL_INVALID|CURRENCY_FOREIGN)")
FLAGS = {"RETAIL_INVOICES_DESCRIPTION_MISSING"} | {
    f"STOREFRONT_{feed}_CREATED_AT_IN_FUTURE" for feed in ("ORDERS", "INVENTORY", "SHIPPING")
}
Row = dict[str, str]


def value(row: Row, column: str) -> str | None:
    text = row[column].strip()
    return None if text in NULLS else text


def number(text: str | None) -> Decimal | None:
    bare = re.sub(r"^(£|\$|€)\s*|\s*EUR$", "", text or "")
    return Decimal(bare.replace(",", "")) if NUMBER.fullmatch(bare) else None


def day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def small_int(text: str | None) -> int | None:
    read = number(text)
    return int(read) if read is not None and read == int(read) and abs(read) < 2**63 else None


def codes(reading: Reading, row: Row) -> list[str]:
    """Judge one row; returns its rule codes without the entity."""
    last = date.fromisoformat(reading.path[-14:-4].replace("_", "-")) if reading.feed != "invoices" else FAR_AHEAD
    found = JUDGES[reading.feed](row, last)
    return [f"{reading.path.split('/')[0]}_{reading.feed}_{code}".upper() for code in found]


def _dated(name: str, text: str | None, last: date) -> list[str]:
    day = day_of(text)
    return [f"{name}_UNPARSEABLE"] if day is None else [f"{name}_IN_FUTURE"] if day > last else []


def _money(text: str | None) -> list[str]:
    return ["CURRENCY_FOREIGN"] if re.search("€|EUR", text or "") else []


def _rated(row: Row) -> list[str]:
    code = row["currency"].upper()
    return (["CURRENCY_UNKNOWN"] if code == "XYZ" else []) + (["CURRENCY_UNRATED"] if code in ("XYZ", "CAD") else [])


def _stamped(row: Row) -> list[str]:
    return _dated("CREATED_AT", row["created_timestamp"], FAR_AHEAD)


def _invoices(row: Row, last: date) -> list[str]:
    price, quantity, invoice = number(value(row, "UnitPrice")), small_int(value(row, "Quantity")), row["InvoiceNo"]
    found = _dated("INVOICE_DATE", value(row, "InvoiceDate"), last)
    found += ["UNIT_PRICE_UNPARSEABLE"] if price is None else []
    found += ["QUANTITY_UNPARSEABLE"] if quantity is None else []
    found += ["UNIT_PRICE_NEGATIVE"] if price is not None and price < 0 and invoice[0] != "A" else []
    customer = value(row, "CustomerID")
    found += (
        ["GUEST"] if customer is None else [] if re.fullmatch(r"\d+(\.0)?", customer) else ["CUSTOMER_ID_UNPARSEABLE"]
    )
    found += _money(row["UnitPrice"])
    found += ["ZERO_PRICE"] if price == 0 else []
    found += ["ADJUSTMENT"] if invoice[0] == "A" else []
    found += ["CANCELLATION"] if invoice[0] == "C" else []
    found += ["WRITE_OFF"] if quantity is not None and quantity < 0 and invoice[0] != "C" else []
    return found + (["DESCRIPTION_MISSING"] if value(row, "Description") is None else [])


def _orders(row: Row, last: date) -> list[str]:
    amount = number(value(row, "order_amount"))
    found = _dated("ORDER_DATE", value(row, "order_date"), last)
    found += ["AMOUNT_UNPARSEABLE"] if amount is None else []
    found += _money(row["order_amount"]) + _stamped(row)
    return found + (["AMOUNT_NOT_POSITIVE"] if amount is not None and amount <= 0 else [])


def _customers(row: Row, last: date) -> list[str]:
    found = [] if re.fullmatch(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+", row["email"]) else ["EMAIL_INVALID"]
    found += _dated("BIRTH_DATE", value(row, "date_of_birth"), last)
    found += [] if 7 <= len(re.sub(r"\D", "", row["phone"])) <= 15 else ["PHONE_INVALID"]
    return found + ([] if row["country"] == "USA" else ["COUNTRY_UNKNOWN"])


def _products(row: Row, last: date) -> list[str]:
    price, stock = number(value(row, "price")), small_int(value(row, "stock_quantity"))
    found = ["PRICE_UNPARSEABLE"] if price is None else ["PRICE_NOT_POSITIVE"] if price <= 0 else []
    found += ["STOCK_QUANTITY_UNPARSEABLE"] if stock is None else ["STOCK_QUANTITY_NEGATIVE"] if stock < 0 else []
    launched = day_of(row["launch_date"])
    found += _rated(row)
    return found + (["LAUNCH_DATE_AFTER_BATCH"] if launched is None or launched > last else [])


def _inventory(row: Row, _: date) -> list[str]:
    stock, reserved, left = (small_int(value(row, f"{name}_quantity")) for name in ("stock", "reserved", "available"))
    found = ["STOCK_QUANTITY_UNPARSEABLE"] if stock is None else ["STOCK_QUANTITY_NEGATIVE"] if stock < 0 else []
    found += _stamped(row)
    matches = None in (stock, reserved, left) or left == (stock or 0) - (reserved or 0)
    return found + ([] if matches else ["AVAILABLE_MISMATCH"])


JUDGES: dict[str, Callable[[Row, date], list[str]]] = {
    "invoices": _invoices,
    "orders": _orders,
    "customers": _customers,
    "products": _products,
    "inventory": _inventory,
    "shipping": lambda row, _last: _rated(row) + _stamped(row),
}


def judged(reading: Reading) -> tuple[list[Row], Counter[str], Counter[str]]:
    """Split a file's rows: the accepted ones, the codes of the others, the flags on any."""
    accepted, rejects, flags = [], Counter[str](), Counter[str]()
    for row in reading.rows:
        found = codes(reading, row)
        errors = [code for code in found if ERRORS.fullmatch(code) and code not in FLAGS]
        rejects.update(errors)
        flags.update(code for code in found if code not in errors)
        if not errors:
            accepted.append(row)
    return accepted, rejects, flags


def outcomes(reading: Reading) -> dict[int, list[str]]:
    """Return what the rules say of each row, by record number: `rule:<CODE>` and `warn:<CODE>`."""
    return {
        at: [
            f"{'rule' if ERRORS.fullmatch(code) and code not in FLAGS else 'warn'}:{code}"
            for code in codes(reading, row)
        ]
        for at, row in zip(reading.numbers, reading.rows, strict=True)
    }


def sales(visible: list[tuple[Reading, list[Row]]]) -> dict[tuple[str, str], tuple[int, int, Decimal]]:
    """Add up accepted sales by source and date: distinct orders, lines, money."""
    orders: dict[tuple[str, str], set[str]] = defaultdict(set)
    lines, money = Counter[tuple[str, str]](), defaultdict[tuple[str, str], Decimal](Decimal)
    latest: dict[str, tuple[str, Row]] = {}
    for reading, rows in visible:
        for row in rows:
            if reading.feed == "invoices":
                key = "retail", row["InvoiceDate"][:10]
                orders[key].add(row["InvoiceNo"])
                lines[key] += 1
                quantity, price = number(value(row, "Quantity")), number(value(row, "UnitPrice"))
                money[key] += (quantity or 0) * (price or 0)
            elif reading.feed == "orders":
                created = row["created_timestamp"]
                created = reading.path[-14:-4].replace("_", "-") if _stamped(row) else created
                latest[row["order_id"]] = max(
                    latest.get(row["order_id"], ("", row)), (created, row), key=lambda it: it[0]
                )
    for order, (_, row) in latest.items():
        key = "storefront", row["order_date"]
        orders[key].add(order)
        lines[key] += 1
        money[key] += number(value(row, "order_amount")) or 0
    return {key: (len(orders[key]), lines[key], money[key]) for key in lines}


def history(visible: list[tuple[Reading, list[Row]]], feed: str) -> dict[str, list[Row]]:
    """Derive the versions of customers or products of one feed's files (for `invoices`: of its products)."""
    shown: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for reading, rows in visible:
        if reading.feed != feed:
            continue
        for row in rows:
            entry = _invoice_version(row) if feed == "invoices" else _full_feed_version(row, feed)
            if entry:
                shown[entry[0]].append(entry[1:])
    result: dict[str, list[Row]] = {}
    for key, versions in shown.items():
        kept: list[Row] = []
        for at, attributes in sorted(versions, key=lambda version: version[0]):
            if not kept or {**kept[-1], "valid_from": at} != {**attributes, "valid_from": at}:
                kept.append({"valid_from": at, **attributes})
        result[key] = kept
    return result


def _invoice_version(row: Row) -> tuple[str, str, Row] | None:
    code, price = row["StockCode"].strip(INVISIBLE).upper(), number(value(row, "UnitPrice"))
    ordinary = row["InvoiceNo"].isdigit() and (number(value(row, "Quantity")) or 0) > 0 and price
    if not ordinary or NOT_PRODUCTS.fullmatch(code):
        return None
    described = {"description": row["Description"].strip(), "price": f"{price:.2f}"}
    return f"retail:{code}", row["InvoiceDate"].replace(" ", "T"), described


def _full_feed_version(row: Row, feed: str) -> tuple[str, str, Row]:
    key = f"{feed.removesuffix('s')}_id"
    kept = {name: text.strip() for name, text in row.items() if name in COLUMNS[feed].split() and name not in UNTRACKED}
    del kept[key]
    if feed == "products":
        kept["price"] = f"{number(kept['price']):.2f}"
        kept["discontinued"] = kept["discontinued"].lower()
    return f"storefront:{row[key]}", row["created_timestamp"].replace(" ", "T"), kept


UNTRACKED = {"last_login", "created_timestamp", "currency", "stock_quantity", "launch_date"}
