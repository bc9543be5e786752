"""Histories against a plain computation: the same from whatever runs and in whatever order the files came."""

import random
from datetime import date, datetime, timedelta

import pytest

from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.histories import Version, histories
from tests.e2e.truth import LASTING, content_hashes

pytestmark = pytest.mark.usefixtures("warehouse")

FIRST = date(2024, 10, 30)  # the clocks go back on November 3, so 01:30 of that day comes twice
DAYS = [FIRST + timedelta(days=number) for number in range(8)]
Rows = list[tuple[str, datetime, str]]

clock = datetime.fromisoformat


def convergent(dice: random.Random, keys: int) -> dict[date, Rows]:
    """Up to 80 statements a key on a coarse grid of times, shuffled into eight files, with repeats and absences."""
    files: dict[date, Rows] = {day: [] for day in DAYS}
    for number in range(keys):
        events = [
            (clock("2024-10-30") + timedelta(minutes=30 * dice.randrange(8 * 48)), dice.choice("ABC"))
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


def deliver(day: date, rows: Rows) -> None:
    """Put a day of the web shop into the landing zone, with these customers."""
    shop.storefront_files(day.isoformat(), count=1)
    lines = [
        f"{key},Ann,Lee,a@shop.example,555-0101,1985-03-15,2024-01-15,1 Main St,{city},NY,10001,USA,gold,,{at}"
        for key, at, city in rows
    ]
    shop.storefront_file("customers", day.isoformat(), lines)
    shop.trigger(day.isoformat())


def found() -> dict[str, list[Version]]:
    """The versions in the warehouse, by the shop's own id."""
    out: dict[str, list[Version]] = {}
    for key, city, valid_from, valid_to in query(
        """
        select split_part(customer_id, ':', 2), city, dbt_valid_from, dbt_valid_to
        from snapshots.snp_storefront__customers order by customer_id, dbt_valid_from
        """
    ):
        out.setdefault(key, []).append(Version(city, valid_from, valid_to))
    return out


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.reliability) for seed in range(2, 12))])
def test_a_thousand_histories_converge_whatever_came_first(seed: int) -> None:
    dice = random.Random(seed)
    files = convergent(dice, 1000)
    expected = histories(files)
    order = dice.sample(DAYS, len(DAYS))
    mistaken = order[:2]  # their first files are wrong, and corrected at the end
    cuts = sorted(dice.sample(range(2, len(DAYS)), 2))
    for part in (order[: cuts[0]], order[cuts[0] : cuts[1]], order[cuts[1] :]):
        for day in part:
            deliver(day, files[day] if day not in mistaken else convergent(dice, 50)[day])
        pipeline.run()
    assert found() != expected
    for day in mistaken:
        deliver(day, files[day])
    pipeline.run()
    assert {key: rows for key, rows in found().items() if rows != expected.get(key)} == {}
    assert found().keys() == expected.keys()
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
    def order(day: date, number: int, city: str) -> None:
        deliver(day, [("1", clock(f"{day} 09:00"), city)])
        row = f'ORD{number},1,P1,{day},10.00,USD,paypal,"1 Main St",pending,{day} 10:00:00'
        shop.storefront_file("orders", day.isoformat(), [row])

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
    def customers(day: date, at: str, city: str, country: str = "USA") -> None:
        line = f"1,Ann,Lee,a@shop.example,555-0101,1985-03-15,2024-01-15,1 Main St,{city},NY,10001,{country},gold,,{at}"
        shop.storefront_file("customers", day.isoformat(), [line])
        shop.trigger(day.isoformat())

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

    for number, (day, city) in enumerate(zip(DAYS, ("Oslo", "Rome", "Oslo"), strict=False)):
        deliver(day, [("1", clock(f"{day} 09:00"), city)])
        row = f'ORD{number},1,P1,{day},10.00,USD,paypal,"1 Main St",pending,{day} 10:00:00'
        shop.storefront_file("orders", day.isoformat(), [row])
    pipeline.run()
    home = "United States"
    assert seen() == [("ORD0", "0001-01-01", home), ("ORD1", "2024-10-31", home), ("ORD2", "2024-11-01", home)]
    # She never lived in Rome: the version in between leaves, and with it the one that said Oslo again.
    customers(DAYS[1], f"{DAYS[1]} 09:00", "Oslo")
    pipeline.run()
    assert seen() == [(f"ORD{number}", "0001-01-01", home) for number in range(3)]
    # Nothing moves but what the version says.
    customers(DAYS[0], f"{DAYS[0]} 09:00", "Oslo", "Canada")
    pipeline.run()
    assert seen()[0] == ("ORD0", "0001-01-01", "Canada")
    # The first version leaves, and the next one is that of all time before it.
    customers(DAYS[0], f"{DAYS[2]} 09:00", "Oslo", "Canada")
    pipeline.run()
    assert {row[1] for row in seen()} == {"0001-01-01"}
