"""Row defects of the marketplaces: of csv lines and of JSON elements."""

from seeds_gen.defects import bytes_and_shape as shape
from seeds_gen.defects.markets import values
from seeds_gen.defects.model import Record, RowDefect, Strike, Where
from seeds_gen.defects.references_and_text import FORMULAS, HTML, SQL, duplicate_line, left_out, saying
from seeds_gen.defects.values import DAY_MONTH_SWAP, FUTURE_DATE, IMPOSSIBLE_DATE
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.markets import CSV_FEEDS, CUSTOMERS, DELIVERIES, KENYA_DELIVERIES, MARKET_FEEDS, ORDERS


def _in(*feeds: Feed, where: Where = "plain") -> dict[Feed, Where]:
    return dict.fromkeys(feeds, where)


_ORDERS, _PEOPLE = _in(*ORDERS.values()), _in(*CUSTOMERS.values())


def _shifted_row(record: Record) -> Strike:
    """Lose the rider: what stood behind moves left, and the line keeps its length with nothing at its end."""
    names = list(record.fields)
    at = names.index("Agent_ID")
    cells = list(record.fields.values())
    moved = dict(zip(names, [*cells[:at], *cells[at + 1 :], ""], strict=True))
    return Strike(record.with_fields(**moved), warnings=("MARKETS_DELIVERIES_SHIFTED",))


def _broken_json(record: Record) -> Strike:
    """Lose a value, a comma or a colon between keys, in turns: one element is no JSON, the others are."""
    what, instead = (
        (b'"Is Blocked": ', b'"Is Blocked": , '),
        (b', "Created At"', b' "Created At"'),
        (b'e": ', b'e" '),
    )[record.number % 3]
    broken = record.printed.replace(what, instead, 1)
    return Strike(broken, reject="broken_json")


DEFECTS: tuple[RowDefect, ...] = (
    RowDefect("cp1252_bytes", _in(*MARKET_FEEDS), shape.cp1252_bytes),
    RowDefect("nul_byte", _in(*MARKET_FEEDS), shape.nul_byte),
    RowDefect("overlong_field", _in(*MARKET_FEEDS), shape.overlong_field),
    RowDefect("ragged_row", _in(*CSV_FEEDS), shape.ragged_row),
    RowDefect("stray_quote", _in(*CSV_FEEDS), shape.stray_quote),
    RowDefect("embedded_newline", _in(*CSV_FEEDS), shape.embedded_newline),
    RowDefect("null_markers", _in(*MARKET_FEEDS), values.null_markers),
    RowDefect("currency_in_number", {**_ORDERS, **_PEOPLE}, values.currency_in_number),
    RowDefect("spreadsheet_exponent", {**_ORDERS, **_PEOPLE, KENYA_DELIVERIES: "plain"}, values.spreadsheet_exponent),
    RowDefect("comma_decimal", _in(*MARKET_FEEDS), values.comma_decimal),
    RowDefect("negative_amount", _in(*MARKET_FEEDS), values.negative_amount),
    RowDefect("zero_price", _ORDERS, values.zero_price),
    RowDefect("day_month_swap", {**_ORDERS, **_PEOPLE}, DAY_MONTH_SWAP),
    RowDefect("impossible_date", {**_ORDERS, **_PEOPLE}, IMPOSSIBLE_DATE),
    RowDefect("future_date", {**_ORDERS, **_PEOPLE}, FUTURE_DATE),
    RowDefect("int_overflow", {**_ORDERS, **_PEOPLE}, values.int_overflow),
    RowDefect("quantity_outlier", _ORDERS, values.quantity_outlier),
    RowDefect("price_mismatch", _ORDERS, values.price_mismatch),
    RowDefect("amount_outlier", _in(*ORDERS.values(), where="alone"), values.amount_outlier),
    RowDefect("orphan_customer", _ORDERS, values.orphan_customer),
    RowDefect("duplicate_line", _in(*MARKET_FEEDS), duplicate_line),
    RowDefect("order_without_shipping", _in(*DELIVERIES.values(), where="alone"), left_out),
    RowDefect("shifted_row", {KENYA_DELIVERIES: "measured"}, _shifted_row),
    RowDefect("broken_json", _PEOPLE, _broken_json),
    RowDefect("html_in_text", _in(*CSV_FEEDS), saying(HTML)),
    RowDefect("formula_in_text", _in(*CSV_FEEDS), saying(FORMULAS)),
    RowDefect("sql_in_text", _in(*CSV_FEEDS), saying(SQL)),
)
