"""Lines that are possible and not believable are flagged by a rule that names them, whatever came when."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.doubt_witness import Line, doubts

pytestmark = pytest.mark.usefixtures("warehouse")
# The gift shop sends a file a week. Week 65 begins a quarter; until then five have ended, the first with week 12.
FIRST = date(2023, 1, 4)
PRODUCTS = {"MUG": 2.5, "LAMP": 40.0, "PEN": 0.3, "CHAIR": 90.0, "RARE": 7.0, "NOVEL": 12.0}
CHARGES = ("POST", "AMAZONFEE")
AS_SENT, CORRECTED, EMPTIED = range(3)
# Of the marketplace, a file a day: the lines of each day, and what one of them usually comes to. The last one is a day
# of the gift shop, too: week 61.
MARKET = {"2024-03-01": (90, 100), "2024-03-02": (70, 3_000), "2024-03-03": (1, 20_000), "2024-03-06": (7, 2_000_000)}
HEADER = (
    "Order ID,Order Status,Category Name,SKU,Quantity,Unit Price,Cost Price,Total Price,Order Total,Currency Symbol,"
    "Customer ID,Order Time"
)
Weeks = Mapping[int, int]


def invoices(week: int, version: int = AS_SENT) -> list[str]:
    """The lines of a week's file: most as ever, some with far too many pieces, money, or of a price out of the blue."""
    dice = random.Random(1000 * (version == CORRECTED) + week)
    day = FIRST + timedelta(weeks=week)
    # Of one product there are too few to know what is usual of it, another is sold from the last quarter on.
    weights = [30, 25, 25, 18, 3, 50 if week >= 52 else 0, 6, 1]
    lines = []
    for number in range(dice.randint(12, 20)):
        product = dice.choices([*PRODUCTS, *CHARGES], weights)[0]
        quantity = max(1, round(dice.lognormvariate(1, 0.8)))
        price = PRODUCTS.get(product, 5.0) * dice.choice([1, 1, 1, 0.9, 1.2])
        prefix = "C" if dice.random() < 0.05 else ""
        strange = dice.random()
        if strange < 0.03:
            quantity *= dice.choice([150, 400, 5000])
        elif strange < 0.06:
            price *= dice.choice([10, 50, 2000, 0.1, 0.01])
        elif strange < 0.07:
            price = 0
        at, sign = f"{day} 10:{number:02}:00", -1 if prefix else 1
        lines.append(f"{prefix}{week}{number:03},{product},thing,{sign * quantity},{at},{price:.2f},178,United Kingdom")
    if week == 65:
        lines.append(f"65900,NOVEL,thing,9000,{day} 11:00:00,12.00,178,United Kingdom")
    return lines[:1] if version == EMPTIED else lines


def orders(day: str) -> list[str]:
    """The lines of a day of the marketplace, an order each."""
    count, amount = MARKET[day]
    numbers = range(int(day[8:]) * 1000, int(day[8:]) * 1000 + count)
    return [
        f"{number},COMPLETED,Food,S{number % 40},1,{amount},5,{amount},{amount},KSh,45,{day}T10:00:00Z"
        for number in numbers
    ]


def lines_of(weeks: Weeks, days: list[str]) -> Iterator[Line]:
    """What the files of these weeks, each in one of its versions, and of these days of the marketplace say."""
    for week, version in weeks.items():
        for text in invoices(week, version):
            order, product, _, quantity, at, price, *_ = text.split(",")
            is_sold = int(quantity) > 0 and float(price) > 0 and not order.startswith("C")
            named, day = None if product in CHARGES else product, date.fromisoformat(at[:10])
            yield Line(f"retail:{order}", "retail", named, day, int(quantity), float(price), is_sold)
    for day in days:
        for text in orders(day):
            order, _, _, product, quantity, price, *_ = text.split(",")
            at = date.fromisoformat(day)
            yield Line(f"markets.kenya:{order}", "kenya", product, at, int(quantity), float(price), True)


def expected(weeks: Weeks, days: list[str]) -> set[tuple[str, str]]:
    """Order and rule of all that is in doubt."""
    feeds = {"retail": "RETAIL_INVOICES", "markets.kenya": "MARKETS_ORDERS"}
    return {(order, f"{feeds[order.split(':')[0]]}_{defect}") for order, defect in doubts([*lines_of(weeks, days)])}


def found() -> set[tuple[str, str]]:
    """What is listed as in doubt; readers of the facts see the same lines and orders, and no others."""
    listed = query("select order_id, code from observability.doubtful_sales")
    for table in ("fct_sales", "fct_orders"):
        rows = query(f"select order_id from core.{table} where has_warning")
        assert {order for (order,) in rows} == {order for order, _ in listed}, table
    return set(listed)


def run(weeks: Weeks, days: list[str]) -> set[tuple[str, str]]:
    for week, version in weeks.items():
        shop.retail_file(f"{FIRST + timedelta(weeks=week)}.csv", invoices(week, version))
    for day in days:
        shop.write(f"markets/kenya/orders/orders_{day}.csv", "\n".join([HEADER, *orders(day)]) + "\n")
    pipeline.run()
    return found()


def test_lines_beyond_the_usual_are_flagged_whatever_came_when() -> None:
    dice = random.Random(5)
    opening, *days = MARKET
    first = dict.fromkeys([2, *dice.sample(range(13, 52), 28), *range(52, 65)], AS_SENT)
    assert run(first, days) == expected(first, days)

    # The quarter that tells what is usual in the next one comes late, and the first day of the marketplace.
    late = dict.fromkeys([week for week in range(13) if week not in first], AS_SENT)
    both = first | late
    assert run(late, [opening]) == expected(both, [*MARKET])
    moved = {order for order, _ in expected(first, days) ^ expected(both, [*MARKET])}
    here = {line.order for line in lines_of(late, [opening])}
    assert {order.split(":")[0] for order in moved - here} == {"retail", "markets.kenya"}, "nothing moved elsewhere"

    # A new quarter begins: only now the one before tells what is usual of a product.
    new = {65: AS_SENT}
    assert run(new, []) == expected(both | new, [*MARKET])
    assert ("retail:65900", "RETAIL_INVOICES_QUANTITY_OUTLIER") in found()

    # What is missing, other versions of some weeks, and one file that takes nearly all of its lines back. The market
    # sells on a day and in a quarter that the shop restates, and keeps what is usual there.
    rest = {week: AS_SENT for week in range(65) if week not in both}
    rest |= dict.fromkeys(dice.sample(sorted(first), 8), CORRECTED) | {40: EMPTIED, 61: CORRECTED}
    ends = both | new | rest
    assert run(rest, []) == expected(ends, [*MARKET])
    defects = Counter(code for _, code in expected(ends, [*MARKET]))
    assert min(defects[f"RETAIL_INVOICES_{name}_OUTLIER"] for name in ("QUANTITY", "PRICE", "AMOUNT")) > 1

    # Eight lines are nearly all that the market sold, and the rules name them, and no other of its lines.
    shares = "select has_warning, count(*), sum(total_price) from core.fct_sales where source = 'markets' group by 1"
    (_, _, others), (_, count, amount) = sorted(query(shares))
    assert (count, amount / (amount + others) > Decimal("0.98")) == (8, True)
