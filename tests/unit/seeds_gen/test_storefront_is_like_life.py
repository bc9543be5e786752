"""The web shop's files look like the real ones and agree with each other."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from seeds_gen import generate
from tests.unit.seeds_gen.witness_loader import COLUMNS

START, DAYS = date(2024, 9, 2), 20
QUOTED = {
    "orders": {"shipping_address"},
    "customers": {"address"},
    "products": {"dimensions_cm", "description"},
    "inventory": set[str](),
    "shipping": {"destination_address", "package_dimensions"},
}
Rows = list[dict[str, str]]
Days = dict[str, list[Rows]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("storefront")
    generate(out, START, DAYS, 4, 0.5, "none", sources="storefront")
    return out / "storefront"


@pytest.fixture(scope="module")
def days(folder: Path) -> Days:
    read: Days = {}
    for feed in COLUMNS.keys() - {"invoices"}:
        read[feed] = []
        for path in sorted(folder.glob(f"{feed}_*.csv")):
            with path.open(newline="") as file:
                read[feed].append(list(csv.DictReader(file)))
    return read


def labels() -> list[str]:
    return [f"{START + timedelta(days=number):%Y_%m_%d}" for number in range(DAYS)]


def test_a_day_is_five_files_and_a_trigger(folder: Path) -> None:
    names = {f"{feed}_{label}.csv" for feed in COLUMNS if feed != "invoices" for label in labels()}
    assert {path.name for path in folder.iterdir()} == names | {f"trigger_{label}.json" for label in labels()}


@pytest.mark.parametrize("feed", sorted(QUOTED))
def test_headers_are_exact_and_quotes_stand_where_the_shop_puts_them(folder: Path, feed: str) -> None:
    for path in folder.glob(f"{feed}_*.csv"):
        first, *lines = path.read_text().splitlines()
        assert first == ",".join(COLUMNS[feed].split())
        for line in lines:
            fields = re.findall(r'(?:^|,)("(?:[^"])*"|[^,"]*)', line)
            quoted = {name for name, text in zip(COLUMNS[feed].split(), fields, strict=True) if text.startswith('"')}
            assert quoted == QUOTED[feed]


def test_triggers_name_the_files_and_optional_keys_come_and_go(folder: Path, days: Days) -> None:
    optional: Counter[str] = Counter()
    for number, label in enumerate(labels()):
        content: dict[str, Any] = json.loads((folder / f"trigger_{label}.json").read_text())
        assert content["trigger_id"] == f"batch_{label}_001"
        assert content["batch_date"] == label.replace("_", "-")
        assert content["data_files_ready"] is True
        feeds = ["orders", "customers", "products", "inventory", "shipping"]
        assert content["expected_files"] == [f"{feed}_{label}.csv" for feed in feeds]
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", content["trigger_timestamp"])
        optional.update(content.keys())
        for feed, stated in zip(feeds, content.get("files", []), strict="files" in content):
            assert stated["rows"] == len(days[feed][number])
    for key in ("client_name", "source_system", "processing_priority", "metadata", "files", "data_quality_checks"):
        assert 0 < optional[key] < DAYS, key


def test_rows_are_made_on_the_batch_date_and_orders_placed_by_then(days: Days) -> None:
    for read in days.values():
        for number, rows in enumerate(read):
            day = str(START + timedelta(days=number))
            assert {row["created_timestamp"][:10] for row in rows} == {day}
    placed: Counter[int] = Counter()
    for number, rows in enumerate(days["orders"]):
        for row in rows:
            late = START + timedelta(days=number) - date.fromisoformat(row["order_date"])
            assert late >= timedelta(0)
            placed[late.days] += 1
    assert 0.8 < placed[0] / placed.total() < 1
    hours = [int(row["created_timestamp"][11:13]) for rows in days["orders"] for row in rows]
    assert 0.85 < sum(8 <= hour < 18 for hour in hours) / len(hours) < 1


def test_an_order_costs_what_the_product_cost_and_refers_to_what_exists(days: Days) -> None:
    for orders, customers, products, shipping in zip(
        days["orders"], days["customers"], days["products"], days["shipping"], strict=True
    ):
        prices = {row["product_id"]: row["price"] for row in products if row["discontinued"].lower() == "false"}
        assert len(orders) == len({row["order_id"] for row in orders})
        for row in orders:
            assert prices[row["product_id"]] == row["order_amount"]
        assert {row["customer_id"] for row in orders} <= {row["customer_id"] for row in customers}
        assert [row["order_id"] for row in shipping] == [row["order_id"] for row in orders]
        assert {row["insurance_value"] for row in shipping} <= set(prices.values())


def test_some_orders_come_again_later_delivered_and_otherwise_unchanged(days: Days) -> None:
    seen: dict[str, Rows] = defaultdict(list)
    for rows in days["orders"]:
        for row in rows:
            seen[row["order_id"]].append(row)
    again = [versions for versions in seen.values() if len(versions) > 1]
    assert again
    for first, *rest in again:
        for row in rest:
            assert row["created_timestamp"] > first["created_timestamp"]
            assert row["order_status"] == "delivered"
            moved = {"created_timestamp": "", "order_status": ""}
            assert {**first, **moved} == {**row, **moved}


def test_customers_change_slowly_and_on_quiet_days_only_their_logins_move(days: Days) -> None:
    changed_per_day = []
    for before, now in zip(days["customers"], days["customers"][1:], strict=False):
        untracked = {"last_login": "", "created_timestamp": ""}
        old = {row["customer_id"]: {**row, **untracked} for row in before}
        new = {row["customer_id"]: {**row, **untracked} for row in now}
        assert set(old) <= set(new)
        assert [row["last_login"] for row in before] != [row["last_login"] for row in now[: len(before)]]
        changed_per_day.append(sum(old[key] != new[key] for key in old))
    assert 0 in changed_per_day
    assert max(changed_per_day) > 0
    everything = {column: defaultdict[str, set[str]](set) for column in ("address", "customer_tier", "email")}
    for rows in days["customers"]:
        for row in rows:
            for column, values in everything.items():
                values[row["customer_id"]].add(row[column])
    for column, values in everything.items():
        assert any(len(each) > 1 for each in values.values()), column


def test_products_change_price_and_leave_the_shop(days: Days) -> None:
    prices, gone = defaultdict(set), defaultdict(set)
    for rows in days["products"]:
        for row in rows:
            assert 1 <= Decimal(row["price"]) < 10_000
            prices[row["product_id"]].add(row["price"])
            gone[row["product_id"]].add(row["discontinued"].lower())
    assert any(len(each) > 1 for each in prices.values())
    assert {"true"} in gone.values()
    assert {"false"} in gone.values()


def test_inventory_ids_are_reused_and_quantities_add_up(days: Days) -> None:
    meaning = defaultdict(set)
    for products, rows in zip(days["products"], days["inventory"], strict=True):
        keys = [(row["product_id"], row["warehouse_id"]) for row in rows]
        assert len(keys) == len(set(keys))
        stock: Counter[str] = Counter()
        for row in rows:
            meaning[row["inventory_id"]].add((row["product_id"], row["warehouse_id"]))
            assert int(row["available_quantity"]) == int(row["stock_quantity"]) - int(row["reserved_quantity"]) >= 0
            stock[row["product_id"]] += int(row["stock_quantity"])
        assert {row["product_id"]: int(row["stock_quantity"]) for row in products} == stock
    assert len(meaning["INV001"]) > 1
    parcels = [{row["shipping_id"]: row["order_id"] for row in rows} for rows in days["shipping"]]
    assert parcels[0]["SHIP001"] != parcels[1]["SHIP001"]
