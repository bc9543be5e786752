"""Histories against a plain computation: the same from whatever runs and in whatever order the files came."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.histories import NEW_YORK, Version, histories, order_histories
from tests.e2e.truth import LASTING, content_hashes

pytestmark = pytest.mark.usefixtures("warehouse")

FIRST = date(2024, 10, 30)  # the clocks go back on November 3, so 01:30 of that day comes twice
DAYS = [FIRST + timedelta(days=number) for number in range(8)]
Rows = list[tuple[str, datetime, str]]

clock = datetime.fromisoformat


def convergent(dice: random.Random, keys: int, values: Sequence[str] = "ABC") -> dict[date, Rows]:
    """Up to 80 statements a key on a coarse grid of times, shuffled into eight files, with repeats and absences."""
    files: dict[date, Rows] = {day: [] for day in DAYS}
    for number in range(keys):
        events = [
            (clock("2024-10-30") + timedelta(minutes=30 * dice.randrange(8 * 48)), dice.choice(values))
            for _ in range(dice.choice([1, 2, 3, 8, 80]))
        ]
        events += dice.choices(events, k=len(events) * 15 // 100)
        away = {day for day in DAYS if dice.random() < 0.2}
        for at, city in events:
            if (day := dice.choice(DAYS)) not in away:
                files[day].append((f"C{number}", at, city))
    for day in DAYS:
        dice.shuffle(files[day])
    return files


def customers(day: date, rows: Rows, country: str = "USA") -> None:
    """Put a day's file of customers into the landing zone."""
    lines = [
        f"{key},Ann,Lee,a@shop.example,555-0101,1985-03-15,2024-01-15,1 Main St,{city},NY,10001,{country},gold,,{at}"
        for key, at, city in rows
    ]
    shop.storefront_file("customers", day.isoformat(), lines)
    shop.trigger(day.isoformat())


# Rows of the other feeds with a history of their own, from a key, what is said of it and the time of the record.
WRITTEN = {
    "orders": f'{{0}},1,P1,{FIRST},10.00,USD,paypal,"1 Main St",{{1}},{{2}}',
    "inventory": "I1,{0},WH1,York,{1},50,5,45,10,,,{2}",
    "shipping": 'S1,{0},TRK,{1},Ground,WH1,"1 Main St",8.99,USD,,,pending,0.3,,50.00,{2}',
}


def deliver(day: date, rows: Rows, **others: Rows) -> None:
    """Put a day of the web shop into the landing zone, with these customers, and with these rows of other feeds.

    Orders are of the first day. What is said of what lies in a warehouse is its place, of a parcel its carrier.
    """
    shop.storefront_files(day.isoformat(), count=1)
    for feed, said in others.items():
        shown = [WRITTEN[feed].format(key, value, at) for key, at, value in said]
        shop.storefront_file(feed, day.isoformat(), shown)
    customers(day, rows)


def order(day: date, number: int, city: str) -> None:
    """Put a day into the landing zone on which customer 1 says where she lives, and orders an hour later."""
    deliver(day, [("1", clock(f"{day} 09:00"), city)])
    row = f'ORD{number},1,P1,{day},10.00,USD,paypal,"1 Main St",pending,{day} 10:00:00'
    shop.storefront_file("orders", day.isoformat(), [row])


def found(feed: str = "customers", key: str = "customer_id", value: str = "city") -> dict[str, list[Version]]:
    """The versions in the warehouse, by the shop's own id."""
    out: dict[str, list[Version]] = {}
    for own_id, said, valid_from, valid_to in query(
        f"""
        select split_part({key}, ':', 2), {value}, dbt_valid_from, dbt_valid_to
        from snapshots.snp_storefront__{feed} order by {key}, dbt_valid_from
        """
    ):
        out.setdefault(own_id, []).append(Version(said, valid_from, valid_to))
    return out


def refund_days() -> dict[str, date]:
    """On which day the warehouse has each refund of the web shop, by the shop's own id."""
    return dict(
        query(
            """
            select split_part(order_id, ':', 2), to_date(date_id::text, 'YYYYMMDD')
            from core.fct_refunds where source = 'storefront'
            """
        )
    )


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.reliability) for seed in range(2, 12))])
def test_a_thousand_histories_converge_whatever_came_first(seed: int) -> None:
    dice = random.Random(seed)
    files, orders = convergent(dice, 1000), convergent(dice, 300, ("pending", "shipped", "refunded"))
    stocks, parcels = convergent(dice, 200), convergent(dice, 200)
    expected, expected_orders = histories(files), order_histories(orders, FIRST)
    order = dice.sample(DAYS, len(DAYS))
    mistaken = order[:2]  # their first files are wrong, and corrected at the end
    cuts = sorted(dice.sample(range(2, len(DAYS)), 2))
    for part in (order[: cuts[0]], order[cuts[0] : cuts[1]], order[cuts[1] :]):
        for day in part:
            if day in mistaken:
                deliver(day, convergent(dice, 50)[day], orders=[], inventory=convergent(dice, 50)[day], shipping=[])
            else:
                deliver(day, files[day], orders=orders[day], inventory=stocks[day], shipping=parcels[day])
        pipeline.run()
    assert found() != expected
    for day in mistaken:
        deliver(day, files[day], orders=orders[day], inventory=stocks[day], shipping=parcels[day])
    pipeline.run()
    assert {key: rows for key, rows in found().items() if rows != expected.get(key)} == {}
    assert found().keys() == expected.keys()
    assert found("orders", "order_id", "order_status") == expected_orders
    assert found("inventory", "stock_id", "location") == histories(stocks)
    assert found("shipping", "delivery_id", "carrier") == order_histories(parcels)
    back = {key: [one for one in versions if one.value == "refunded"] for key, versions in expected_orders.items()}
    assert refund_days() == {
        key: back[key][0].valid_from.replace(tzinfo=UTC).astimezone(NEW_YORK).date()
        for key, versions in expected_orders.items()
        if versions[-1].value == "refunded"
    }
    before = content_hashes(LASTING)
    pipeline.run(from_scratch=True)
    assert content_hashes(LASTING) == before


def test_a_file_that_lost_a_row_says_nothing_of_who_is_missing() -> None:
    rows: Rows = [(key, clock("2024-10-30 09:00"), "A") for key in ("C1", "C2")]
    deliver(DAYS[0], rows)
    deliver(DAYS[1], [("C1", clock("2024-10-31 09:00"), "A"), ("", clock("2024-10-31 09:00"), "A")])
    pipeline.run()
    assert [version.valid_to for version in found()["C2"]] == [None], "the row without an id may have been hers"
    deliver(DAYS[2], [("C1", clock("2024-11-01 09:00"), "A")])
    pipeline.run()
    assert [version.valid_to for version in found()["C2"]] == [clock("2024-11-01 04:00")], "midnight in New York"
    assert query("select is_current, valid_to is null from core.dim_customers where customer_id = 'storefront:C2'") == [
        (True, False)
    ]


def test_facts_take_the_version_of_their_time_and_another_when_one_comes_late() -> None:
    key = """
        select split_part(order_id, ':', 2), members.valid_from::date::text
        from core.fct_orders join core.dim_customers as members using (customer_key) order by 1
    """
    order(DAYS[0], 1, "Oslo")
    order(DAYS[3], 4, "Oslo")
    pipeline.run()
    assert query(key) == [("ORD1", "2024-10-30"), ("ORD4", "2024-10-30")]
    # She lived in Rome in between; the order after that is of a version of its own.
    order(DAYS[1], 2, "Rome")
    pipeline.run()
    assert query(key) == [("ORD1", "2024-10-30"), ("ORD2", "2024-10-31"), ("ORD4", "2024-11-02")]


def test_facts_follow_when_a_version_leaves_or_says_another_country() -> None:
    def seen() -> list[tuple[str, str, str]]:
        return query(
            """
            select split_part(sales.order_id, ':', 2), members.effective_from::date::text, places.country
            from core.fct_sales as sales
            inner join core.dim_customers as members on sales.customer_key = members.customer_key
            inner join core.dim_geography as places on sales.geo_id = places.geo_id
            order by 1
            """
        )

    for number, city in enumerate(("Oslo", "Rome", "Oslo")):
        order(DAYS[number], number, city)
    pipeline.run()
    home = "United States"
    assert seen() == [("ORD0", "0001-01-01", home), ("ORD1", "2024-10-31", home), ("ORD2", "2024-11-01", home)]
    # She never lived in Rome: the version in between leaves, and with it the one that said Oslo again.
    customers(DAYS[1], [("1", clock(f"{DAYS[1]} 09:00"), "Oslo")])
    pipeline.run()
    one_version = [(f"ORD{number}", "0001-01-01", home) for number in range(3)]
    assert seen() == one_version
    # Nothing moves but what the version says.
    customers(DAYS[0], [("1", clock(f"{DAYS[0]} 09:00"), "Oslo")], country="Canada")
    pipeline.run()
    since_the_second = [("ORD1", "2024-10-31", home), ("ORD2", "2024-10-31", home)]
    assert seen() == [("ORD0", "0001-01-01", "Canada"), *since_the_second]
    # The first version leaves, and the next one is that of all time before it.
    customers(DAYS[0], [("1", clock(f"{DAYS[2]} 09:00"), "Oslo")], country="Canada")
    pipeline.run()
    assert seen() == one_version
