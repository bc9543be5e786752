"""What the histories of each shop say of hand-made files: which statements count, since when, and which say nothing."""

import json
from typing import Any

import pytest

from tests import shop
from tests.database import query
from tests.e2e import pipeline

pytestmark = pytest.mark.usefixtures("warehouse")

MARKET_HEADER = (
    "Order ID,Order Status,Category Name,SKU,Quantity,Unit Price,Total Price,Order Total,Payment Method,Customer ID,"
    "Order Time"
)
APP_HEADER = "order_id,customer_id,order_date,status,items,total_amount,currency"
ITEMS = '"[{""product_id"": ""P1"", ""quantity"": 1, ""unit_price"": 10}]"'


def market_orders(day: str, *rows: str) -> None:
    """Put a day's orders of Kenya into the landing zone."""
    shop.write(f"markets/kenya/orders/orders_2024_03_{day}.csv", "\n".join([MARKET_HEADER, *rows]) + "\n")


def app_order(day: str, number: str, customer: str, at: str, status: str) -> None:
    """Put an order of the app into the landing zone, in a file of its own."""
    row = f"{number},{customer},{at},{status},{ITEMS},10,USD"
    shop.write(f"app/orders/{number}_2024-03-{day}.csv", f"{APP_HEADER}\n{row}\n")


def event(number: int, user: str, at: str, country: str | None) -> dict[str, Any]:
    """An event of the app."""
    return {
        "event_id": f"e{number}",
        "event_type": "page_view",
        "user_id": user,
        "session_id": f"s{number}",
        "timestamp": at,
        "location": {"country": country},
    }


def history(name: str, key: str, *columns: str) -> list[tuple[str, ...]]:
    """Own id, what is said of it, and from when to when it holds; of every version."""
    said = ", ".join(f"coalesce({column}::text, '')" for column in columns)
    return query(
        f"""
        select
            substr({key}, position(':' in {key}) + 1), {said},
            to_char(dbt_valid_from, 'MM-DD HH24:MI'), coalesce(to_char(dbt_valid_to, 'MM-DD HH24:MI'), '')
        from snapshots.snp_{name} order by {key} collate "C", dbt_valid_from
        """
    )


def invoice(number: int, code: str, at: str, customer: str, country: str, **said: Any) -> str:
    """A line of the gift shop."""
    fields = {"text": "MUG", "quantity": 1, "price": "2.50"} | said
    return f"{number},{code},{fields['text']},{fields['quantity']},{at},{fields['price']},{customer},{country}"


def product(number: int, category: str, launched: str, at: str) -> str:
    """A line of the web shop's file of products."""
    return f"P{number},Lamp,{category},Light,Lux,9.50,USD,50,0.3,20x15x8,Black,Steel,A lamp,{launched},false,{at}"


def test_statements_become_versions() -> None:
    market_orders(
        "01",
        "1,ORDERED,Food,A,1,0.5,0.5,0.5,card,5,2024-03-01T08:00:00.000Z",
        "2,ORDERED,Food,A,1,0,0,0,card,5,2024-03-01T09:00:00.000Z",
        "3,ORDERED,Food,GIFT,1,0,0,0,card,5,2024-03-01T10:00:00.000Z",
        "4,ORDERED,Food,B,1,2,2,5,card,5,2024-03-01T11:00:00.000Z",
        "4,ORDERED,Food,C,1,3,3,5,cash,5,2024-03-01T11:00:00.000Z",
        "5,ORDERED,Food,B,1,2,2,2,card,5,2024-03-05T08:00:00.000Z",
    )
    market_orders(
        "02",
        "1,DISPATCHED,Food,A,1,0.5,0.5,0.5,card,5,2024-03-01T08:00:00.000Z",
        "5,COMPLETED,Food,B,1,2,2,2,card,5,2024-03-04T08:00:00.000Z",
    )
    market_orders("03", "1,COMPLETED,Food,A,1,0.5,0.5,0.5,card,5,2024-03-01T08:00:00.000Z")
    for market, name in (("kenya", "of_a_known_market"), ("ghana", "of_another_one")):
        customers = [{"Customer ID": 5, "Created At": "2024-02-29T22:30:00.000Z", "Language": "en"}]
        shop.write(f"markets/{market}/customers/{name}.json", json.dumps(customers))
    app_order("01", "o1", "u1", "2024-03-01T10:00:00Z", "processing")
    app_order("02", "o1", "u1", "2024-03-01T10:00:00Z", "shipped")
    app_order("01", "o2", "u2", "2024-03-01T10:00:00Z", "completed")
    events = [event(1, "u1", "2024-03-01T12:00:00Z", "KE"), event(2, "u1", "2024-03-01T13:00:00Z", None)]
    shop.write("app/events/events_2024-03-01.json", json.dumps(events))
    shop.retail_file(
        "2010-12-02.csv",
        [
            invoice(1, "MUG", "2010-12-01 08:00:00", "11", "Unspecified"),
            invoice(2, "MUG", "2010-12-02 08:00:00", "11", "France"),
            invoice(3, "MUG", "2010-12-02 09:00:00", "12", "Unspecified"),
            invoice(4, "MUG", "2010-12-02 10:00:00", "12", "Unspecified", price="3.00", text="MUG LATER"),
            invoice(5, "MUG", "2010-12-02 07:00:00", "", "France", text="damaged?", quantity=-2, price="0"),
            invoice(6, "CUP", "2010-12-02 07:00:00", "", "France", text="thrown away", quantity=-2, price="0"),
        ],
    )
    for number, (first, second) in enumerate((("Home", "2024-01-15"), ("Home", "2024-01-16"), ("Garden", ""))):
        day = f"2024-03-0{number + 1}"
        shop.storefront_files(day, count=1)
        lines = [product(1, first, second, f"{day} 09:00:00"), product(2, "Home", "", f"{day} 09:00:00")]
        shop.storefront_file("products", day, lines[:1] if number == 1 else lines)
        shop.trigger(day)
    pipeline.run()

    # Since the order what the first file says, since a later file's day what that one says, never before the order; the
    # first line of a file tells it.
    assert history("markets__orders", "order_id", "order_status", "payment_method") == [
        ("1", "ordered", "card", "03-01 08:00", "03-02 00:00"),
        ("1", "dispatched", "card", "03-02 00:00", "03-03 00:00"),
        ("1", "completed", "card", "03-03 00:00", ""),
        ("2", "ordered", "card", "03-01 09:00", ""),
        ("3", "ordered", "card", "03-01 10:00", ""),
        ("4", "ordered", "card", "03-01 11:00", ""),
        ("5", "completed", "card", "03-05 08:00", ""),
    ]
    # A line without a price says nothing, unless no other one of the product does.
    assert history("markets__products", "product_id", "unit_price") == [
        ("A", "0.5000", "03-01 08:00", ""),
        ("B", "2.0000", "03-01 11:00", ""),
        ("C", "3.0000", "03-01 11:00", ""),
        ("GIFT", "0.0000", "03-01 10:00", ""),
    ]
    # Half past one of the next day in Nairobi; where nobody knows which time it is, as it stands there.
    assert sorted(history("markets__customers", "customer_id", "market", "registration_date")) == [
        ("5", "ghana", "2024-02-29", "02-29 22:30", ""),
        ("5", "kenya", "2024-03-01", "02-29 22:30", ""),
    ]
    assert history("app__orders", "order_id", "order_status") == [
        ("o1", "processing", "03-01 10:00", "03-02 00:00"),
        ("o1", "shipped", "03-02 00:00", ""),
        ("o2", "completed", "03-01 10:00", ""),
    ]
    # An order names no country, so it says nothing of who was seen somewhere.
    assert history("app__customers", "customer_id", "country") == [
        ("u1", "KE", "03-01 12:00", ""),
        ("u2", "", "03-01 10:00", ""),
    ]
    assert history("retail__customers", "customer_id", "country") == [
        ("11", "France", "12-02 08:00", ""),
        ("12", "Unspecified", "12-02 09:00", ""),
    ]
    # The first sale of a day tells; a note of what was written off only of what was never sold.
    assert history("retail__products", "product_id", "product_name", "unit_price") == [
        ("CUP", "thrown away", "0.0000", "12-02 07:00", ""),
        ("MUG", "MUG", "2.5000", "12-01 08:00", ""),
    ]
    # Another day of launch is no version; who is missing in a file is gone from its midnight in New York.
    assert history("storefront__products", "product_id", "category") == [
        ("P1", "Home", "03-01 14:00", "03-03 14:00"),
        ("P1", "Garden", "03-03 14:00", ""),
        ("P2", "Home", "03-01 14:00", "03-02 05:00"),
        ("P2", "Home", "03-03 14:00", ""),
    ]
