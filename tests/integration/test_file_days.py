"""The day a file speaks for is in the ledger, says so when it is not known, and lies no later than tomorrow."""

import os
from datetime import UTC, date, datetime, timedelta

import pytest

from ingestion import ingest
from tests import shop
from tests.database import query, states
from tests.reliability.invariants import check_ledger, check_nothing_stuck

pytestmark = pytest.mark.usefixtures("warehouse")

ORDER = "Order ID,Order Status,SKU,Quantity,Unit Price,Total Price,Order Total,Customer ID,Order Time"
TASK = "Task_ID,Order_ID,Task_Status\n1,7,DONE\n"
APP = "order_id,customer_id,order_date,items,total_amount\no1,u1,2024-03-01,[],1\n"


def order(number: int) -> str:
    return f"{ORDER}\n{number},ORDERED,S1,2,5,10,10,7,2022-02-17T12:03:13.000Z\n"


def test_the_ledger_says_what_makes_a_file_newer() -> None:
    shop.write("markets/kenya/orders/31-01-2024.csv", order(1))
    shop.write("markets/kenya/orders/export_9.csv", order(2))
    shop.write("markets/kenya/deliveries/export.csv", TASK)
    shop.write("app/orders/orders_2024-03-05.csv", APP)
    shop.retail_file("20240301.csv", [shop.invoice_line(1)])
    shop.storefront_files("2025-01-15")
    shop.trigger("2025-01-15")
    ingest()
    found = query("select path, business_date, version_basis from ops.files where source <> 'storefront' order by 1")
    assert found == [
        ("app/orders/orders_2024-03-05.csv", date(2024, 3, 5), "path"),
        ("markets/kenya/deliveries/export.csv", None, "arrival"),
        ("markets/kenya/orders/31-01-2024.csv", date(2024, 1, 31), "path"),
        ("markets/kenya/orders/export_9.csv", None, "rows"),
        ("retail/invoices/20240301.csv", date(2024, 3, 1), "path"),
    ]
    days = "select distinct business_date, version_basis from ops.files where source = 'storefront'"
    assert query(days) == [(date(2025, 1, 15), "path")]


def test_files_that_came_before_the_ledger_kept_their_day_get_it() -> None:
    shop.write("app/orders/orders_2024-03-05.csv", APP)
    ingest()
    query("update ops.files set business_date = null, version_basis = null returning 1")
    ingest()
    assert query("select business_date, version_basis from ops.files") == [(date(2024, 3, 5), "path")]


@pytest.mark.parametrize("ahead", [2, 6000])
def test_a_day_that_has_not_come_is_held(ahead: int) -> None:
    today = datetime.now(UTC).date()
    late, tomorrow = (today + timedelta(days=days) for days in (ahead, 1))
    shop.write(f"app/orders/orders_{late}.csv", APP)
    shop.write(f"app/orders/orders_{tomorrow}.csv", APP.replace("o1", "o2"))
    shop.storefront_files(late.isoformat())
    shop.trigger(late.isoformat())
    ingest()
    told = f"it speaks for {late}, and was received on {today}: name it after its own day"
    held = query("select path, state, error from ops.files where business_date = %s", [late])
    assert len(held) == 6
    assert {(state, error.removeprefix("held with its batch: ")) for _, state, error in held} == {("held", told)}
    assert query("select state, error from ops.batches") == [("held", told)]
    assert states()[f"app/orders/orders_{tomorrow}.csv"] == ["loaded"]
    check_ledger()
    check_nothing_stuck()


def test_files_of_one_look_arrive_in_the_order_in_which_they_were_written() -> None:
    for number, (name, age) in enumerate({"export_9": 60, "export_10": 30, "export_8": 30, "a": 10}.items()):
        path = shop.write(f"markets/kenya/orders/{name}.csv", order(number))
        os.utime(path, (1_700_000_000 - age,) * 2)
    ingest()
    names = [path.rpartition("/")[2] for (path,) in query("select path from ops.files order by file_id")]
    assert names == ["export_9.csv", "export_8.csv", "export_10.csv", "a.csv"]
