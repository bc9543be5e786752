"""Row defects of single values: numbers, dates, null markers, contact data."""

from collections.abc import Callable
from decimal import Decimal

from seeds_gen.defects.model import Record, RowDefect, Strike, Where, money
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.retail import INVOICES
from seeds_gen.feeds.storefront import CUSTOMERS, INVENTORY, ORDERS, PRODUCTS, SHIPPING
from seeds_gen.forms import text as printed_text

_MONEY: dict[Feed, Where] = {INVOICES: "plain", ORDERS: "plain", PRODUCTS: "plain"}
_DATED: dict[Feed, Where] = {INVOICES: "plain", ORDERS: "plain"}
_CUSTOMERS: dict[Feed, Where] = {CUSTOMERS: "plain"}
_NULLS: dict[Feed, Where] = {
    INVOICES: "guest",
    ORDERS: "plain",
    CUSTOMERS: "plain",
    INVENTORY: "plain",
    SHIPPING: "plain",
}

NULL_MARKERS = ("NULL", "null", "-", "NA", "N/A", " ")
_BAD_EMAILS = ("no-at-sign.example.com", "two@@example.com", "no.dot@example")
_BAD_PHONES = ("12", "555", "0000000000000000000")
_BAD_COUNTRIES = ("Atlantis", "Nowhere", "XX")


def null_markers(record: Record) -> Strike:
    """Write one of the words that mean nothing where a value may be missing."""
    marker = NULL_MARKERS[record.number % len(NULL_MARKERS)]
    return Strike(record.with_fields(**{str(record.feed.optional): printed_text(record.format, marker)}))


def _money_as(record: Record, text: str, *, rule: str | None = None) -> Strike:
    code = f"{record.feed.entity}_{rule}" if rule else None
    return Strike(record.with_fields(**{str(record.feed.money): text}), rule=code)


def _currency_in_number(record: Record) -> Strike:
    """Write the currency before the number; from 1,000 dollars on with commas, unambiguous beside a decimal point."""
    number = Decimal(record.value(str(record.feed.money)))
    text = f"£{number:.2f}" if record.feed is INVOICES else f"$ {number:,.2f}"
    return _money_as(record, f'"{text}"' if "," in text else text)


def _spreadsheet_exponent(record: Record) -> Strike:
    """Write a number as a spreadsheet shows one that does not fit its column: a price, in turns with a quantity."""
    column = "Quantity" if record.feed is INVOICES and record.number % 2 else str(record.feed.money)
    mantissa, exponent = f"{Decimal(record.value(column)).normalize():E}".split("E")
    return Strike(record.with_fields(**{column: f"{mantissa}E{int(exponent):+03d}"}))


def _comma_decimal(record: Record) -> Strike:
    """Write a decimal comma, in turns with a point for the thousands."""
    number = Decimal(record.value(str(record.feed.money)))
    whole, cents = f"{number:.2f}".split(".")
    text = f"{whole},{cents}" if record.number % 2 == 0 else f"1.{int(whole) % 1000:03d},{cents}"
    return _money_as(record, f'"{text}"', rule=f"{record.feed.money_rule}_UNPARSEABLE")


def _negative_amount(record: Record) -> Strike:
    rule = "UNIT_PRICE_NEGATIVE" if record.feed is INVOICES else "AMOUNT_NOT_POSITIVE"
    return _money_as(record, f"-{record.value(str(record.feed.money))}", rule=rule)


def _zero_price(record: Record) -> Strike:
    """Cost nothing: a gift in the gift shop, nonsense in the web shop's catalogue."""
    if record.feed is INVOICES:
        return Strike(record.with_fields(UnitPrice="0.0"), warnings=("RETAIL_INVOICES_ZERO_PRICE",), amount=0)
    return _money_as(record, "0.00", rule="PRICE_NOT_POSITIVE")


def dated(rewrite: Callable[[str], str], rule: str, *, flagged: bool = False) -> Callable[[Record], Strike]:
    """Rewrite the `YYYY-MM-DD` part of the date column; the rule quarantines the row, or only flags it."""

    def strike(record: Record) -> Strike:
        column = str(record.feed.date)
        text = record.value(column)
        changed = record.with_fields(**{column: printed_text(record.format, rewrite(text[:10]) + text[10:])})
        code = f"{record.feed.entity}_{record.feed.date_rule}_{rule}"
        return Strike(changed, warnings=(code,)) if flagged else Strike(changed, rule=code)

    return strike


def swapped(day: str) -> str:
    """Write a date the way Europe does, day first."""
    return f"{day[8:]}/{day[5:7]}/{day[:4]}"


def impossible(day: str) -> str:
    """Write a date no calendar has."""
    return f"{day[:4]}-02-30"


def future(day: str) -> str:
    """Write a date long after everybody here."""
    return f"{int(day[:4]) + 80}{day[4:8]}15"


DAY_MONTH_SWAP = dated(swapped, "UNPARSEABLE")
IMPOSSIBLE_DATE = dated(impossible, "UNPARSEABLE")
FUTURE_DATE = dated(future, "IN_FUTURE")


def _int_overflow(record: Record) -> Strike:
    changed = record.with_fields(**{str(record.feed.whole_number): "98765432109876543210"})
    return Strike(changed, rule=f"{record.feed.entity}_{record.feed.whole_number_rule}_UNPARSEABLE")


def _negative_stock(record: Record) -> Strike:
    """Count below zero. The inventory's available quantity goes missing with it, or it would break a second rule."""
    changed = {"stock_quantity": f"-{record.number + 1}"}
    if record.feed is INVENTORY:
        changed["available_quantity"] = ""
    return Strike(record.with_fields(**changed), rule=f"{record.feed.entity}_STOCK_QUANTITY_NEGATIVE")


def _quantity_outlier(record: Record) -> Strike:
    """Sell as many pieces as come to far more than any line does; to a hundredth of what the shop sells in a month."""
    quantity = int(9_000 / Decimal(record.value("UnitPrice"))) + 1 + record.number % 20
    return Strike(
        record.with_fields(Quantity=str(quantity)),
        amount=quantity * money(record.value("UnitPrice")),
        doubt="RETAIL_INVOICES_AMOUNT_OUTLIER",
    )


def _price_mismatch(record: Record) -> Strike:
    amount = Decimal(record.value("order_amount")) + Decimal("7.35")
    return Strike(record.with_fields(order_amount=f"{amount:.2f}"), amount=money(str(amount)))


def _amount_outlier(record: Record) -> Strike:
    amount = Decimal("24321.99") + record.number % 100
    return Strike(
        record.with_fields(order_amount=f"{amount:.2f}"),
        amount=money(str(amount)),
        doubt="STOREFRONT_ORDERS_AMOUNT_OUTLIER",
    )


def _bad_email(record: Record) -> Strike:
    return Strike(
        record.with_fields(email=_BAD_EMAILS[record.number % len(_BAD_EMAILS)]),
        rule="STOREFRONT_CUSTOMERS_EMAIL_INVALID",
    )


def _bad_phone(record: Record) -> Strike:
    phone = _BAD_PHONES[record.number % len(_BAD_PHONES)]
    return Strike(
        record.with_fields(phone=phone), warnings=("STOREFRONT_CUSTOMERS_PHONE_INVALID",), attributes={"phone": phone}
    )


def _bad_country(record: Record) -> Strike:
    country = _BAD_COUNTRIES[record.number % len(_BAD_COUNTRIES)]
    changed = record.with_fields(country=country)
    return Strike(changed, warnings=("STOREFRONT_CUSTOMERS_COUNTRY_UNKNOWN",), attributes={"country": country})


def _future_birth_date(record: Record) -> Strike:
    return Strike(record.with_fields(date_of_birth="2091-05-17"), rule="STOREFRONT_CUSTOMERS_BIRTH_DATE_IN_FUTURE")


DEFECTS: tuple[RowDefect, ...] = (
    RowDefect("null_markers", _NULLS, null_markers),
    RowDefect("currency_in_number", _MONEY, _currency_in_number),
    RowDefect("spreadsheet_exponent", _MONEY, _spreadsheet_exponent),
    RowDefect("comma_decimal", _MONEY, _comma_decimal),
    RowDefect("negative_amount", _DATED, _negative_amount),
    RowDefect("zero_price", {INVOICES: "plain", PRODUCTS: "plain"}, _zero_price),
    RowDefect("day_month_swap", _DATED, DAY_MONTH_SWAP),
    RowDefect("impossible_date", _DATED, IMPOSSIBLE_DATE),
    RowDefect("future_date", _DATED, FUTURE_DATE),
    RowDefect("int_overflow", {INVOICES: "plain", PRODUCTS: "plain", INVENTORY: "plain"}, _int_overflow),
    RowDefect("negative_stock", {PRODUCTS: "plain", INVENTORY: "plain"}, _negative_stock),
    RowDefect("quantity_outlier", {INVOICES: "plain"}, _quantity_outlier),
    RowDefect("price_mismatch", {ORDERS: "plain"}, _price_mismatch),
    RowDefect("amount_outlier", {ORDERS: "plain"}, _amount_outlier),
    RowDefect("bad_email", _CUSTOMERS, _bad_email),
    RowDefect("bad_phone", _CUSTOMERS, _bad_phone),
    RowDefect("future_birth_date", _CUSTOMERS, _future_birth_date),
    RowDefect("bad_country", _CUSTOMERS, _bad_country),
)
