"""Row defects of spelling: what nobody sees, ids as data frames write them, currencies, clocks that are years ahead."""

from collections.abc import Callable, Mapping

from seeds_gen.defects.model import Record, RowDefect, Strike
from seeds_gen.defects.values import future
from seeds_gen.feeds import app, markets, storefront
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.retail import INVOICES
from seeds_gen.forms import text

# A no-break space, a tab, a zero-width space, a byte order mark, a thin and a wide space.
BLANKS = ("\u00a0", "\t", "\u200b", "\ufeff", "\u2009", "\u3000")
NULL_SPELLINGS = ("None", "nan", "NaN", "NaT", "<NA>", "\\N", "#N/A", "(null)")
_ORDERS = tuple(markets.ORDERS.values())
# Columns that hold an id, a code or a word that a blank must not make another.
_NAMES: Mapping[Feed, str] = {
    INVOICES: "StockCode",
    storefront.ORDERS: "product_id",
    **dict.fromkeys(_ORDERS, "SKU"),
}


def _with(record: Record, column: str, content: str) -> bytes:
    return record.with_fields(**{column: text(record.format, content)})


def _invisible_blanks(record: Record) -> Strike:
    """Put a blank that nobody sees before or behind a code, in turns."""
    column, blank = _NAMES[record.feed], BLANKS[record.number % len(BLANKS)]
    value = record.value(column)
    return Strike(_with(record, column, blank + value if record.number % 2 else value + blank))


def _letters_in_id(record: Record) -> Strike:
    """Name a customer by letters and digits where the shop hands out numbers."""
    number = _with(record, "CustomerID", f"{('DEU', 'FRA', '$')[record.number % 3]}{12_345 + record.number}")
    return Strike(number, rule="RETAIL_INVOICES_CUSTOMER_ID_UNPARSEABLE")


def _float_id(record: Record) -> Strike:
    """Write the number of an order as a data frame does, in turns with zeros in front."""
    number = record.value("Order ID")
    return Strike(_with(record, "Order ID", f"00{number}" if record.number % 2 else f"{number}.0"))


def _null_spellings(record: Record) -> Strike:
    """Say nothing in the words of data frames, databases and spreadsheets."""
    spelling = NULL_SPELLINGS[record.number % len(NULL_SPELLINGS)]
    attributes = {"language": None} if record.feed.key == "markets.customers" else {}
    return Strike(_with(record, str(record.feed.optional), spelling), attributes=attributes)


def _foreign_currency(record: Record) -> Strike:
    """Write another currency beside an amount than the row's own: its symbol, in turns with its code."""
    column = str(record.feed.money)
    amount = record.value(column)
    other = {"kenya": ("\u20a6", "NGN"), "nigeria": ("KSh", "KES")}.get(record.feed.market, ("\u20ac", "EUR"))
    shown = f"{other[0]} {amount}" if record.number % 2 else f"{amount} {other[1]}"
    return Strike(_with(record, column, shown), rule=f"{record.feed.entity}_CURRENCY_FOREIGN")


def _currency(code: str, *rules: str) -> Callable[[Record], Strike]:
    def strike(record: Record) -> Strike:
        flags = tuple(f"{record.feed.entity}_CURRENCY_{rule}" for rule in rules)
        return Strike(_with(record, "currency", code), warnings=flags)

    return strike


def _clock_ahead(record: Record) -> Strike:
    """Date the record itself decades after everybody here."""
    written = record.value("created_timestamp")
    changed = _with(record, "created_timestamp", future(written[:10]) + written[10:])
    return Strike(changed, warnings=(f"{record.feed.entity}_CREATED_AT_IN_FUTURE",))


_PRICED = dict.fromkeys((storefront.PRODUCTS, storefront.SHIPPING), "plain")
_OPTIONAL = (
    storefront.ORDERS, storefront.CUSTOMERS, storefront.INVENTORY, storefront.SHIPPING, *markets.MARKET_FEEDS,
    app.EVENTS, app.ORDERS, app.INVENTORY,
)  # fmt: skip
_MONEY = (INVOICES, storefront.ORDERS, *_ORDERS)
_STAMPED = (storefront.ORDERS, storefront.INVENTORY, storefront.SHIPPING)
DEFECTS: tuple[RowDefect, ...] = (
    RowDefect("invisible_blanks", dict.fromkeys(_NAMES, "plain"), _invisible_blanks),
    RowDefect("letters_in_id", {INVOICES: "plain"}, _letters_in_id),
    RowDefect("float_id", dict.fromkeys(_ORDERS, "plain"), _float_id),
    RowDefect("null_spellings", {INVOICES: "guest", **dict.fromkeys(_OPTIONAL, "plain")}, _null_spellings),
    RowDefect("foreign_currency", dict.fromkeys(_MONEY, "plain"), _foreign_currency),
    RowDefect("unknown_currency", _PRICED, _currency("XYZ", "UNKNOWN", "UNRATED")),
    RowDefect("unrated_currency", _PRICED, _currency("cad", "UNRATED")),
    RowDefect("clock_ahead", dict.fromkeys(_STAMPED, "plain"), _clock_ahead),
)
