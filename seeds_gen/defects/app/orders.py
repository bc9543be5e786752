"""Row defects of the mobile shop's orders; those of any csv line are the same as in the other shops."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from seeds_gen.defects import bytes_and_shape
from seeds_gen.defects.app.common import cell, common
from seeds_gen.defects.model import Record, RowDefect, Strike, money
from seeds_gen.feeds.app import ORDERS

_CENT = Decimal("0.01")
_TOO_MUCH = Decimal("7.35")
_NOTES = (None, "it's a gift", 'for "Bob"', True, "C:\\gifts", "Zoë's café")
Item = dict[str, Any]


def _items(record: Record) -> list[Item]:
    items: list[Item] = json.loads(record.value("items"), parse_float=Decimal)
    return items


def _listed(record: Record, items: list[Item]) -> str:
    """Print items as the export does, prices with two places."""
    texts = (
        f'{{"product_id": {json.dumps(item["product_id"])}, "quantity": {item["quantity"]}, '
        f'"unit_price": {item["unit_price"]:.2f}}}'
        for item in items
    )
    return cell(record, f"[{', '.join(texts)}]")


def _repriced(record: Record, items: list[Item]) -> Strike:
    """Print an order with other items, every amount following from them."""
    subtotal = sum((item["unit_price"] * item["quantity"] for item in items), Decimal(0))
    discount = _rounded(subtotal * Decimal(record.value("discount_percent")) / 100)
    tax = _rounded((subtotal - discount) * Decimal(record.value("tax_rate")) / 100)
    total = subtotal - discount + tax + Decimal(record.value("shipping_cost"))
    changed = record.with_fields(
        items=_listed(record, items),
        subtotal=f"{subtotal:.2f}",
        discount_amount=f"{discount:.2f}",
        tax_amount=f"{tax:.2f}",
        total_amount=f"{total:.2f}",
    )
    return Strike(changed, amount=money(str(subtotal)), total=money(str(total)))


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _first_item(**changed: object) -> Callable[[Record], Strike]:
    """Replace something in the first item, and let the amounts follow."""

    def strike(record: Record) -> Strike:
        first, *others = _items(record)
        return _repriced(record, [{**first, **changed}, *others])

    return strike


def _python_literal_items(record: Record) -> Strike:
    """Write the items as an older export did: as Python prints a list, with a note on the first of them."""
    items = [{**item, "unit_price": float(item["unit_price"])} for item in _items(record)]
    items[0]["note"] = _NOTES[record.number % len(_NOTES)]
    escaped = repr(items).replace('"', '""')
    return Strike(record.with_fields(items=f'"{escaped}"'), warnings=("APP_ORDERS_ITEMS_PYTHON_LITERAL",))


def _price_mismatch(record: Record) -> Strike:
    """Charge more than the items cost: an item too dear for the subtotal, in turns with a total too high for it."""
    if record.number % 2:
        total = Decimal(record.value("total_amount")) + _TOO_MUCH
        changed = record.with_fields(total_amount=f"{total:.2f}")
        return Strike(changed, warnings=("APP_ORDERS_TOTAL_MISMATCH",), total=money(str(total)))
    first, *others = _items(record)
    dearer = {**first, "unit_price": first["unit_price"] + _TOO_MUCH}
    amount = money(record.value("subtotal")) + money(str(_TOO_MUCH)) * int(first["quantity"])
    changed = record.with_fields(items=_listed(record, [dearer, *others]))
    return Strike(changed, warnings=("APP_ORDERS_SUBTOTAL_MISMATCH",), amount=amount)


def _negative_amount(record: Record) -> Strike:
    """Owe the customer money: a negative total, in turns with an item of negative price.

    The subtotal goes missing with it, or the row would break a second rule.
    """
    if record.number % 2:
        first, *others = _items(record)
        items = _listed(record, [{**first, "unit_price": -first["unit_price"]}, *others])
        return Strike(record.with_fields(items=items, subtotal=""), rule="APP_ORDERS_ITEM_INVALID")
    total = f"-{record.value('total_amount')}"
    return Strike(record.with_fields(total_amount=total, subtotal=""), rule="APP_ORDERS_TOTAL_NEGATIVE")


def _comma_decimal(record: Record) -> Strike:
    """Write a decimal comma, in turns with a point for the thousands."""
    whole, cents = record.value("total_amount").split(".")
    text = f"{whole},{cents}" if record.number % 2 == 0 else f"1.{int(whole) % 1000:03d},{cents}"
    return Strike(record.with_fields(total_amount=cell(record, text)), rule="APP_ORDERS_TOTAL_UNPARSEABLE")


def _currency_in_number(record: Record) -> Strike:
    total = Decimal(record.value("total_amount"))
    return Strike(record.with_fields(total_amount=cell(record, f"$ {total:,.2f}")))


def _spreadsheet_exponent(record: Record) -> Strike:
    mantissa, exponent = f"{Decimal(record.value('total_amount')).normalize():E}".split("E")
    return Strike(record.with_fields(total_amount=f"{mantissa}E{int(exponent):+03d}"))


def _duplicate_line(record: Record) -> Strike:
    return Strike(record.printed * 2, rows=2)


def _orphan_customer(record: Record) -> Strike:
    customer = f"USR-{9_000_001 + record.number}"
    return Strike(record.with_fields(customer_id=customer), attributes={"customer_id": customer})


def _quantity_outlier(record: Record) -> Strike:
    price: Decimal = _items(record)[0]["unit_price"]
    made = _first_item(quantity=int(7_000 / price) + 1 + record.number % 10)(record)
    return replace(made, doubt="APP_ORDERS_AMOUNT_OUTLIER")


def _amount_outlier(record: Record) -> Strike:
    made = _first_item(quantity=1, unit_price=Decimal("12921.99") + record.number % 100)(record)
    return replace(made, doubt="APP_ORDERS_AMOUNT_OUTLIER")


def _orphan_product(record: Record) -> Strike:
    return _first_item(product_id=f"PRD-9{record.number:05d}")(record)


def _discontinued_product_order(record: Record) -> Strike:
    return _first_item(product_id=record.values["dropped_product"])(record)


_ANY_LINE = tuple(RowDefect(defect.name, {ORDERS: "plain"}, defect.strike) for defect in bytes_and_shape.DEFECTS)
_OWN: dict[str, Callable[[Record], Strike]] = {
    "python_literal_items": _python_literal_items,
    "price_mismatch": _price_mismatch,
    "negative_amount": _negative_amount,
    "comma_decimal": _comma_decimal,
    "currency_in_number": _currency_in_number,
    "spreadsheet_exponent": _spreadsheet_exponent,
    "duplicate_line": _duplicate_line,
    "orphan_customer": _orphan_customer,
    "orphan_product": _orphan_product,
    "discontinued_product_order": _discontinued_product_order,
    "quantity_outlier": _quantity_outlier,
    "amount_outlier": _amount_outlier,
}
DEFECTS: tuple[RowDefect, ...] = (
    *_ANY_LINE,
    *(RowDefect(name, {ORDERS: "plain"}, strike) for name, strike in _OWN.items()),
    *common(ORDERS),
)
