"""For every quality rule a row that breaks it and otherwise is in order: files of all feeds, worked out by hand."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter  # type: ignore[import-untyped]

from tests.shop import STOREFRONT_HEADERS, write

DAY = "2024-03-01"
AT = f"{DAY} 10:00:00"
Row = Mapping[str, object]


@dataclass(frozen=True)
class Feed:
    """A row in order, the columns that number it, and by rule what it takes to break that rule."""

    path: str
    row: Row
    numbered: tuple[str, ...]
    breaking: Mapping[str, Row]

    @property
    def rows(self) -> Iterator[dict[str, object]]:
        """One row for each rule, after one that breaks none."""
        for number, changes in enumerate([{}, *self.breaking.values()], 1):
            own = {column: f"{self.row[column]}{number}" for column in self.numbered}
            yield {**self.row, **own, **changes}


def _unparseable(**columns: str) -> dict[str, Row]:
    return {f"{rule}_UNPARSEABLE": {column: "x"} for rule, column in columns.items()}


_ITEM = {"product_id": "P1", "quantity": 1, "unit_price": 10}


def _items(**changes: object) -> str:
    return json.dumps([{**_ITEM, **changes}])


_CREATED: dict[str, Row] = {
    "CREATED_AT_UNPARSEABLE": {"created_timestamp": "x"},
    "CREATED_AT_IN_FUTURE": {"created_timestamp": "2099-01-01 10:00:00"},
}
_CURRENCY: dict[str, Row] = {"CURRENCY_UNKNOWN": {"currency": "bucks (2)"}, "CURRENCY_UNRATED": {"currency": "CAD"}}

FEEDS: dict[str, Feed] = {
    "RETAIL_INVOICES": Feed(
        "retail/invoices/day.csv",
        {
            "InvoiceNo": "50", "StockCode": "85123A", "Description": "LAMP", "Quantity": 6, "InvoiceDate": AT,
            "UnitPrice": "2.55", "CustomerID": "17850.0", "Country": "United Kingdom",
        },
        ("InvoiceNo",),
        {
            "INVOICE_NO_MISSING": {"InvoiceNo": ""}, "STOCK_CODE_MISSING": {"StockCode": "None"},
            "QUANTITY_MISSING": {"Quantity": ""}, "INVOICE_DATE_MISSING": {"InvoiceDate": "NaT"},
            "INVOICE_DATE_IN_FUTURE": {"InvoiceDate": "2099-01-01 10:00:00"}, "UNIT_PRICE_MISSING": {"UnitPrice": ""},
            "UNIT_PRICE_NEGATIVE": {"UnitPrice": "-1"}, "AMOUNT_TOO_LARGE": {"Quantity": 10**10},
            "CURRENCY_FOREIGN": {"UnitPrice": "$2.55"}, "CURRENCY_UNRATED": {"InvoiceDate": "2008-12-31 10:00:00"},
            "CUSTOMER_ID_UNPARSEABLE": {"CustomerID": "DEU17850"}, "GUEST": {"CustomerID": ""},
            "ZERO_PRICE": {"UnitPrice": "0"}, "ADJUSTMENT": {"InvoiceNo": "A5", "UnitPrice": "-9"},
            "WRITE_OFF": {"Quantity": -1}, "CANCELLATION": {"InvoiceNo": "C5", "Quantity": -1},
            "DESCRIPTION_MISSING": {"Description": ""}, "COUNTRY_UNKNOWN": {"Country": "Atlantis"},
        } | _unparseable(QUANTITY="Quantity", INVOICE_DATE="InvoiceDate", UNIT_PRICE="UnitPrice"),
    ),
    "STOREFRONT_ORDERS": Feed(
        "orders",
        {
            "order_id": "O", "customer_id": "C1", "product_id": "P1", "order_date": DAY, "order_amount": "10.00",
            "currency": "USD", "payment_method": "paypal", "order_status": "pending", "created_timestamp": AT,
        },
        ("order_id",),
        {
            "ORDER_ID_MISSING": {"order_id": "-"}, "CUSTOMER_ID_MISSING": {"customer_id": ""},
            "PRODUCT_ID_MISSING": {"product_id": "nan"}, "ORDER_DATE_MISSING": {"order_date": ""},
            "ORDER_DATE_IN_FUTURE": {"order_date": "2024-03-02"}, "AMOUNT_MISSING": {"order_amount": ""},
            "AMOUNT_NOT_POSITIVE": {"order_amount": "-1"}, "AMOUNT_TOO_LARGE": {"order_amount": 10**12},
            "CURRENCY_MISSING": {"currency": ""}, "CURRENCY_FOREIGN": {"order_amount": "10.00 EUR"},
            "STATUS_IRREGULAR": {"order_status": "7 Main St"}, "PAYMENT_METHOD_IRREGULAR": {"payment_method": "a@b.c"},
        } | _CURRENCY | _CREATED | _unparseable(ORDER_DATE="order_date", AMOUNT="order_amount"),
    ),
    "STOREFRONT_CUSTOMERS": Feed(
        "customers",
        {
            "customer_id": "C", "first_name": "Ann", "last_name": "Null", "email": "a@shop.example",
            "phone": "555-0101010",
            "date_of_birth": "1985-03-15", "registration_date": "2024-01-15", "city": "York", "country": "USA",
            "customer_tier": "gold", "last_login": AT, "created_timestamp": AT,
        },
        ("customer_id",),
        {
            "CUSTOMER_ID_MISSING": {"customer_id": ""}, "EMAIL_MISSING": {"email": ""},
            "EMAIL_INVALID": {"email": "a@b"},
            "PHONE_INVALID": {"phone": "12"}, "BIRTH_DATE_IN_FUTURE": {"date_of_birth": "2091-01-01"},
            "BIRTH_DATE_TOO_OLD": {"date_of_birth": "1891-01-01"}, "COUNTRY_UNKNOWN": {"country": "Atlantis"},
            "TIER_UNKNOWN": {"customer_tier": "tin"}, "DISPLACED": {"country": "10001", "customer_tier": "USA"},
        } | _CREATED | _unparseable(BIRTH_DATE="date_of_birth", REGISTRATION_DATE="registration_date"),
    ),
    "STOREFRONT_PRODUCTS": Feed(
        "products",
        {
            "product_id": "P", "product_name": "Lamp", "category": "Home", "price": "10.00", "currency": "USD",
            "stock_quantity": 50, "weight_kg": "0.3", "launch_date": "2024-01-15", "discontinued": "false",
            "created_timestamp": AT,
        },
        ("product_id",),
        {
            "PRODUCT_ID_MISSING": {"product_id": ""}, "PRICE_MISSING": {"price": ""},
            "PRICE_NOT_POSITIVE": {"price": "0"},
            "STOCK_QUANTITY_NEGATIVE": {"stock_quantity": -1}, "LAUNCH_DATE_AFTER_BATCH": {"launch_date": "2024-03-02"},
            "CURRENCY_FOREIGN": {"price": "\u20ac10"},
        } | _CURRENCY | _CREATED
        | _unparseable(
            PRICE="price", STOCK_QUANTITY="stock_quantity", WEIGHT="weight_kg", LAUNCH_DATE="launch_date",
            DISCONTINUED="discontinued",
        ),
    ),
    "STOREFRONT_INVENTORY": Feed(
        "inventory",
        {
            "inventory_id": "I", "product_id": "P", "warehouse_id": "W1", "stock_quantity": 50, "reserved_quantity": 5,
            "available_quantity": 45, "reorder_level": 10, "last_restocked": DAY, "created_timestamp": AT,
        },
        ("product_id",),
        {
            "PRODUCT_ID_MISSING": {"product_id": ""}, "WAREHOUSE_ID_MISSING": {"warehouse_id": "null"},
            "STOCK_QUANTITY_MISSING": {"stock_quantity": ""}, "STOCK_QUANTITY_NEGATIVE": {"stock_quantity": -1},
            "RESERVED_QUANTITY_NEGATIVE": {"reserved_quantity": -1},
            "AVAILABLE_QUANTITY_NEGATIVE": {"available_quantity": -1}, "AVAILABLE_MISMATCH": {"available_quantity": 46},
        } | _CREATED
        | _unparseable(
            STOCK_QUANTITY="stock_quantity", RESERVED_QUANTITY="reserved_quantity",
            AVAILABLE_QUANTITY="available_quantity", REORDER_LEVEL="reorder_level",
        ),
    ),
    "STOREFRONT_SHIPPING": Feed(
        "shipping",
        {
            "shipping_id": "S", "order_id": "O", "tracking_number": "T", "shipping_cost": "8.99", "currency": "USD",
            "estimated_delivery": DAY, "shipping_status": "in_transit", "package_weight": "0.3",
            "insurance_value": "50",
            "created_timestamp": AT,
        },
        ("order_id", "tracking_number"),
        {
            "ORDER_ID_MISSING": {"order_id": ""}, "TRACKING_NUMBER_MISSING": {"tracking_number": ""},
            "SHIPPING_COST_NEGATIVE": {"shipping_cost": "-1"}, "PACKAGE_WEIGHT_NOT_POSITIVE": {"package_weight": "0"},
            "INSURANCE_VALUE_NEGATIVE": {"insurance_value": "-1"}, "CURRENCY_FOREIGN": {"insurance_value": "\u00a350"},
        } | _CURRENCY | _CREATED
        | _unparseable(
            SHIPPING_COST="shipping_cost", PACKAGE_WEIGHT="package_weight", INSURANCE_VALUE="insurance_value",
            ESTIMATED_DELIVERY="estimated_delivery", ACTUAL_DELIVERY="actual_delivery",
        ),
    ),
    "MARKETS_ORDERS": Feed(
        "markets/kenya/orders/orders.csv",
        {
            "Order ID": "7", "Order Status": "COMPLETED", "Category Name": "Food", "SKU": "S1", "Quantity": 2,
            "Unit Price": "10", "Cost Price": "5", "Total Price": "20", "Order Total": "25", "Sub Total": "24",
            "Tax": "1", "Currency Symbol": "KSh", "Customer ID": "45", "Distance (in km)": "2",
            "Order Time": f"{DAY}T10:00:00Z", "Pickup Time": "", "Delivery Time": "",
        },
        ("Order ID",),
        {
            "ORDER_ID_MISSING": {"Order ID": "-"}, "CUSTOMER_ID_MISSING": {"Customer ID": "null"},
            "SKU_MISSING": {"SKU": ""},
            "STATUS_UNKNOWN": {"Order Status": "LOST"}, "QUANTITY_MISSING": {"Quantity": ""},
            "QUANTITY_NOT_POSITIVE": {"Quantity": -2, "Total Price": "20"}, "UNIT_PRICE_MISSING": {"Unit Price": ""},
            "UNIT_PRICE_NEGATIVE": {"Unit Price": "-10"}, "ZERO_PRICE": {"Unit Price": "0", "Total Price": "0"},
            "TOTAL_PRICE_MISSING": {"Total Price": ""}, "TOTAL_PRICE_NEGATIVE": {"Total Price": "-20"},
            "ORDER_TOTAL_MISSING": {"Order Total": ""}, "ORDER_TOTAL_NEGATIVE": {"Order Total": "-25"},
            "ORDER_TIME_MISSING": {"Order Time": ""}, "ORDER_TIME_IN_FUTURE": {"Order Time": "2099-01-01T10:00:00Z"},
            "AMOUNT_TOO_LARGE": {"Order Total": 10**12}, "LINE_TOTAL_MISMATCH": {"Total Price": "27"},
            "ORDER_TOTAL_OUTLIER": {"Order Total": "250.01"},
            "CURRENCY_MISMATCH": {"Currency Symbol": "\u20a6"},
            "CURRENCY_UNRATED": {"Order Time": "2008-12-01T10:00:00Z"},
            "CURRENCY_FOREIGN": {"Tax": "\u20a6 1"}, "DISTANCE_IMPLAUSIBLE": {"Distance (in km)": "3000"},
            "COST_UNPARSEABLE": {"Cost Price": "x"}, "OTHER_AMOUNT_UNPARSEABLE": {"Tax": "1,5"},
        }
        | _unparseable(
            QUANTITY="Quantity", UNIT_PRICE="Unit Price", TOTAL_PRICE="Total Price", ORDER_TOTAL="Order Total",
            ORDER_TIME="Order Time", DISTANCE="Distance (in km)", PICKUP_TIME="Pickup Time",
            DELIVERY_TIME="Delivery Time",
        ),
    ),
    "MARKETS_CUSTOMERS": Feed(
        "markets/kenya/customers/customers.json",
        {
            "Customer ID": "4", "Last Used Platform": "WEB", "Is Blocked": 0, "Created At": f"{DAY}T10:00:00Z",
            "Language": "en", "Outstanding Amount": "5", "Loyalty Points": "0", "Number of employees": "1",
        },
        ("Customer ID",),
        {
            "CUSTOMER_ID_MISSING": {"Customer ID": "None"}, "CUSTOMER_ID_IRREGULAR": {"Customer ID": "KEN77"},
            "CREATED_AT_MISSING": {"Created At": ""}, "CREATED_AT_IN_FUTURE": {"Created At": "2099-01-01T10:00:00Z"},
            "CURRENCY_FOREIGN": {"Outstanding Amount": "\u20a6 5"}, "LOYALTY_POINTS_NEGATIVE": {"Loyalty Points": "-1"},
            "EMPLOYEES_IMPLAUSIBLE": {"Number of employees": "8130000001"},
        }
        | _unparseable(
            CREATED_AT="Created At", OUTSTANDING_AMOUNT="Outstanding Amount", LOYALTY_POINTS="Loyalty Points",
            EMPLOYEES="Number of employees", BLOCKED="Is Blocked",
        ),
    ),
    "MARKETS_DELIVERIES": Feed(
        "markets/kenya/deliveries/deliveries.csv",
        {
            "Task_ID": "8", "Order_ID": "YR-71,0", "Relationship": "367", "Task_Type": "Delivery",
            "Agent_ID": "1150142", "Distance(m)": "1000",
            "Total_Time_Taken(min)": "20", "Task_Status": "Completed", "Ref_Images": "", "Rating": "",
            "Task_Details_QTY": "1", "Task_Details_AMOUNT": "KSh 10.00", "Tip": "", "Delivery_Charges": "",
            "Discount": "", "Subtotal": "10",
        },
        ("Task_ID",),
        {
            "TASK_ID_MISSING": {"Task_ID": ""}, "ORDER_ID_MISSING": {"Order_ID": ""},
            "ORDER_ID_UNPARSEABLE": {"Order_ID": "x"},
            "CURRENCY_FOREIGN": {"Task_Details_AMOUNT": "\u20a6 10.00"}, "AGENT_MISSING": {"Agent_ID": ""},
            "SHIFTED": {"Agent_ID": "1000", "Distance(m)": "20", "Total_Time_Taken(min)": "Completed",
            "Task_Status": ""},
            "RELATIONSHIP_DAMAGED": {"Relationship": "3.68E+29"}, "DISTANCE_IMPLAUSIBLE": {"Distance(m)": "9000000"},
            "AMOUNT_UNPARSEABLE": {"Subtotal": "10,5"}, "AMOUNT_NEGATIVE": {"Tip": "-1"},
            "TASK_TYPE_IRREGULAR": {"Task_Type": "Call 0730123457"}, "STATUS_MISSING": {"Task_Status": ""},
        } | _unparseable(DISTANCE="Distance(m)", DURATION="Total_Time_Taken(min)"),
    ),
    "APP_EVENTS": Feed(
        f"app/events/events-{DAY}.jsonl",
        {
            "event_id": "e", "event_type": "purchase", "user_id": "u1", "session_id": "s1",
            "timestamp": f"{DAY}T10:00:00Z",
            "product_id": "P1", "device": {"type": "mobile", "os": "iOS", "browser": "x"},
            "properties": {"price": "9.50", "quantity": 1},
        },
        ("event_id",),
        {
            "EVENT_ID_MISSING": {"event_id": "null"}, "EVENT_TYPE_MISSING": {"event_type": ""},
            "EVENT_TYPE_UNKNOWN": {"event_type": "dance"}, "USER_ID_MISSING": {"user_id": ""},
            "TIMESTAMP_MISSING": {"timestamp": ""}, "TIMESTAMP_IN_FUTURE": {"timestamp": "2099-01-01T10:00:00Z"},
            "SESSION_MISSING": {"session_id": ""}, "DEVICE_UNPARSEABLE": {"device": "mobile"},
            "LATE": {"timestamp": "2024-01-01T10:00:00Z"},
            "PRICE_UNUSABLE": {"event_type": "add_to_cart", "properties": {"price": "9,50"}},
            "QUANTITY_UNUSABLE": {"event_type": "add_to_cart", "properties": {"quantity": 0}},
        } | _unparseable(TIMESTAMP="timestamp"),
    ),
    "APP_ORDERS": Feed(
        "app/orders/orders.csv",
        {
            "order_id": "o", "customer_id": "u1", "order_date": f"{DAY}T10:00:00Z", "status": "completed",
            "items": _items(),
            "subtotal": "10", "discount_percent": "", "discount_amount": "", "tax_rate": "", "tax_amount": "",
            "shipping_cost": "", "total_amount": "10", "payment_method": "card", "currency": "USD",
        },
        ("order_id",),
        {
            "ORDER_ID_MISSING": {"order_id": ""}, "CUSTOMER_ID_MISSING": {"customer_id": "\\N"},
            "ORDER_DATE_MISSING": {"order_date": ""}, "ORDER_DATE_IN_FUTURE": {"order_date": "2099-01-01"},
            "ITEMS_MISSING": {"items": ""}, "ITEMS_EMPTY": {"items": "[]"},
            "ITEM_INVALID": {"items": _items(quantity=-1)},
            "ITEM_PRODUCT_MISSING": {"items": _items(product_id=None)}, "TOTAL_MISSING": {"total_amount": ""},
            "TOTAL_NEGATIVE": {"total_amount": "-10"}, "AMOUNT_TOO_LARGE": {"total_amount": 10**12},
            "SUBTOTAL_MISMATCH": {"subtotal": "11"}, "TOTAL_MISMATCH": {"total_amount": "11"},
            "STATUS_UNKNOWN": {"status": "lost"}, "CURRENCY_MISSING": {"currency": ""},
            "CURRENCY_FOREIGN": {"total_amount": "KSh 10"}, "ITEMS_PYTHON_LITERAL": {"items": str([_ITEM])},
            "PAYMENT_METHOD_IRREGULAR": {"payment_method": "Main St 7, York"},
            "OTHER_AMOUNT_UNPARSEABLE": {"tax_rate": "x"},
        } | _CURRENCY | _unparseable(ORDER_DATE="order_date", ITEMS="items", TOTAL="total_amount"),
    ),
    "APP_INVENTORY": Feed(
        f"app/inventory/stock_{DAY}.xlsx",
        {
            "product_id": "P", "product_name": "Lamp", "category": "Home", "cost_price": "5", "retail_price": "10",
            "current_stock": "50", "reorder_level": "10", "reorder_quantity": "20", "warehouse_location": "W1",
            "last_restock_date": DAY, "is_active": "true",
        },
        ("product_id",),
        {
            "PRODUCT_ID_MISSING": {"product_id": "#N/A"}, "WAREHOUSE_MISSING": {"warehouse_location": ""},
            "STOCK_MISSING": {"current_stock": ""}, "STOCK_NEGATIVE": {"current_stock": "-1"},
            "PRICE_NOT_POSITIVE": {"retail_price": "0"}, "CURRENCY_FOREIGN": {"cost_price": "5 EUR"},
            "RESTOCK_DATE_IN_FUTURE": {"last_restock_date": "2099-01-01"},
        }
        | _unparseable(
            STOCK="current_stock", COST="cost_price", PRICE="retail_price", REORDER_LEVEL="reorder_level",
            REORDER_QUANTITY="reorder_quantity", RESTOCK_DATE="last_restock_date", ACTIVE="is_active",
        ),
    ),
}  # fmt: skip

# A market nobody registered has no currency but that of its symbols, and perhaps no rate.
_ORDER, _TASK = FEEDS["MARKETS_ORDERS"].row, FEEDS["MARKETS_DELIVERIES"].row
FOREIGN_MARKET: dict[str, list[Row]] = {
    "markets/ghana/orders/orders.csv": [{**_ORDER, "Order ID": "991", "Currency Symbol": "?"}],
    "markets/ghana/deliveries/deliveries.csv": [
        {**_TASK, "Task_ID": "992", "Task_Details_AMOUNT": "10"},
        {**_TASK, "Task_ID": "993", "Task_Details_AMOUNT": "GH\u20b5 10"},
    ],
}
CODES = {f"{feed}_{rule}" for feed, content in FEEDS.items() for rule in content.breaking} | {
    "MARKETS_ORDERS_MARKET_UNKNOWN",
    "MARKETS_DELIVERIES_MARKET_UNKNOWN",
    "MARKETS_DELIVERIES_CURRENCY_UNRATED",
}


def _csv(rows: list[dict[str, object]], header: list[str]) -> str:
    text = io.StringIO()
    table = csv.DictWriter(text, header, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return text.getvalue()


def land() -> None:
    """Put the files of all feeds into the landing zone, the web shop's with their trigger."""
    for feed in FEEDS.values():
        rows = list(feed.rows)
        if feed.path in STOREFRONT_HEADERS:
            header = STOREFRONT_HEADERS[feed.path].split(",")
            write(f"storefront/{feed.path}_{DAY.replace('-', '_')}.csv", _csv(rows, header))
        elif feed.path.endswith(".csv"):
            write(feed.path, _csv(rows, list(feed.row)))
        elif feed.path.endswith(".xlsx"):
            workbook(feed.path, rows)
        else:
            lines = [json.dumps(row) for row in rows]
            write(feed.path, "\n".join(lines) if feed.path.endswith("jsonl") else f"[{','.join(lines)}]")
    for path, rows_of_market in FOREIGN_MARKET.items():
        write(path, _csv([dict(row) for row in rows_of_market], list(rows_of_market[0])))


def workbook(path: str, rows: Sequence[Row]) -> None:
    """Put a workbook of the app's stock into the landing zone."""
    target = write(path, b"")
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet("Inventory")
        for number, values in enumerate([list(rows[0]), *(row.values() for row in rows)]):
            sheet.write_row(number, 0, [str(value) for value in values])
