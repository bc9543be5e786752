"""The web shop's five feeds, a file a day of each."""

from seeds_gen.feeds.feed import Feed

ORDERS = Feed(
    source="storefront",
    name="orders",
    columns=(
        "order_id", "customer_id", "product_id", "order_date", "order_amount", "currency", "payment_method",
        "shipping_address", "order_status", "created_timestamp",
    ),
    misprint=("order_amount", "1.23"),
    vital="order_amount",
    text="shipping_address",
    optional="shipping_address",
    money="order_amount",
    money_rule="AMOUNT",
    date="order_date",
    date_rule="ORDER_DATE",
)  # fmt: skip
CUSTOMERS = Feed(
    source="storefront",
    name="customers",
    columns=(
        "customer_id", "first_name", "last_name", "email", "phone", "date_of_birth", "registration_date", "address",
        "city", "state", "zip_code", "country", "customer_tier", "last_login", "created_timestamp",
    ),
    misprint=("last_login", "2001-01-01 04:00:00"),
    vital="customer_id",
    text="address",
    optional="last_login",
    tracked=True,
)  # fmt: skip
PRODUCTS = Feed(
    source="storefront",
    name="products",
    columns=(
        "product_id", "product_name", "category", "subcategory", "brand", "price", "currency", "stock_quantity",
        "weight_kg", "dimensions_cm", "color", "material", "description", "launch_date", "discontinued",
        "created_timestamp",
    ),
    misprint=("stock_quantity", "77777"),
    vital="product_id",
    text="description",
    money="price",
    money_rule="PRICE",
    whole_number="stock_quantity",
    whole_number_rule="STOCK_QUANTITY",
    tracked=True,
)  # fmt: skip
INVENTORY = Feed(
    source="storefront",
    name="inventory",
    columns=(
        "inventory_id", "product_id", "warehouse_id", "warehouse_name", "location", "stock_quantity",
        "reserved_quantity", "available_quantity", "reorder_level", "last_restocked", "last_audit",
        "created_timestamp",
    ),
    misprint=("last_audit", "2001-01-01"),
    vital="product_id",
    text="location",
    optional="last_restocked",
    whole_number="stock_quantity",
    whole_number_rule="STOCK_QUANTITY",
)  # fmt: skip
SHIPPING = Feed(
    source="storefront",
    name="shipping",
    columns=(
        "shipping_id", "order_id", "tracking_number", "carrier", "service_type", "origin_warehouse",
        "destination_address", "shipping_cost", "currency", "estimated_delivery", "actual_delivery",
        "shipping_status", "package_weight", "package_dimensions", "insurance_value", "created_timestamp",
    ),
    misprint=("shipping_cost", "77.77"),
    vital="order_id",
    text="destination_address",
    optional="actual_delivery",
)  # fmt: skip

# In the order in which the trigger names them.
STOREFRONT_FEEDS: tuple[Feed, ...] = (ORDERS, CUSTOMERS, PRODUCTS, INVENTORY, SHIPPING)
