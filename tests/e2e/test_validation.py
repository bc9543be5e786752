"""The cross checks of a batch: against the defects that were put in, and against the files read a second way."""

import csv
import io
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests import shop
from tests.database import empty_warehouse, query
from tests.e2e import pipeline
from tests.e2e.batch_witness import Day, failures, read_days
from tests.e2e.truth import deliver_waves, generated

pytestmark = pytest.mark.usefixtures("warehouse")

FOUND_BY = {
    "orphan_customer": ("orders", "orphaned_orders_customer"),
    "orphan_product": ("orders", "orphaned_orders_product"),
    "order_without_shipping": ("shipping", "orders_without_shipping"),
    "discontinued_product_order": ("orders", "discontinued_product_orders"),
    "amount_outlier": ("orders", "unreasonable_orders"),
    "price_mismatch": ("orders", "price_mismatch"),
}

# Each needs a build of its own; the month of all shops (test_truth) has all of them at once.
_USUALLY = ("orphan_customer", "price_mismatch")
_DEFECTS = [
    name if name in _USUALLY else pytest.param(name, marks=pytest.mark.reliability) for name in sorted(FOUND_BY)
]

# What one line of a marketplace's order comes to differs from its price in real life too, so it is not counted here.
FOUND_ELSEWHERE = {
    "markets": {
        "orphan_customer": ("orders", "orphaned_orders_customer"),
        "order_without_shipping": ("deliveries", "orders_without_shipping"),
    },
    "app": {
        "orphan_customer": ("orders", "orphaned_orders_customer"),
        "orphan_product": ("orders", "orphaned_orders_product"),
        "discontinued_product_order": ("orders", "discontinued_product_orders"),
        "amount_outlier": ("orders", "unreasonable_orders"),
        "price_mismatch": ("orders", "price_mismatch"),
    },
}


def found() -> Counter[tuple[str, str]]:
    """Failing rows of the web shop by (day, check)."""
    return Counter(
        {
            (str(day), check): count
            for day, check, count in query(
                "select batch_date, check_name, failed_count from observability.validation_results"
                " where source = 'storefront'"
            )
        }
    )


def injected(truth: dict[str, Any], feed: str, defect: str) -> Counter[str]:
    """Rows with a defect by day, in the files that count."""
    return Counter(
        {
            file["path"][-14:-4].replace("_", "-"): file["defects"].get(defect, 0)
            for file in truth["files"]
            if (file["source"], file["feed"], file["state"]) == ("storefront", feed, "loaded")
        }
    )


@pytest.mark.parametrize("defect", _DEFECTS)
def test_each_injected_defect_is_found_on_its_day_and_nothing_else_is(defect: str) -> None:
    feed, check = FOUND_BY[defect]
    truth = generated([defect])
    deliver_waves(truth, pipeline.run)
    expected = injected(truth, feed, defect)
    assert expected.total() > 0, "the generator injected nothing"
    counts = found()
    assert {day: counts[day, check] for day in expected} == dict(expected)
    high = [name for name in (check for _, check in FOUND_BY.values()) if name != check and name != "price_mismatch"]
    assert [(day, name) for day in expected for name in high if counts[day, name]] == []
    verdicts = dict(query("select batch_date::text, result from observability.validation_scores"))
    assert verdicts == {day: "FAIL" if n and check != "price_mismatch" else "PASS" for day, n in expected.items()}


@pytest.mark.parametrize("source", sorted(FOUND_ELSEWHERE))
def test_shops_without_triggers_are_checked_by_the_day_of_their_rows(source: str) -> None:
    checks = FOUND_ELSEWHERE[source]
    truth = generated(sorted(checks), sources=source)
    deliver_waves(truth, pipeline.run)
    expected = {
        check: sum(
            file["defects"].get(defect, 0)
            for file in truth["files"]
            if (file["source"], file["feed"].split(".")[-1], file["state"]) == (source, feed, "loaded")
        )
        for defect, (feed, check) in checks.items()
    }
    assert all(expected.values()), f"the generator injected nothing: {expected}"
    counts = (
        "select check_name, sum(failed_count)::int from observability.validation_results where source = %s group by 1"
    )
    high = "select check_name from staging.validation_checks where source = %s and severity = 'HIGH'"
    counted = dict(query(counts, [source]))
    relevant = {name for (name,) in query(high, [source])} | expected.keys()
    assert {check: counted[check] for check in relevant} == {check: expected.get(check, 0) for check in relevant}
    before = query("select * from observability.validation_results order by batch_id, check_name")
    pipeline.run(from_scratch=True)
    assert query("select * from observability.validation_results order by batch_id, check_name") == before


@pytest.mark.reliability
def test_every_check_agrees_with_the_files_read_a_second_way_whatever_the_order(tmp_path: Path) -> None:
    generated([*FOUND_BY, "duplicate_line"], days=6, scale=0.2)
    shutil.move(shop.landing(), tmp_path / "shops")
    days = read_days(tmp_path / "shops" / "storefront")
    break_references(days)
    expected = failures(days)
    assert {check for (_, check), count in expected.items() if count} == {check for _, check in expected}
    order = list(days)
    for runs in ([order], [[order[3]], [order[5], order[0]], [order[4]], [order[1]], [order[2]]]):
        empty_warehouse()
        for run in runs:
            for day in run:
                write_day(day, days[day])
            pipeline.run()
        assert found() == expected, f"these runs: {runs}"


def break_references(days: dict[str, Day]) -> None:
    """Add what the generator has no defect for, so that every check has something to find."""
    first, second, third, fourth, fifth, sixth = days.values()
    second["products"].append(second["products"][0] | {"product_id": "NOWHERE"})
    second["products"][1]["stock_quantity"] += "1"
    second["inventory"].append(second["inventory"][0] | {"product_id": "NOTHING"})
    second["shipping"].append(second["shipping"][0] | {"order_id": "NONE", "shipping_cost": "150.00"})
    # A customer whom a later batch names is an orphan's customer until then.
    early = third["orders"][0] | {"order_id": "EARLY", "customer_id": "STRANGER"}
    third["orders"].append(early)
    fifth["customers"].append(fifth["customers"][0] | {"customer_id": "STRANGER"})
    sixth["orders"].append(early)
    # An order that comes again after its product got another price, and one that comes with the old price.
    again = first["orders"][0]
    for day in (fourth, fifth, sixth):
        for product in day["products"]:
            product["price"] = "1234.50" if product["product_id"] == again["product_id"] else product["price"]
    fifth["orders"] += [again, again | {"order_id": "LATE", "order_date": fifth["orders"][0]["order_date"]}]


def write_day(day: str, batch: Day) -> None:
    """Put the files of a day into the landing zone, the trigger last."""
    for feed, rows in batch.items():
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        shop.write(f"storefront/{feed}_{day.replace('-', '_')}.csv", text.getvalue())
    shop.trigger(day)
