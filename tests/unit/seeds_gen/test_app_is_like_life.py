"""The mobile shop's files agree with each other: orders are what was bought, shelves empty and fill up."""

import json
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from seeds_gen import generate
from tests.unit.seeds_gen.app_reading import Row, read_events, read_orders, read_stock
from tests.unit.seeds_gen.app_witness import COLUMNS

START, DAYS = date(2024, 10, 28), 29
FOLLOWS = {
    "processing": {"shipped", "completed", "cancelled"},
    "on_hold": {"processing", "cancelled"},
    "shipped": {"completed"},
    "completed": {"refunded"},
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("app")
    generate(out, START, DAYS, 7, 0.3, "none", sources="app")
    return out / "app"


@pytest.fixture(scope="module")
def events(shop: Path) -> list[Row]:
    return read_events(shop)


@pytest.fixture(scope="module")
def orders(shop: Path) -> list[Row]:
    return read_orders(shop)


@pytest.fixture(scope="module")
def stock(shop: Path) -> dict[str, dict[tuple[str, str], Row]]:
    return read_stock(shop)


def test_every_file_has_the_columns_its_system_writes(
    events: list[Row], orders: list[Row], stock: dict[str, dict[tuple[str, str], Row]]
) -> None:
    assert {tuple(event) for event in events} == {tuple(COLUMNS["events"].split())}
    assert {tuple(row)[:-1] for row in orders} == {tuple(COLUMNS["orders"].split())}
    assert {tuple(row) for rows in stock.values() for row in rows.values()} == {tuple(COLUMNS["inventory"].split())}
    for event in events:
        assert set(event["device"]) == {"type", "os", "browser"}
        assert set(event["location"]) == {"country", "city"}
        assert isinstance(event["properties"], dict)
    first = next(iter(next(iter(stock.values())).values()))
    kinds = {name: type(value) for name, value in first.items()}
    assert {kinds[name] for name in ("cost_price", "retail_price", "current_stock", "reorder_level")} == {float}
    assert (kinds["last_restock_date"], kinds["is_active"]) == (date, bool)


def test_a_file_a_day_and_a_workbook_a_week_in_four_forms(shop: Path) -> None:
    names = [path.name for path in sorted((shop / "events").iterdir())]
    days = [f"{START + timedelta(days=number):%Y_%m_%d}" for number in range(DAYS)]
    assert [name.split(".")[0] for name in names] == [f"events_{day}" for day in days]
    assert {name.split(".", 1)[1] for name in names} == {"json", "jsonl", "json.gz", "jsonl.gz"}
    assert all(one.split(".", 1)[1] != other.split(".", 1)[1] for one, other in pairwise(names))
    assert [path.name for path in sorted((shop / "orders").iterdir())] == [f"orders_{day}.csv" for day in days]
    weeks = [f"inventory_{day}.xlsx" for day in days[::7]]
    assert [path.name for path in sorted((shop / "inventory").iterdir())] == weeks
    arrays = [path.read_text() for path in (shop / "events").glob("*.json")]
    spread = [text for text in arrays if text.startswith('[\n  {\n    "event_id"')]
    assert 0 < len(spread) < len(arrays)


def test_each_order_is_a_purchase_of_the_same_user_with_the_same_items_at_the_same_second(
    events: list[Row], orders: list[Row]
) -> None:
    first = {row["order_id"]: row for row in reversed(orders)}
    bought = [event for event in events if event["event_type"] == "purchase"]
    assert len(bought) == len(first) > 1_500
    for event in bought:
        order, said = first[event["properties"]["order_id"]], event["properties"]
        assert order["customer_id"] == event["user_id"]
        assert order["order_date"] == event["timestamp"][:19].replace("T", " ")
        assert json.loads(order["items"]) == said["items"]
        assert float(order["total_amount"]) == said["total_amount"]
        assert order["file"] == order["order_date"][:10].replace("-", "_")


def test_amounts_add_up_to_the_cent(orders: list[Row]) -> None:
    cent = Decimal("0.01")
    for row in orders:
        items = json.loads(row["items"], parse_float=Decimal)
        money = {name: Decimal(text) for name, text in row.items() if re.fullmatch(r"\d+(\.\d+)?", text)}
        assert money["subtotal"] == sum(item["quantity"] * item["unit_price"] for item in items)
        percent = money["subtotal"] * money["discount_percent"] / 100
        assert money["discount_amount"] == percent.quantize(cent, ROUND_HALF_UP)
        taxed = (money["subtotal"] - money["discount_amount"]) * money["tax_rate"] / 100
        assert money["tax_amount"] == taxed.quantize(cent, ROUND_HALF_UP)
        due = money["subtotal"] - money["discount_amount"] + money["tax_amount"] + money["shipping_cost"]
        assert money["total_amount"] == due
    assert len({row["discount_percent"] for row in orders}) > 3
    assert 0.5 < sum(row["discount_percent"] == "0" for row in orders) / len(orders) < 0.9


def test_a_status_moves_on_in_a_later_file_and_nothing_else_does(orders: list[Row]) -> None:
    shown: dict[str, list[Row]] = defaultdict(list)
    for row in orders:
        shown[row["order_id"]].append(row)
    for rows in shown.values():
        for before, after in pairwise(rows):
            assert before["file"] < after["file"]
            assert after["status"] in FOLLOWS[before["status"]]
            assert {**before, "status": "", "file": ""} == {**after, "status": "", "file": ""}
    assert {row["status"] for row in orders} == {*FOLLOWS, "cancelled", "refunded"}
    assert 0.2 < sum(len(rows) > 1 for rows in shown.values()) / len(shown) < 0.4


def test_prices_and_products_are_those_of_the_stock_file(
    orders: list[Row], stock: dict[str, dict[tuple[str, str], Row]]
) -> None:
    known = {product for rows in stock.values() for product, _ in rows}
    first_day = min(stock)
    prices = {product: row["retail_price"] for (product, _), row in stock[first_day].items()}
    active = {product for (product, _), row in stock[first_day].items() if row["is_active"]}
    for row in orders:
        items = json.loads(row["items"])
        assert {item["product_id"] for item in items} <= known
        if row["file"] == first_day:
            assert all(prices[item["product_id"]] == item["unit_price"] for item in items)
            assert {item["product_id"] for item in items} <= active
    assert 0 < len(prices) - len(active) < 0.1 * len(prices)


def test_stock_falls_by_what_was_sold_unless_a_consignment_came(
    orders: list[Row], stock: dict[str, dict[tuple[str, str], Row]]
) -> None:
    first = {row["order_id"]: row for row in reversed(orders)}
    emptied = repriced = 0
    for (before, old), (after, new) in pairwise(sorted(stock.items())):
        sold = Counter[str]()
        for row in first.values():
            if before <= row["file"] < after:
                for item in json.loads(row["items"]):
                    sold[item["product_id"]] += item["quantity"]
        for product in {product for product, _ in old}:
            shelves = [key for key in old if key[0] == product]
            restocked = any(old[key]["last_restock_date"] != new[key]["last_restock_date"] for key in shelves)
            had, has = (sum(rows[key]["current_stock"] for key in shelves) for rows in (old, new))
            if not restocked:
                assert has == max(0, had - sold[product])
                assert {old[key]["retail_price"] for key in shelves} == {new[key]["retail_price"] for key in shelves}
                emptied += sold[product] > 0
            else:
                assert before < f"{new[shelves[0]]['last_restock_date']:%Y_%m_%d}" <= after
                repriced += old[shelves[0]]["retail_price"] != new[shelves[0]]["retail_price"]
        assert all(row["current_stock"] >= 0 for row in new.values())
    assert emptied > 100
    assert repriced > 3


def test_no_event_and_no_order_has_the_number_of_another(events: list[Row], orders: list[Row]) -> None:
    assert len({event["event_id"] for event in events}) == len(events)
    assert len({row["order_id"] for row in orders}) == len({(row["order_id"], row["order_date"]) for row in orders})
