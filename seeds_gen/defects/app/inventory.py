"""Row defects of the mobile shop's stock; cells are JSON literals that the workbook's writer reads.

What would change a product's history strikes only rows that a later row of the file repeats, for that product.
"""

from collections.abc import Callable
from decimal import Decimal

from seeds_gen.defects.app.common import cell, common
from seeds_gen.defects.model import Record, RowDefect, Strike
from seeds_gen.feeds.app import INVENTORY


def _price(text: Callable[[Decimal], str], *flags: str, number: bool = False) -> Callable[[Record], Strike]:
    """Rewrite the retail price, as a text or as a number."""

    def strike(record: Record) -> Strike:
        price = text(Decimal(record.value("retail_price")))
        changed = record.with_fields(retail_price=price if number else cell(record, price))
        return Strike(changed, warnings=tuple(f"APP_INVENTORY_{flag}" for flag in flags))

    return strike


def _spreadsheet_exponent(record: Record) -> Strike:
    mantissa, exponent = f"{Decimal(record.value('reorder_quantity')).normalize():E}".split("E")
    return Strike(record.with_fields(reorder_quantity=cell(record, f"{mantissa}E{int(exponent):+03d}")))


def _int_overflow(record: Record) -> Strike:
    """Count more than any integer holds; as a text, because a workbook's numbers would round it."""
    changed = record.with_fields(current_stock=cell(record, "98765432109876543210"))
    return Strike(changed, rule="APP_INVENTORY_STOCK_UNPARSEABLE")


def _negative_stock(record: Record) -> Strike:
    return Strike(record.with_fields(current_stock=f"-{record.number + 1}"), rule="APP_INVENTORY_STOCK_NEGATIVE")


def _duplicate_line(record: Record) -> Strike:
    return Strike(record.printed * 2, rows=2)


DEFECTS: tuple[RowDefect, ...] = (
    *common(INVENTORY, dates="repeated", flagged=True),
    RowDefect("currency_in_number", {INVENTORY: "plain"}, _price(lambda price: f"$ {price:,.2f}")),
    RowDefect("spreadsheet_exponent", {INVENTORY: "plain"}, _spreadsheet_exponent),
    RowDefect(
        "comma_decimal",
        {INVENTORY: "repeated"},
        _price(lambda price: f"{price:.2f}".replace(".", ","), "PRICE_UNPARSEABLE"),
    ),
    RowDefect(
        "negative_amount", {INVENTORY: "repeated"}, _price(lambda price: f"-{price}", "PRICE_NOT_POSITIVE", number=True)
    ),
    RowDefect("zero_price", {INVENTORY: "repeated"}, _price(lambda _: "0", "PRICE_NOT_POSITIVE", number=True)),
    RowDefect("int_overflow", {INVENTORY: "plain"}, _int_overflow),
    RowDefect("negative_stock", {INVENTORY: "plain"}, _negative_stock),
    RowDefect("duplicate_line", {INVENTORY: "plain"}, _duplicate_line),
)
