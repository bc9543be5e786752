"""A small, slow reading of the marketplaces' rules, sales and histories, written from the design."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from tests.unit.seeds_gen.markets_witness import Row, market_of
from tests.unit.seeds_gen.witness_loader import Reading
from tests.unit.seeds_gen.witness_rules import INVISIBLE, NULLS

CURRENCY = {"kenya": "KES", "nigeria": "NGN"}
HOURS = {"kenya": 3, "nigeria": 1}
_MONEY = re.compile(r"(?:KSh|₦)?\s*(-?)\s*(\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+)(E[-+]\d+)?(?: KES| NGN)?")
_OTHERS = {"kenya": "₦|NGN", "nigeria": "KSh|KES"}


def text(row: Row, column: str) -> str | None:
    """Return a value, or None for any of the ways to say nothing."""
    value = row.get(column)
    value = None if value is None else str(value).strip()
    return None if value in NULLS else value


def number(value: str | None) -> Decimal | None:
    match = _MONEY.fullmatch(value or "")
    return Decimal(match[1] + match[2].replace(",", "") + (match[3] or "")) if match else None


def moment(value: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(value or "")
    except ValueError:
        return None


def _at(name: str, value: str | None) -> list[str]:
    at = moment(value)
    return [f"rule:{name}_UNPARSEABLE"] if at is None else [f"rule:{name}_IN_FUTURE"] if at > datetime.now(UTC) else []


def _foreign(amount: object, market: str) -> list[str]:
    return ["rule:CURRENCY_FOREIGN"] if re.search(_OTHERS[market], str(amount or "")) else []


def _orders(row: Row, market: str) -> list[str]:
    quantity, unit, total, order = (
        number(text(row, name)) for name in ("Quantity", "Unit Price", "Total Price", "Order Total")
    )
    quantity = None if quantity is None or quantity >= 2**63 else quantity
    found = _at("ORDER_TIME", text(row, "Order Time"))
    found += _foreign(row["Unit Price"], market)
    found += ["rule:QUANTITY_UNPARSEABLE"] if quantity is None else []
    found += ["rule:UNIT_PRICE_UNPARSEABLE"] if unit is None else []
    found += ["rule:ORDER_TOTAL_NEGATIVE"] if order is not None and order < 0 else []
    found += ["warn:ZERO_PRICE"] if unit == 0 else []
    found += ["warn:CUSTOMER_ID_MISSING"] if text(row, "Customer ID") is None else []
    found += ["warn:DISTANCE_IMPLAUSIBLE"] if (number(text(row, "Distance (in km)")) or 0) > 100 else []
    parts = [number(text(row, name)) for name in ("Sub Total", "Tax", "Delivery Charge", "Tip")]
    if order and parts[0] is not None and order > 10 * sum(part or 0 for part in parts):
        found.append("warn:ORDER_TOTAL_OUTLIER")
    if None not in (quantity, unit, total) and abs((quantity or 0) * (unit or 0) - (total or 0)) > Decimal("0.01"):
        found.append("warn:LINE_TOTAL_MISMATCH")
    return found


def _deliveries(row: Row, _: str) -> list[str]:
    agent = text(row, "Agent_ID")
    shifted = agent is not None and not re.fullmatch(r"\d{7,}", agent)
    found = ["warn:SHIFTED"] if shifted else ["warn:AGENT_MISSING"] if agent is None else []
    found += ["warn:RELATIONSHIP_DAMAGED"] if re.fullmatch(r"\d\.\d\dE\+29", row["Relationship"]) else []
    if shifted:
        return found
    amount, distance = text(row, "Task_Details_AMOUNT"), number(text(row, "Distance(m)"))
    found += ["warn:AMOUNT_UNPARSEABLE"] if number(amount) is None else []
    found += ["warn:AMOUNT_NEGATIVE"] if (number(amount) or 0) < 0 else []
    return found + (["warn:DISTANCE_IMPLAUSIBLE"] if (distance or 0) > 100_000 else [])


def _customers(row: Row, _: str) -> list[str]:
    found = _at("CREATED_AT", text(row, "createdat"))
    staff, points = number(text(row, "numberofemployees")), number(text(row, "loyaltypoints"))
    found += ["warn:EMPLOYEES_IMPLAUSIBLE"] if (staff or 0) > 2**31 - 1 else []
    found += ["warn:LOYALTY_POINTS_NEGATIVE"] if (points or 0) < 0 else []
    owed = number(text(row, "outstandingamount"))
    return found + (["warn:OUTSTANDING_AMOUNT_UNPARSEABLE"] if owed is None else [])


_JUDGES: dict[str, tuple[str, Callable[[Row, str], list[str]]]] = {
    "orders": ("MARKETS_ORDERS", _orders),
    "deliveries": ("MARKETS_DELIVERIES", _deliveries),
    "customers": ("MARKETS_CUSTOMERS", _customers),
}


def codes(reading: Reading) -> dict[int, list[str]]:
    """Return what the rules say of each row, by record number: `rule:<CODE>` and `warn:<CODE>`."""
    entity, judge = _JUDGES[reading.feed]
    return {
        at: [found.replace(":", f":{entity}_") for found in judge(row, market_of(reading))]
        for at, row in zip(reading.numbers, reading.rows, strict=True)
    }


def accepted(reading: Reading) -> list[Row]:
    """Return the rows no rule refuses."""
    refused = {at for at, found in codes(reading).items() if any(each.startswith("rule:") for each in found)}
    return [row for at, row in zip(reading.numbers, reading.rows, strict=True) if at not in refused]


def counted(reading: Reading, kind: str) -> Counter[str]:
    """Count the rule codes of a kind in a file."""
    found = (each for all_found in codes(reading).values() for each in all_found)
    return Counter(each.removeprefix(f"{kind}:") for each in found if each.startswith(f"{kind}:"))


def order_lines(visible: list[Reading]) -> dict[tuple[str, str], list[Row]]:
    """Return the lines of each order, by market and number, from the last file by name that has any."""
    orders: dict[tuple[str, str], list[Row]] = {}
    for reading in sorted((each for each in visible if each.feed == "orders"), key=lambda each: each.path):
        by_order: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in accepted(reading):
            by_order[market_of(reading), re.sub(r"^0+|\.0$", "", row["Order ID"])].append(row)
        orders |= by_order
    return orders


Total = tuple[int, int, Decimal, Decimal]


def sales(visible: list[Reading]) -> dict[tuple[str, str, str], Total]:
    """Add up orders by market, local date and currency: orders, lines, line money, order totals."""
    totals: dict[tuple[str, str, str], Total] = {}
    for (market, _), lines in order_lines(visible).items():
        at = moment(lines[0]["Order Time"])
        assert at is not None
        key = market, (at + timedelta(hours=HOURS[market])).date().isoformat(), CURRENCY[market]
        before = totals.get(key, (0, 0, Decimal(0), Decimal(0)))
        money = sum((number(text(row, "Total Price")) or Decimal(0) for row in lines), Decimal(0))
        (total,) = {number(text(row, "Order Total")) for row in lines}
        totals[key] = before[0] + 1, before[1] + len(lines), before[2] + money, before[3] + (total or 0)
    return totals


def products(visible: list[Reading]) -> dict[str, list[Row]]:
    """Derive what was sold at a price, with the versions of its category, price and cost."""
    shown: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for (market, _), lines in order_lines(visible).items():
        for row in lines:
            price = number(text(row, "Unit Price"))
            if price:
                version = {"category": row["Category Name"], "price": price, "cost": number(row["Cost Price"])}
                shown[f"markets.{market}:{row['SKU'].strip(INVISIBLE).upper()}"].append(
                    (row["Order Time"][:19], version)
                )
    result = {}
    for key, versions in shown.items():
        kept: list[Row] = []
        for at, version in sorted(versions, key=lambda each: each[0]):
            if not kept or {**kept[-1], "valid_from": at} != {"valid_from": at, **version}:
                kept.append({"valid_from": at, **version})
        result[key] = kept
    return result


def customers(visible: list[Reading]) -> dict[str, Row]:
    """Return what the last file by name says of each customer."""
    known = {}
    for reading in sorted((each for each in visible if each.feed == "customers"), key=lambda each: each.path):
        for row in accepted(reading):
            staff = number(text(row, "numberofemployees"))
            known[f"markets.{market_of(reading)}:{row['customerid']}"] = {
                "valid_from": row["createdat"][:19],
                "last_used_platform": text(row, "lastusedplatform"),
                "is_blocked": row["isblocked"] == 1,
                "language": text(row, "language"),
                "outstanding_amount": number(text(row, "outstandingamount")),
                "loyalty_points": number(text(row, "loyaltypoints")),
                "number_of_employees": None if staff is None or staff > 2**31 - 1 else staff,
            }
    return known
