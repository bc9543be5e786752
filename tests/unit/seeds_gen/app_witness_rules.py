"""A small, slow reading of the mobile shop's rules, sales and histories, written from the design."""

import ast
import json
import re
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tests.unit.seeds_gen.app_witness import Reading, Row

NULLS = {"", "-", "NULL", "null", "NA", "N/A", "None", "nan", "NaN", "NaT", "<NA>", "\\N", "#N/A", "(null)"}
NUMBER = re.compile(r"[-+]?(\d+(\.\d+)?|\d{1,3}(,\d{3})+\.\d+)(E[-+]\d+)?")
TOMORROW = datetime.now(tz=UTC).date() + timedelta(days=1)
FLAGS = {
    "APP_EVENTS_LATE", "APP_ORDERS_ITEMS_PYTHON_LITERAL", "APP_ORDERS_SUBTOTAL_MISMATCH", "APP_ORDERS_TOTAL_MISMATCH",
    "APP_INVENTORY_PRICE_UNPARSEABLE", "APP_INVENTORY_PRICE_NOT_POSITIVE", "APP_INVENTORY_RESTOCK_DATE_UNPARSEABLE",
    "APP_INVENTORY_RESTOCK_DATE_IN_FUTURE",
}  # fmt: skip
Sales = tuple[int, int, Decimal, Decimal]


def text(row: Row, column: str) -> str | None:
    content = row.get(column)
    return None if content is None or str(content).strip() in NULLS else str(content)


def number(content: object) -> Decimal | None:
    bare = re.sub(r"^\$\s*", "", "" if content is None else str(content))
    return Decimal(bare.replace(",", "")) if NUMBER.fullmatch(bare) else None


def whole(content: object) -> int | None:
    read = number(content)
    return int(read) if read is not None and read == int(read) and abs(read) < 2**63 else None


def day_of(content: str | None) -> date | None:
    try:
        return date.fromisoformat((content or "")[:10])
    except ValueError:
        return None


def items_of(row: Row) -> list[dict[str, Any]] | None:
    content = str(row["items"])
    try:
        items = json.loads(content, parse_float=Decimal, parse_int=Decimal)
    except json.JSONDecodeError:
        items = ast.literal_eval(content)
    return items if isinstance(items, list) else None


def cost(items: list[dict[str, Any]]) -> Decimal:
    return sum((Decimal(str(item["quantity"])) * Decimal(str(item["unit_price"])) for item in items), Decimal(0))


def _dated(name: str, content: str | None) -> list[str]:
    day = day_of(content)
    return [f"{name}_UNPARSEABLE"] if day is None else [f"{name}_IN_FUTURE"] if day > TOMORROW else []


def _events(row: Row, named: date) -> list[str]:
    found = [] if text(row, "event_type") else ["EVENT_TYPE_MISSING"]
    found += [] if text(row, "user_id") else ["USER_ID_MISSING"]
    found += _dated("TIMESTAMP", text(row, "timestamp"))
    happened = day_of(text(row, "timestamp"))
    return found + (["LATE"] if happened is not None and happened < named - timedelta(days=1) else [])


def _orders(row: Row, _: date) -> list[str]:
    found = _dated("ORDER_DATE", text(row, "order_date"))
    total, subtotal = number(text(row, "total_amount")), number(text(row, "subtotal"))
    found += ["TOTAL_UNPARSEABLE"] if total is None else ["TOTAL_NEGATIVE"] if total < 0 else []
    items = items_of(row) or []
    bad = [item for item in items if Decimal(str(item["unit_price"])) < 0 or Decimal(str(item["quantity"])) <= 0]
    found += ["ITEM_INVALID"] if bad else []
    found += ["ITEMS_PYTHON_LITERAL"] if "'" in str(row["items"]) else []
    if subtotal is not None:
        found += ["SUBTOTAL_MISMATCH"] if abs(subtotal - cost(items)) > Decimal("0.01") else []
        discount, tax, shipping = (Decimal(row[name]) for name in ("discount_amount", "tax_amount", "shipping_cost"))
        due = subtotal - discount + tax + shipping
        found += ["TOTAL_MISMATCH"] if total is not None and abs(due - total) > Decimal("0.02") else []
    return found


def _inventory(row: Row, _: date) -> list[str]:
    stock, price = whole(text(row, "current_stock")), number(text(row, "retail_price"))
    found = ["STOCK_UNPARSEABLE"] if stock is None else ["STOCK_NEGATIVE"] if stock < 0 else []
    found += ["PRICE_UNPARSEABLE"] if price is None else ["PRICE_NOT_POSITIVE"] if price <= 0 else []
    return found + _dated("RESTOCK_DATE", text(row, "last_restock_date"))


JUDGES: dict[str, tuple[str, Callable[[Row, date], list[str]]]] = {
    "events": ("APP_EVENTS", _events),
    "orders": ("APP_ORDERS", _orders),
    "inventory": ("APP_INVENTORY", _inventory),
}


def codes(reading: Reading, row: Row) -> list[str]:
    """Judge one row; returns its rule codes."""
    entity, judge = JUDGES[reading.feed]
    named = date.fromisoformat("-".join(re.findall(r"(\d{4})_(\d\d)_(\d\d)", reading.path)[0]))
    return [f"{entity}_{code}" for code in judge(row, named)]


def outcomes(reading: Reading) -> list[list[str]]:
    """Say of each record what becomes of it, in the words of the labels; an undamaged row has nothing to say."""
    result = []
    for record in reading.records:
        if record.reject:
            result.append([f"reject:{record.reject}"])
        else:
            found = codes(reading, record.row)
            result.append([f"{'warn' if code in FLAGS else 'rule'}:{code}" for code in found])
    return result


def accepted(reading: Reading) -> list[tuple[int, Row]]:
    """Return the rows that count, each with its number."""
    told = zip(reading.records, outcomes(reading), strict=True)
    return [
        (number, record.row)
        for number, (record, says) in enumerate(told, 1)
        if not any(outcome.startswith(("reject", "rule")) for outcome in says)
    ]


def sales(visible: list[Reading]) -> dict[str, Sales]:
    """Add up orders by date: orders, items, what the items cost, what the orders come to; the newest row counts."""
    latest: dict[str, tuple[tuple[str, str, int], Row]] = {}
    for reading in visible:
        for at, row in accepted(reading) if reading.feed == "orders" else ():
            version = (row["order_date"], reading.path, at), row
            latest[row["order_id"]] = max(latest.get(row["order_id"], version), version, key=lambda it: it[0])
    totals: dict[str, Sales] = defaultdict(lambda: (0, 0, Decimal(0), Decimal(0)))
    for _, row in latest.values():
        items = items_of(row) or []
        orders, lines, amount, total = totals[row["order_date"][:10]]
        due = number(row["total_amount"]) or Decimal(0)
        totals[row["order_date"][:10]] = orders + 1, lines + len(items), amount + cost(items), total + due
    return dict(totals)


def customers(visible: list[Reading]) -> set[str]:
    """Collect everybody whom an accepted event or order shows."""
    column = {"events": "user_id", "orders": "customer_id"}
    return {row[column[reading.feed]] for reading in visible if reading.feed in column for _, row in accepted(reading)}


def products(visible: list[Reading]) -> dict[str, list[Row]]:
    """Derive the versions of products from the stock rows, dated by their consignments."""
    told: dict[str, dict[str, tuple[tuple[str, int], Row]]] = defaultdict(dict)
    for reading in visible:
        for at, row in accepted(reading) if reading.feed == "inventory" else ():
            day = day_of(text(row, "last_restock_date"))
            if day is None or day > TOMORROW:
                continue  # a row that cannot say when it became true tells no history
            price, paid = number(row["retail_price"]), number(row["cost_price"])
            version = {
                "product_name": row["product_name"],
                "category": row["category"],
                "brand": row["brand"],
                "price": None if price is None else f"{price:.2f}",
                "cost": f"{paid:.2f}",
                "discontinued": not row["is_active"],
            }
            mine, key = told[row["product_id"]], f"{day}T00:00:00"
            mine[key] = max(mine.get(key, ((reading.path, at), version)), ((reading.path, at), version), key=_rank)
    result: dict[str, list[Row]] = {}
    for product, versions in told.items():
        kept: list[Row] = []
        for key in sorted(versions):
            version = versions[key][1]
            if not kept or {**kept[-1], "valid_from": key} != {**version, "valid_from": key}:
                kept.append({"valid_from": key, **version})
        result[product] = kept
    return result


def _rank(entry: tuple[tuple[str, int], Row]) -> tuple[str, int]:
    return entry[0]
