"""A build adds what changed, and ends with the tables that a build from scratch makes, whatever it was that changed."""

import pytest

from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.truth import LASTING, content_hashes

pytestmark = pytest.mark.usefixtures("warehouse")
DAYS = ("2025-01-15", "2025-01-16", "2025-01-17")


def land(day: str, rows: dict[str, list[str]]) -> None:
    """Put a day of the web shop into the landing zone."""
    for entity, lines in rows.items():
        shop.storefront_file(entity, day, lines)
    shop.trigger(day)


def other_orders(day: str, start: int) -> dict[str, list[str]]:
    """A day whose order numbers begin at `start`, so that it repeats no order of another day."""
    rows = shop.storefront_rows(day)
    for entity in ("orders", "shipping"):
        rows[entity] = [line.replace("ORD", f"ORD{start}") for line in rows[entity]]
    return rows


def sales() -> dict[tuple[str, str], tuple[int, str]]:
    """Orders and gross amount by day and category."""
    rows = query(
        "select sales_date::text, category, order_count, gross_amount::text from kpi.kpi_revenue"
        " where line_count > 0 order by 1, 2"
    )
    return {(day, category): (orders, gross) for day, category, orders, gross in rows}


def built_from_scratch_is_the_same() -> None:
    before = content_hashes(LASTING)
    pipeline.run(from_scratch=True)
    after = content_hashes(LASTING)
    assert [table for table in before if before[table] != after[table]] == []


@pytest.mark.reliability
def test_a_product_in_another_category_leaves_the_days_before_in_the_old_one() -> None:
    for number, day in enumerate(DAYS[:2]):
        land(day, other_orders(day, number))
        pipeline.run()
    assert sales() == {(day, "Home"): (2, "31.0000") for day in DAYS[:2]}
    rows = other_orders(DAYS[2], 2)
    rows["products"][0] = rows["products"][0].replace(",Home,", ",Garden,")
    land(DAYS[2], rows)
    pipeline.run()
    before = {(day, "Home"): (2, "31.0000") for day in DAYS[:2]}
    apart = {(DAYS[2], "Garden"): (1, "10.5000"), (DAYS[2], "Home"): (1, "20.5000")}
    assert sales() == before | apart
    # A file of the day before that comes once more says that it was so on that day already.
    rows = other_orders(DAYS[1], 1)
    rows["products"][0] = rows["products"][0].replace(",Home,", ",Garden,")
    land(DAYS[1], rows)
    pipeline.run()
    moved = {(DAYS[1], "Garden"): (1, "10.5000"), (DAYS[1], "Home"): (1, "20.5000")}
    assert sales() == {(DAYS[0], "Home"): (2, "31.0000")} | moved | apart
    built_from_scratch_is_the_same()


def test_an_order_that_moves_to_another_day_leaves_the_old_one() -> None:
    first = other_orders(DAYS[0], 0)
    land(DAYS[0], first)
    land(DAYS[1], other_orders(DAYS[1], 1))
    pipeline.run()
    moved = other_orders(DAYS[2], 2)
    moved["orders"].append(first["orders"][0].replace(DAYS[0], DAYS[1]))
    # And one that is older than all of its customer's, and comes after them.
    moved["orders"].append(first["orders"][1].replace("ORD02", "ORD99").replace(DAYS[0], "2025-01-10"))
    land(DAYS[2], moved)
    pipeline.run()
    assert sales()[DAYS[0], "Home"] == (1, "20.5000")
    assert sales()[DAYS[1], "Home"] == (3, "41.5000")
    assert query(
        "select customer_id, first_date_id, first_order_id, order_count from core.agg_customers order by 1"
    ) == [
        ("storefront:1", 20250116, "storefront:ORD01", 3),
        ("storefront:2", 20250110, "storefront:ORD99", 4),
    ]
    built_from_scratch_is_the_same()


@pytest.mark.reliability
def test_a_corrected_file_takes_its_rows_back_and_with_them_a_day() -> None:
    land(DAYS[0], other_orders(DAYS[0], 0))
    lines = [shop.invoice_line(1), shop.invoice_line(2)]
    shop.retail_file("a.csv", [*lines, shop.invoice_line(3).replace("2010-12-01", "2011-02-03")])
    pipeline.run()
    assert (("2011-02-03", "Uncategorised") in sales(), len(sales())) == (True, 3)
    shop.retail_file("a.csv", lines)
    pipeline.run()
    assert sales() == {("2010-12-01", "Uncategorised"): (2, "30.6000"), (DAYS[0], "Home"): (2, "31.0000")}
    built_from_scratch_is_the_same()


@pytest.mark.reliability
def test_an_invoice_on_two_days_counts_on_both() -> None:
    late = shop.invoice_line(1).replace("2010-12-01 08:26", "2010-12-02 00:01")
    shop.retail_file("a.csv", [shop.invoice_line(1), late])
    pipeline.run()
    assert sales() == {(day, "Uncategorised"): (1, "15.3000") for day in ("2010-12-01", "2010-12-02")}
    assert query("select order_count, customer_count from kpi.analytics_summary order by date_id") == [(1, 1), (1, 1)]
    shop.retail_file("b.csv", [shop.invoice_line(2).replace("2010-12-01", "2010-12-02")])
    pipeline.run()
    assert sales()["2010-12-02", "Uncategorised"] == (2, "30.6000")
    built_from_scratch_is_the_same()
