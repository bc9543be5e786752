"""Which version of an order counts, what becomes of the lines of the others, and what comes back when its file goes."""

import json

import pytest

from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.broken_rows import workbook
from tests.e2e.truth import LASTING, content_hashes

pytestmark = pytest.mark.usefixtures("warehouse")

MARKET_HEADER = "Order ID,Order Status,SKU,Quantity,Unit Price,Total Price,Order Total,Customer ID,Order Time"
APP_HEADER = "order_id,customer_id,order_date,status,items,total_amount,tax_amount,currency"


def market_file(day: str, status: str, lines: list[tuple[str, int]], total: int) -> None:
    """Put a file with order 7 of Kenya into the landing zone: its lines as (product, price of one piece)."""
    rows = [f"7,{status},{sku},1,{price},{price},{total},5,2024-03-01T08:00:00.000Z" for sku, price in lines]
    shop.write(f"markets/kenya/orders/orders_{day}.csv", "\n".join([MARKET_HEADER, *rows]) + "\n")


def app_file(day: str, ordered_at: str, prices: list[int], tax: int) -> None:
    """Put a file with order o7 of the app into the landing zone."""
    items = [{"product_id": f"P{price}", "quantity": 1, "unit_price": price} for price in prices]
    quoted = json.dumps(items).replace('"', '""')
    row = f'o7,u5,{ordered_at},completed,"{quoted}",{sum(prices) + tax},{tax},USD'
    shop.write(f"app/orders/orders_{day}.csv", f"{APP_HEADER}\n{row}\n")


def orders() -> dict[str, tuple[int, int, str, int]]:
    """Lines, their money, status and total of each order."""
    rows = query(
        """
        select order_id, count(*), sum(total_price)::int, max(orders.order_status), max(orders.total_amount)::int
        from core.fct_sales join core.fct_orders as orders using (order_id) group by 1
        """
    )
    return {order_id: (lines, money, status, total) for order_id, lines, money, status, total in rows}


@pytest.mark.reliability
def test_an_order_with_fewer_lines_leaves_none_behind() -> None:
    market_file("2024_03_01", "ORDERED", [("A", 10), ("B", 20), ("C", 30)], 60)
    app_file("2024_03_01", "2024-03-01 08:00:00", [1, 2, 3], 4)
    pipeline.run()
    assert orders() == {"markets.kenya:7": (3, 60, "ordered", 60), "app:o7": (3, 6, "completed", 10)}

    market_file("2024_03_02", "COMPLETED", [("A", 10), ("B", 25)], 35)
    app_file("2024_03_02", "2024-03-01 08:00:00", [3], 5)
    pipeline.run()
    assert orders() == {"markets.kenya:7": (2, 35, "completed", 35), "app:o7": (1, 3, "completed", 8)}
    tax = "select sum(tax_amount)::int, sum(net_amount)::int from kpi.kpi_revenue where source = 'app'"
    assert query(tax) == [(5, 3)]

    # The newer files are corrected: they no longer speak of these orders, so the older ones count again.
    other = "8,ORDERED,A,1,10,10,10,5,2024-03-02T08:00:00.000Z"
    shop.write("markets/kenya/orders/orders_2024_03_02.csv", f"{MARKET_HEADER}\n{other}\n")
    shop.write("app/orders/orders_2024_03_02.csv", f"{APP_HEADER}\n")
    pipeline.run()
    assert orders() == {
        "markets.kenya:7": (3, 60, "ordered", 60),
        "markets.kenya:8": (1, 10, "ordered", 10),
        "app:o7": (3, 6, "completed", 10),
    }
    assert query(tax) == [(4, 6)]
    before = content_hashes()
    pipeline.run(from_scratch=True)
    after = content_hashes()
    assert [table for table in before if before[table] != after[table]] == []


TASKS = "Task_ID,Order_ID,Agent_ID,Task_Status,Task_Details_QTY,Task_Details_AMOUNT,Subtotal"


def app_version(number: int, day: str, ordered_on: str, state: str) -> None:
    """Put a file of the app into the landing zone that says in which state an order is."""
    items = '"[{""product_id"": ""P1"", ""quantity"": 1, ""unit_price"": 10}]"'
    row = f"{number},u5,{ordered_on}T10:00:00Z,{state},{items},10,0,USD"
    shop.write(f"app/orders/{number}_{day}.csv", f"{APP_HEADER}\n{row}\n")


def market_version(market: str, number: int, name: str, state: str) -> None:
    """Put files of a marketplace into the landing zone that say in which state an order and its delivery are."""
    order = f"{number},{state},A,1,10,10,10,5,2024-01-30T08:00:00.000Z"
    shop.write(f"markets/{market}/orders/{name}.csv", f"{MARKET_HEADER}\n{order}\n")
    task = f'{number},"YR-{number},0",1234567,{state},1,10,10'
    shop.write(f"markets/{market}/deliveries/{name}.csv", f"{TASKS}\n{task}\n")


def app_stock(day: str, restocked: str, pieces: int) -> None:
    """Put a workbook of the app into the landing zone that says how much lies there, and when goods came last."""
    row = {"product_id": "P1", "warehouse_location": "W1", "current_stock": pieces, "last_restock_date": restocked}
    workbook(f"app/inventory/stock_{day}.xlsx", [row])


def versions(history: str, key: str, value: str) -> list[tuple[str, ...]]:
    """What a history says of each key, and from which day to which."""
    return query(
        f"select {key}, {value}::text, dbt_valid_from::date::text, dbt_valid_to::date::text from snapshots.{history}"
        f" order by {key}, dbt_valid_from"
    )


def test_the_newer_version_is_that_of_the_later_day_else_the_one_that_arrived_last() -> None:
    """By the files' days, in either order of arrival; never by the text of a path, never by the day of the order."""
    app_version(1, "2024-03-05", "2024-03-05", "processing")
    app_version(2, "2024-03-06", "2024-03-04", "completed")
    market_version("kenya", 1, "31-01-2024", "ORDERED")
    market_version("nigeria", 2, "01-02-2024", "COMPLETED")
    market_version("kenya", 3, "export_9", "ORDERED")
    market_version("nigeria", 4, "orders_2024_02_02", "COMPLETED")
    app_stock("2024-03-14", "2024-03-03", 30)
    app_stock("2024-03-28", "2024-03-18", 80)
    pipeline.run()
    app_version(1, "2024-03-06", "2024-03-04", "completed")
    app_version(2, "2024-03-05", "2024-03-05", "processing")
    market_version("kenya", 1, "01-02-2024", "COMPLETED")
    market_version("nigeria", 2, "31-01-2024", "ORDERED")
    market_version("kenya", 3, "export_10", "COMPLETED")
    # No day in its name: the latest day of its orders stands for it.
    market_version("nigeria", 4, "again", "ORDERED")
    app_stock("2024-03-07", "2024-03-03", 50)
    app_stock("2024-03-21", "2024-03-18", 80)
    pipeline.run()
    wanted = {"app:1", "app:2", "markets.kenya:1", "markets.nigeria:2", "markets.kenya:3", "markets.nigeria:4"}
    assert dict(query("select order_id, order_status from core.fct_orders")) == dict.fromkeys(wanted, "completed")
    deliveries = "select order_id, task_status from intermediate.int_markets__deliveries order by 1"
    assert query(deliveries) == [
        ("markets.kenya:1", "completed"),
        ("markets.kenya:3", "completed"),
        ("markets.nigeria:2", "completed"),
        # Its rows name no day either, so the file is of the day it came, after all that are named.
        ("markets.nigeria:4", "ordered"),
    ]
    # What a first file says is so since the order or since goods came, what a later one says since its day; who repeats
    # it says nothing.
    assert versions("snp_markets__deliveries", "order_id", "task_status")[:2] == [
        ("markets.kenya:1", "ordered", "2024-01-30", "2024-02-01"),
        ("markets.kenya:1", "completed", "2024-02-01", None),
    ]
    assert versions("snp_app__inventory", "stock_id", "stock_quantity") == [
        ("app:P1:W1", "50", "2024-03-03", "2024-03-14"),
        ("app:P1:W1", "30", "2024-03-14", "2024-03-18"),
        ("app:P1:W1", "80", "2024-03-18", None),
    ]
    bases = "select feed, version_basis from ops.files where path ~ 'export_9' order by 1"
    assert query(bases) == [("deliveries", "arrival"), ("orders", "rows")]
    before = content_hashes(LASTING)
    pipeline.run(from_scratch=True)
    assert content_hashes(LASTING) == before
