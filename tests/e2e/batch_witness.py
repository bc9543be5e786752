"""The checks of a storefront batch worked out again from the files themselves, row by row, in plain Python."""

import csv
from collections import Counter
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path

Row = dict[str, str]
Day = dict[str, list[Row]]


def read_days(folder: Path) -> dict[str, Day]:
    """Rows of each feed by day (ISO), from files of which every row is accepted."""
    days: dict[str, Day] = {}
    for path in sorted(folder.glob("*.csv")):
        feed, day = path.stem.split("_", 1)
        with path.open(newline="", encoding="utf-8") as file:
            days.setdefault(day.replace("_", "-"), {})[feed] = list(csv.DictReader(file))
    return dict(sorted(days.items()))


def failures(days: dict[str, Day]) -> Counter[tuple[str, str]]:
    """How many keys fail each check, by (day, check)."""
    found: Counter[tuple[str, str]] = Counter()
    for today in days:
        for name, keys in _of_day(days, today).items():
            found[today, name] = len(keys)
    return found


def _of_day(days: dict[str, Day], today: str) -> dict[str, set[object]]:
    batch = days[today]
    customers = {row["customer_id"]: row for row in _until(days, today, "customers")}
    products = {row["product_id"]: row for row in _until(days, today, "products")}
    shipped = {row["order_id"] for row in _until(days, today, "shipping")}
    ordered = _until(days, today, "orders")
    stored = {row["product_id"] for row in _until(days, today, "inventory")}
    stock: Counter[str] = Counter()
    for row in batch["inventory"]:
        stock[row["product_id"]] += int(row["stock_quantity"])
    out: dict[str, set[object]] = {name: set() for name in _ORDER_CHECKS}
    for order in batch["orders"]:
        then = {row["product_id"]: row for row in _until(days, order["order_date"], "products")}
        product = then.get(order["product_id"]) or products.get(order["product_id"])
        for name in _failed_by(order, customers.get(order["customer_id"]), product, order["order_id"] in shipped):
            out[name].add(order["order_id"])
    buyers, sold = {row["customer_id"] for row in ordered}, {row["product_id"] for row in ordered}
    out["customers_without_orders"] = {row["customer_id"] for row in batch["customers"]} - buyers
    out["products_without_orders"] = {row["product_id"] for row in batch["products"]} - sold
    out["products_without_inventory"] = {row["product_id"] for row in batch["products"]} - stored
    out["stock_mismatch"] = {
        row["product_id"]
        for row in batch["products"]
        if row["product_id"] in stock and stock[row["product_id"]] != int(row["stock_quantity"])
    }
    shelves = {(row["product_id"], row["warehouse_id"]) for row in batch["inventory"]}
    out["inventory_without_product"] = {shelf for shelf in shelves if shelf[0] not in products}
    parcels = {(row["order_id"], row["tracking_number"]): Decimal(row["shipping_cost"]) for row in batch["shipping"]}
    known = {row["order_id"] for row in ordered}
    out["shipping_without_order"] = {parcel for parcel in parcels if parcel[0] not in known}
    out["unreasonable_shipping"] = {parcel for parcel, cost in parcels.items() if not 0 <= cost <= 100}
    return out


_ORDER_CHECKS = (
    "orphaned_orders_customer",
    "orphaned_orders_product",
    "unreasonable_orders",
    "orders_without_shipping",
    "discontinued_product_orders",
    "price_mismatch",
    "low_value_premium_orders",
    "orders_outside_business_hours",
)


def _failed_by(order: Row, customer: Row | None, product: Row | None, is_shipped: bool) -> list[str]:
    amount = Decimal(order["order_amount"])
    at = datetime.fromisoformat(order["created_timestamp"])
    known_time = str(at.date()) == order["order_date"] and at.time() != time(0)
    verdicts = (
        customer is None,
        product is None,
        not 1 <= amount <= 10_000,
        not is_shipped and order["order_status"] != "cancelled",
        product is not None and product["discontinued"].lower() == "true",
        product is not None and abs(amount - Decimal(product["price"])) > Decimal("0.01"),
        customer is not None and customer["customer_tier"] == "premium" and amount < 100,
        known_time and not time(8) <= at.time() <= time(18),
    )
    return [name for name, failed in zip(_ORDER_CHECKS, verdicts, strict=True) if failed]


def _until(days: dict[str, Day], last: str, feed: str) -> list[Row]:
    """Rows of a feed of every day up to one, the latest last."""
    return [row for day, batch in days.items() if day <= last for row in batch[feed]]
