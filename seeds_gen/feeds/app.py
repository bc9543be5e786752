"""The mobile shop's three feeds: events as they happen, orders daily, the stock weekly."""

from seeds_gen.feeds.feed import Feed

EVENTS = Feed(
    source="app",
    name="events",
    columns=(
        "event_id", "event_type", "user_id", "session_id", "timestamp", "page", "product_id", "device", "location",
        "referrer", "properties",
    ),
    misprint=("referrer", '"misprint"'),
    vital="timestamp",
    text="page",
    optional="referrer",
    date="timestamp",
    date_rule="TIMESTAMP",
    format="jsonl",
)  # fmt: skip
ORDERS = Feed(
    source="app",
    name="orders",
    columns=(
        "order_id", "customer_id", "order_date", "status", "items", "subtotal", "discount_percent", "discount_amount",
        "tax_rate", "tax_amount", "shipping_cost", "total_amount", "payment_method", "shipping_address",
        "billing_address", "currency",
    ),
    misprint=("payment_method", "misprint"),
    vital="total_amount",
    text="shipping_address",
    optional="billing_address",
    money="total_amount",
    money_rule="TOTAL",
    date="order_date",
    date_rule="ORDER_DATE",
)  # fmt: skip
INVENTORY = Feed(
    source="app",
    name="inventory",
    columns=(
        "product_id", "product_name", "category", "brand", "supplier", "cost_price", "retail_price", "current_stock",
        "reorder_level", "reorder_quantity", "warehouse_location", "last_restock_date", "is_active",
    ),
    misprint=("supplier", '"Misprint Ltd"'),
    vital="current_stock",
    text="supplier",
    optional="supplier",
    money="retail_price",
    money_rule="PRICE",
    date="last_restock_date",
    date_rule="RESTOCK_DATE",
    whole_number="current_stock",
    whole_number_rule="STOCK",
    format="xlsx",
)  # fmt: skip

APP_FEEDS: tuple[Feed, ...] = (EVENTS, ORDERS, INVENTORY)
