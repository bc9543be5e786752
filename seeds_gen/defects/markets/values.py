"""Row defects of single values in the marketplaces' files."""

from decimal import Decimal

from seeds_gen.defects.model import Record, Strike, money
from seeds_gen.defects.values import NULL_MARKERS
from seeds_gen.feeds.marketplaces import MARKETS
from seeds_gen.forms import text

_SYMBOLS = {market.name: market.symbol for market in MARKETS}
# A phone number where a number of people belongs, as it is dialled from abroad.
_PHONES = {"kenya": 254_700_000_001, "nigeria": 8_130_000_001}
# What a line of far too many pieces comes to: a fiftieth of what the market sells in a month.
_OUTLIER = {"kenya": 400_000, "nigeria": 4_000_000}


def _with(record: Record, **changed: str) -> bytes:
    """Print the record with some columns replaced by texts."""
    return record.with_fields(**{name: text(record.format, content) for name, content in changed.items()})


def _code(record: Record, rule: str) -> str:
    return f"{record.feed.entity}_{rule}"


def _symbol(record: Record) -> str:
    return _SYMBOLS[record.feed.market]


def null_markers(record: Record) -> Strike:
    """Say nothing in one of the ways systems have for it."""
    column, marker = str(record.feed.optional), NULL_MARKERS[record.number % len(NULL_MARKERS)]
    attributes = {"language": None} if record.feed.name == "customers" else {}
    return Strike(_with(record, **{column: marker}), attributes=attributes)


def currency_in_number(record: Record) -> Strike:
    """Write the currency before the number; from 1,000 on with commas, unambiguous beside a decimal point."""
    column = str(record.feed.money)
    return Strike(_with(record, **{column: f"{_symbol(record)} {Decimal(record.value(column)):,.2f}"}))


def spreadsheet_exponent(record: Record) -> Strike:
    """Write a number as a spreadsheet shows one that does not fit its column."""
    if record.feed.name == "deliveries":
        number = Decimal(record.value("Relationship"))
        return Strike(
            _with(record, Relationship=f"{number:.2E}"), warnings=("MARKETS_DELIVERIES_RELATIONSHIP_DAMAGED",)
        )
    column = "Loyalty Points" if record.feed.name == "customers" else ("Unit Price", "Quantity")[record.number % 2]
    mantissa, exponent = f"{Decimal(record.value(column)).normalize():E}".split("E")
    return Strike(record.with_fields(**{column: f"{mantissa}E{int(exponent):+03d}"}))


def comma_decimal(record: Record) -> Strike:
    """Write a decimal comma, in turns with a point for the thousands: refused in a price, dropped elsewhere."""
    column = str(record.feed.money)
    if record.feed.name == "deliveries":
        number = Decimal(record.value(column).removeprefix(_symbol(record)).strip())
        shown = f"{_symbol(record)} {int(number)},50"
        return Strike(_with(record, **{column: shown}), warnings=(_code(record, "AMOUNT_UNPARSEABLE"),))
    whole = int(record.value(column))
    shown = f"{whole},50" if record.number % 2 == 0 else f"1.{whole % 1000:03d},50"
    rule = _code(record, f"{record.feed.money_rule}_UNPARSEABLE")
    if record.feed.name == "customers":
        return Strike(_with(record, **{column: shown}), warnings=(rule,), attributes={"outstanding_amount": None})
    return Strike(_with(record, **{column: shown}), rule=rule)


def negative_amount(record: Record) -> Strike:
    """Turn the sign of an order's total, of a delivery's amount, of a customer's points."""
    if record.feed.name == "orders":
        total = f"-{record.value('Order Total')}"
        return Strike(_with(record, **{"Order Total": total}), rule=_code(record, "ORDER_TOTAL_NEGATIVE"))
    if record.feed.name == "deliveries":
        number = Decimal(record.value("Task_Details_AMOUNT").removeprefix(_symbol(record)).strip())
        shown = f"{_symbol(record)} -{number:.2f}"
        return Strike(_with(record, Task_Details_AMOUNT=shown), warnings=(_code(record, "AMOUNT_NEGATIVE"),))
    points = -1 - record.number
    return Strike(
        record.with_fields(**{"Loyalty Points": str(points)}),
        warnings=(_code(record, "LOYALTY_POINTS_NEGATIVE"),),
        attributes={"loyalty_points": points},
    )


def zero_price(record: Record) -> Strike:
    """Give the goods away."""
    changed = _with(record, **{"Unit Price": "0", "Total Price": "0"})
    return Strike(changed, warnings=(_code(record, "ZERO_PRICE"),), amount=0)


def int_overflow(record: Record) -> Strike:
    """Write a quantity no integer holds, or a phone number for a number of people."""
    column = str(record.feed.whole_number)
    if record.feed.name == "customers":
        phone = _PHONES[record.feed.market] + record.number
        return Strike(
            record.with_fields(**{column: str(phone)}),
            warnings=(_code(record, "EMPLOYEES_IMPLAUSIBLE"),),
            attributes={"number_of_employees": None},
        )
    return Strike(_with(record, **{column: "98765432109876543210"}), rule=_code(record, "QUANTITY_UNPARSEABLE"))


def quantity_outlier(record: Record) -> Strike:
    """Order far too many; the line adds up."""
    price, cost = int(record.value("Unit Price")), int(record.value("Cost Price"))
    quantity = _OUTLIER[record.feed.market] // price + 1 + record.number % 10
    changed = {"Quantity": quantity, "Total Price": quantity * price, "Total Cost Price": quantity * cost}
    shown = _with(record, **{name: str(number) for name, number in changed.items()})
    return Strike(shown, amount=money(str(quantity * price)), doubt=_code(record, "AMOUNT_OUTLIER"))


def price_mismatch(record: Record) -> Strike:
    """Charge a line more than its quantity and price come to."""
    total = Decimal(record.value("Total Price")) + Decimal("7.35")
    shown = _with(record, **{"Total Price": str(total)})
    return Strike(shown, warnings=(_code(record, "LINE_TOTAL_MISMATCH"),), amount=money(str(total)))


def amount_outlier(record: Record) -> Strike:
    """Let an order of one line come to far more than its parts."""
    total = 12 * Decimal(record.value("Order Total")) + record.number
    shown = _with(record, **{"Order Total": str(total)})
    return Strike(shown, total=money(str(total)), warnings=(_code(record, "ORDER_TOTAL_OUTLIER"),))


def orphan_customer(record: Record) -> Strike:
    """Name a customer nobody knows."""
    return Strike(_with(record, **{"Customer ID": str(90_000_001 + record.number)}))
