"""The three feeds of each marketplace; Nigeria's export spells one key otherwise and lacks a column."""

from dataclasses import replace

from seeds_gen.feeds.feed import Feed

_ORDER_COLUMNS = (
    "Order ID", "Order Status", "Category Name", "SKU", "Customization Group", "Customization Option", "Quantity",
    "Unit Price", "Cost Price", "Total Cost Price", "Total Price", "Order Total", "Sub Total", "Tax",
    "Delivery Charge", "Tip", "Discount", "Remaining Balance", "Payment Method", "Additional Charge",
    "Taxable Amount", "Transaction ID", "Currency Symbol", "Transaction Status", "Promo Code", "Customer ID",
    "Merchant ID", "Description", "Distance (in km)", "Order Time", "Pickup Time", "Delivery Time", "Ratings",
    "Reviews", "Merchant Earning", "Commission Amount", "Commission Payout Status", "Order Preparation Time",
    "Debt Amount", "Redeemed Loyalty Points", "Consumed Loyalty Points", "Cancellation Reason", "Flat Discount",
    "Checkout Template Name", "Checkout Template Value",
)  # fmt: skip

KENYA_ORDERS = Feed(
    source="markets",
    name="orders",
    columns=_ORDER_COLUMNS,
    misprint=("Merchant ID", "7777777"),
    vital="SKU",
    text="Description",
    optional="Promo Code",
    money="Unit Price",
    money_rule="UNIT_PRICE",
    date="Order Time",
    date_rule="ORDER_TIME",
    whole_number="Quantity",
    whole_number_rule="QUANTITY",
    market="kenya",
)
NIGERIA_ORDERS = replace(
    KENYA_ORDERS, columns=tuple(name for name in _ORDER_COLUMNS if name != "Debt Amount"), market="nigeria"
)

KENYA_DELIVERIES = Feed(
    source="markets",
    name="deliveries",
    columns=(
        "Task_ID", "Order_ID", "Relationship", "Team_Name", "Task_Type", "Notes", "Agent_ID", "Distance(m)",
        "Total_Time_Taken(min)", "Task_Status", "Ref_Images", "Rating", "Review", "Latitude", "Longitude", "Tags",
        "Promo_Applied", "Custom_Template_ID", "Task_Details_QTY", "Task_Details_AMOUNT", "Special_Instructions",
        "Tip", "Delivery_Charges", "Discount", "Subtotal", "Payment_Type", "Task_Category", "Earning", "Pricing",
    ),
    misprint=("Task_Status", "Unassigned"),
    vital="Order_ID",
    text="Special_Instructions",
    optional="Special_Instructions",
    money="Task_Details_AMOUNT",
    money_rule="AMOUNT",
    market="kenya",
)  # fmt: skip
NIGERIA_DELIVERIES = replace(KENYA_DELIVERIES, market="nigeria")

KENYA_CUSTOMERS = Feed(
    source="markets",
    name="customers",
    columns=(
        "Customer ID", "Last Used Platform", "Is Blocked", "Created At", "Language", "Outstanding Amount",
        "Loyalty Points", "Number of employees",
    ),
    misprint=("Loyalty Points", "7777777"),
    vital="Customer ID",
    text="Language",
    optional="Language",
    money="Outstanding Amount",
    money_rule="OUTSTANDING_AMOUNT",
    date="Created At",
    date_rule="CREATED_AT",
    whole_number="Number of employees",
    whole_number_rule="EMPLOYEES",
    market="kenya",
    format="json",
)  # fmt: skip
NIGERIA_CUSTOMERS = replace(
    KENYA_CUSTOMERS,
    columns=tuple(name.replace("employees", "Employees") for name in KENYA_CUSTOMERS.columns),
    whole_number="Number of Employees",
    market="nigeria",
)

ORDERS = {"kenya": KENYA_ORDERS, "nigeria": NIGERIA_ORDERS}
DELIVERIES = {"kenya": KENYA_DELIVERIES, "nigeria": NIGERIA_DELIVERIES}
CUSTOMERS = {"kenya": KENYA_CUSTOMERS, "nigeria": NIGERIA_CUSTOMERS}
CSV_FEEDS: tuple[Feed, ...] = (*ORDERS.values(), *DELIVERIES.values())
MARKET_FEEDS: tuple[Feed, ...] = (*CUSTOMERS.values(), *CSV_FEEDS)
