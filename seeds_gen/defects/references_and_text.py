"""Row defects that only other tables reveal, repeated lines, and text that tries to be code."""

from collections.abc import Callable

from seeds_gen.defects.model import Record, RowDefect, Strike, Where
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.retail import INVOICES
from seeds_gen.feeds.storefront import CUSTOMERS, INVENTORY, ORDERS, PRODUCTS, SHIPPING

_ORDERS: dict[Feed, Where] = {ORDERS: "plain"}
_TEXT: dict[Feed, Where] = {
    INVOICES: "free_text",
    ORDERS: "plain",
    CUSTOMERS: "plain",
    PRODUCTS: "plain",
    INVENTORY: "plain",
    SHIPPING: "plain",
}

HTML = (
    "<script>document.title='x'</script>",
    "<img src=x onerror=prompt(1)>",
    "<b>Bold</b> &amp; <i>gone</i>",
)
FORMULAS = ("=1+1", "+SUM(A1:A9)", "@HYPERLINK(A1)", "=cmd|' /C calc'!A0")
SQL = ("'; drop table raw_retail.invoices; --", "x' or '1'='1", "$$; delete from core.fct_sales; $$")


def duplicate_line(record: Record) -> Strike:
    """Write the record twice."""
    return Strike(record.printed * 2, rows=2)


def _orphan_customer(record: Record) -> Strike:
    return Strike(record.with_fields(customer_id=str(90_000_001 + record.number)))


def _orphan_product(record: Record) -> Strike:
    return Strike(record.with_fields(product_id=f"PROD9000{record.number:04d}"))


def _discontinued_product_order(record: Record) -> Strike:
    """Order something no longer sold, at its last price."""
    price = record.values["discontinued_price"]
    changed = record.with_fields(product_id=record.values["discontinued_product"], order_amount=price)
    return Strike(changed, amount=int(record.values["discontinued_amount"]))


def left_out(_: Record) -> Strike:
    """Leave the record out."""
    return Strike(b"", rows=0)


def _in_quotes(_: Record, text: str) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def saying(texts: tuple[str, ...], spell: Callable[[Record, str], str] = _in_quotes) -> Callable[[Record], Strike]:
    """Replace the text column, in turns by each of the texts; where it is part of a history, that changes with it."""

    def strike(record: Record) -> Strike:
        text = texts[record.number % len(texts)]
        attributes = {record.feed.text: text} if record.feed.tracked else {}
        return Strike(record.with_fields(**{record.feed.text: spell(record, text)}), attributes=attributes)

    return strike


DEFECTS: tuple[RowDefect, ...] = (
    RowDefect("duplicate_line", {INVOICES: "plain", ORDERS: "plain"}, duplicate_line),
    RowDefect("orphan_customer", _ORDERS, _orphan_customer),
    RowDefect("orphan_product", _ORDERS, _orphan_product),
    RowDefect("discontinued_product_order", _ORDERS, _discontinued_product_order),
    RowDefect("order_without_shipping", {SHIPPING: "plain"}, left_out),
    RowDefect("html_in_text", _TEXT, saying(HTML)),
    RowDefect("formula_in_text", _TEXT, saying(FORMULAS)),
    RowDefect("sql_in_text", _TEXT, saying(SQL)),
)
