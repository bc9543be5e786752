"""The marketplaces' files have the exact shape of the real ones, and their numbers agree with each other."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from seeds_gen import generate
from tests.unit.seeds_gen.markets_witness import HEADERS
from tests.unit.seeds_gen.markets_witness_rules import HOURS, number, text

START, DAYS = date(2025, 1, 15), 21
SYMBOL = {"kenya": "KSh", "nigeria": "₦"}
MOVES = {"ORDERED": {"DISPATCHED", "COMPLETED", "CANCELLED"}, "DISPATCHED": {"COMPLETED", "CANCELLED"}}
TASKS = {
    "ORDERED": {"Unassigned", "Assigned"},
    "DISPATCHED": {"In Transit", "Assigned"},
    "COMPLETED": {"Completed"},
    "CANCELLED": {"Failed", "Cancelled"},
}
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("markets")
    generate(folder, START, DAYS, 4, 1.0, "none", sources="markets")
    return folder / "markets"


@pytest.fixture(params=["kenya", "nigeria"])
def market(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def days() -> list[date]:
    return [START + timedelta(days=number) for number in range(DAYS)]


def rows(out: Path, market: str, feed: str, day: date) -> Rows:
    with (out / market / feed / f"{feed}_{day:%Y_%m_%d}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def people(out: Path, market: str, day: date) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (out / market / "customers" / f"customers_{day:%Y_%m_%d}.json").read_text()
    )
    return found


def by_order(lines: Rows) -> dict[str, Rows]:
    orders: dict[str, Rows] = defaultdict(list)
    for line in lines:
        orders[line["Order ID"]].append(line)
    return orders


def amount(row: dict[str, str], column: str) -> Decimal:
    return number(text(row, column)) or Decimal(0)


def test_each_feed_has_a_file_a_day_with_exactly_its_columns(out: Path, market: str) -> None:
    for feed in ("orders", "deliveries"):
        files = sorted((out / market / feed).iterdir())
        assert [file.name for file in files] == [f"{feed}_{day:%Y_%m_%d}.csv" for day in days()]
        for file in files:
            assert file.read_text(encoding="utf-8").split("\n")[0] == ",".join(HEADERS[market, feed])
    assert [len(HEADERS[name, "orders"]) for name in ("kenya", "nigeria")] == [45, 44]
    assert len(HEADERS[market, "deliveries"]) == 29
    for day in days():
        assert {tuple(person) for person in people(out, market, day)} == {tuple(HEADERS[market, "customers"])}


def test_an_order_repeats_what_is_its_own_and_adds_up(out: Path, market: str) -> None:
    lengths = Counter[int]()
    for day in days():
        for lines in by_order(rows(out, market, "orders", day)).values():
            lengths[len(lines)] += 1
            for column in (
                "Order Total",
                "Sub Total",
                "Tax",
                "Delivery Charge",
                "Discount",
                "Customer ID",
                "Order Time",
            ):
                assert len({line[column] for line in lines}) == 1
            head = lines[0]
            goods = sum((amount(line, "Total Price") for line in lines), Decimal(0))
            assert amount(head, "Sub Total") == goods
            assert amount(head, "Order Total") == (
                goods + amount(head, "Tax") + amount(head, "Delivery Charge") - amount(head, "Discount")
            )
            for line in lines:
                units = amount(line, "Quantity") * amount(line, "Unit Price")
                assert amount(line, "Total Price") == units or (line["Customization Group"] and units < goods)
                assert amount(line, "Cost Price") <= amount(line, "Unit Price")
                assert line["Currency Symbol"] == SYMBOL[market]
    assert max(lengths) >= 6
    assert lengths[1] < 0.6 * lengths.total()


def test_an_order_comes_again_whole_with_a_later_status_and_nothing_else_changed(out: Path, market: str) -> None:
    seen: dict[str, Rows] = {}
    moves = Counter[tuple[str, str]]()
    for day in days():
        for order, lines in by_order(rows(out, market, "orders", day)).items():
            assert len({line["Order Status"] for line in lines}) == 1
            if order in seen:
                before, after = seen[order][0]["Order Status"], lines[0]["Order Status"]
                assert after in MOVES[before]
                moves[before, after] += 1
                assert [{**line, "Order Status": ""} for line in seen[order]] == [
                    {**line, "Order Status": ""} for line in lines
                ]
            else:
                at = datetime.fromisoformat(lines[0]["Order Time"]) + timedelta(hours=HOURS[market])
                assert at.date() == day
            seen[order] = lines
    assert {move for move in moves} >= {
        ("ORDERED", "COMPLETED"),
        ("ORDERED", "DISPATCHED"),
        ("DISPATCHED", "COMPLETED"),
    }
    assert 0.08 < moves.total() / len(seen) < 0.25


def test_a_days_deliveries_are_those_of_its_orders(out: Path, market: str) -> None:
    for day in days():
        orders, tasks = rows(out, market, "orders", day), rows(out, market, "deliveries", day)
        assert [task["Order_ID"] for task in tasks] == [f"YR-{line['Order ID']},0" for line in orders]
        for line, task in zip(orders, tasks, strict=True):
            assert task["Task_Status"] in TASKS[line["Order Status"]]
            assert task["Task_Details_QTY"] == line["Quantity"]
            assert number(task["Task_Details_AMOUNT"]) == amount(line, "Total Price")
            assert re.fullmatch(rf"{SYMBOL[market]} ?\d+\.\d\d?", task["Task_Details_AMOUNT"])
        last = {task["Task_ID"]: task for task in tasks}
        assert len(last) == len(by_order(orders))
        assert sum(task["Subtotal"] != "-" for task in tasks) == len(last)
        for order, task in zip(by_order(orders).values(), last.values(), strict=True):
            assert number(task["Subtotal"]) == amount(order[0], "Sub Total")
            assert number(task["Delivery_Charges"]) == amount(order[0], "Delivery Charge")


def test_customers_are_known_before_they_order_and_some_come_back(out: Path, market: str) -> None:
    known: set[str] = set()
    orders = Counter[str]()
    for day in days():
        lines = rows(out, market, "orders", day)
        buyers = {line["Customer ID"] for line in lines} - {""}
        known |= {str(person["Customer ID"]) for person in people(out, market, day)}
        assert buyers <= known
        orders.update(line["Customer ID"] for line in {line["Order ID"]: line for line in lines}.values())
    del orders[""]
    assert len(known) > len(people(out, market, START))
    assert orders.most_common(1)[0][1] > 30
    assert sum(count == 1 for count in orders.values()) > 10


def test_later_customer_files_hold_only_who_is_new_or_changed(out: Path, market: str) -> None:
    known = {person["Customer ID"]: person for person in people(out, market, START)}
    for day in days()[1:]:
        news = people(out, market, day)
        assert 0 < len(news) < 0.2 * len(known)
        for person in news:
            assert person != known.get(person["Customer ID"])
            assert person["Created At"] == known.get(person["Customer ID"], person)["Created At"]
            known[person["Customer ID"]] = person


def test_the_dirt_of_the_real_files_is_there(out: Path) -> None:
    kenya, nigeria = (
        [row for day in days() for row in rows(out, name, "deliveries", day)] for name in ("kenya", "nigeria")
    )
    assert all(re.fullmatch(r"\d\.\d\dE\+29", row["Relationship"]) for row in nigeria)
    assert all(re.fullmatch(r"\d{30}", row["Relationship"]) for row in kenya)
    for lines in (kenya, nigeria):
        assert {"-", "0.0"} <= {row["Total_Time_Taken(min)"] for row in lines}
        assert any((number(row["Distance(m)"]) or 0) > 1_000_000 for row in lines)
        assert 0.02 < sum(row["Agent_ID"] == "-" for row in lines) / len(lines) < 0.3
        assert any(re.search(r"\d{10}", row["Notes"]) for row in lines)
    spelled = {row["SKU"] for day in days() for row in rows(out, "kenya", "orders", day)}
    assert any(code != code.strip().upper() for code in spelled)
    far = [number(row["Distance (in km)"]) or 0 for day in days() for row in rows(out, "nigeria", "orders", day)]
    assert 0.4 < sum(km > 10_000 for km in far) / len(far) < 0.8


def test_wages_bring_people_to_the_market(tmp_path: Path) -> None:
    truth = generate(tmp_path, date(2024, 10, 1), 91, 2, 0.4, "none", sources="markets")
    by_month, ends, middles = Counter[str](), [], []
    for row in truth.sales:
        by_month[row["date"][:7]] += row["lines"]
        (ends if int(row["date"][8:]) >= 26 else middles).append(row["lines"])
    assert by_month["2024-12"] > 1.08 * by_month["2024-11"]
    assert sum(ends) / len(ends) > 1.15 * sum(middles) / len(middles)
    sundays = [row["lines"] for row in truth.sales if date.fromisoformat(row["date"]).weekday() == 6]
    assert sum(sundays) / len(sundays) < 0.75 * (sum(ends) + sum(middles)) / (len(ends) + len(middles))


def test_prices_move_and_the_truth_knows_when(out: Path, market: str) -> None:
    truth = json.loads((out.parent / "truth.json").read_text())
    mine = [each for each in truth["products"] if each["product_id"].startswith(f"markets.{market}:")]
    assert len(mine) > 60
    assert sum(len(each["versions"]) > 1 for each in mine) > 10
    sales = [row for row in truth["sales"] if row["market"] == market]
    assert len(sales) == DAYS
    assert 200 < sum(row["lines"] for row in sales) / DAYS < 400
