"""A small, slow reading of the marketplaces' files, written from the design and not from the generator."""

import json
from pathlib import Path
from typing import Any

from seeds_gen import deliver
from tests.unit.seeds_gen.witness_loader import (
    MEBIBYTE,
    Reading,
    fold,
    is_from_the_future,
    parse_csv,
    take,
    unwrapped,
)

_ORDERS = (
    "Order ID,Order Status,Category Name,SKU,Customization Group,Customization Option,Quantity,Unit Price,Cost Price,"
    "Total Cost Price,Total Price,Order Total,Sub Total,Tax,Delivery Charge,Tip,Discount,Remaining Balance,"
    "Payment Method,Additional Charge,Taxable Amount,Transaction ID,Currency Symbol,Transaction Status,Promo Code,"
    "Customer ID,Merchant ID,Description,Distance (in km),Order Time,Pickup Time,Delivery Time,Ratings,Reviews,"
    "Merchant Earning,Commission Amount,Commission Payout Status,Order Preparation Time,Debt Amount,"
    "Redeemed Loyalty Points,Consumed Loyalty Points,Cancellation Reason,Flat Discount,Checkout Template Name,"
    "Checkout Template Value"
)
_DELIVERIES = (
    "Task_ID,Order_ID,Relationship,Team_Name,Task_Type,Notes,Agent_ID,Distance(m),Total_Time_Taken(min),Task_Status,"
    "Ref_Images,Rating,Review,Latitude,Longitude,Tags,Promo_Applied,Custom_Template_ID,Task_Details_QTY,"
    "Task_Details_AMOUNT,Special_Instructions,Tip,Delivery_Charges,Discount,Subtotal,Payment_Type,Task_Category,"
    "Earning,Pricing"
)
_CUSTOMERS = (
    "Customer ID,Last Used Platform,Is Blocked,Created At,Language,Outstanding Amount,Loyalty Points,"
    "Number of employees"
)
HEADERS = {
    ("kenya", "orders"): _ORDERS.split(","),
    ("nigeria", "orders"): _ORDERS.replace("Debt Amount,", "").split(","),
    ("kenya", "deliveries"): _DELIVERIES.split(","),
    ("nigeria", "deliveries"): _DELIVERIES.split(","),
    ("kenya", "customers"): _CUSTOMERS.split(","),
    ("nigeria", "customers"): _CUSTOMERS.replace("employees", "Employees").split(","),
}
NEEDED = {
    "orders": "Order ID,Order Status,SKU,Quantity,Unit Price,Total Price,Order Total,Customer ID,Order Time",
    "deliveries": "Task_ID,Order_ID,Agent_ID,Task_Status",
    "customers": "Customer ID",
}
Row = dict[str, Any]


def market_of(reading: Reading) -> str:
    return reading.path.split("/")[1]


def load_everything(out: Path) -> list[Reading]:
    """Take all waves in turn; returns every file version with its final state."""
    seen: list[Reading] = []
    for wave in (1, 2, 3):
        if wave > 1 and (out / ".later" / str(wave)).exists():
            deliver(out, wave)
        for file in sorted((out / "markets").rglob("*.*")):
            path, data = file.relative_to(out).as_posix(), file.read_bytes()
            _, market, feed, _ = path.split("/")
            if feed == "customers":
                reading = parse_array(path, wave, data)
            else:
                needed = set(NEEDED[feed].split(","))
                reading = parse_csv(path, feed, wave, data, HEADERS[market, feed], needed)
            take(seen, [reading])
            file.unlink()
    return seen


def parse_array(path: str, wave: int, data: bytes) -> Reading:
    """Read an array that has an element on each line."""
    reading = Reading(path, "customers", wave, data)
    lines = unwrapped(path, data).split(b"\n")
    if lines == [b"[]", b""]:
        return reading
    if lines[-2:] != [b"]", b""] or is_from_the_future(path):
        reading.state = "held"
        return reading
    elements = [line.removesuffix(b",") for line in lines[1:-2]]
    for number, element in enumerate(elements, start=1):
        reason, row = _element(element)
        if reason:
            reading.refused[number] = reason
        else:
            reading.rows.append(row)
            reading.numbers.append(number)
    if reading.rows and not any("customerid" in map(fold, row) for row in reading.rows):
        reading.state = "held"
    return reading


def _element(data: bytes) -> tuple[str | None, Row]:
    if b"\0" in data:
        return "nul_byte", {}
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return "invalid_encoding", {}
    try:
        row = json.loads(text, parse_float=str)
    except json.JSONDecodeError:
        return "broken_json", {}
    if any(len(str(value)) > MEBIBYTE for value in row.values()):
        return "field_too_long", {}
    return None, {fold(key): value for key, value in row.items()}
