"""Row defects the loader meets: bytes, quotes and field counts."""

from seeds_gen.defects.files import FEEDS
from seeds_gen.defects.model import Record, RowDefect, Strike, Where
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.retail import INVOICES
from seeds_gen.feeds.storefront import ORDERS, SHIPPING

_EVERY_FEED: dict[Feed, Where] = dict.fromkeys(FEEDS, "plain")
_HARMLESS_TEXT: dict[Feed, Where] = {INVOICES: "free_text", ORDERS: "plain", SHIPPING: "plain"}

# None of these is UTF-8: a curly apostrophe, a pound sign, an accented letter, a euro sign and a dash.
_CP1252 = (b"\x92", b"\xa3", b"\xe9", b"\x80", b"\x97")
_FIELD_LIMIT = 1 << 20


def _insert(record: Record, what: bytes) -> bytes:
    """Put bytes into the middle of the text field, inside its quotes if it has any."""
    marker = "\uffff"
    text = record.fields[record.feed.text]
    middle = max(len(text) // 2, 1 if text.startswith('"') else 0)
    return record.with_fields(**{record.feed.text: text[:middle] + marker + text[middle:]}).replace(
        marker.encode(), what
    )


def cp1252_bytes(record: Record) -> Strike:
    """Put a byte into the text that is no UTF-8."""
    return Strike(_insert(record, _CP1252[record.number % len(_CP1252)]), reject="invalid_encoding")


def nul_byte(record: Record) -> Strike:
    """Put a NUL into the text."""
    return Strike(_insert(record, b"\x00"), reject="nul_byte")


def overlong_field(record: Record) -> Strike:
    """Make the text longer than a field may be."""
    return Strike(_insert(record, b"x" * (_FIELD_LIMIT + 1)), reject="field_too_long")


def ragged_row(record: Record) -> Strike:
    """Lose the last two fields, or gain one, in turns."""
    if record.number % 2:
        return Strike(record.printed.replace(b"\n", b",surplus\n"), reject="too_many_fields")
    kept = list(record.fields.values())[:-2]
    return Strike((",".join(kept) + "\n").encode(), reject="too_few_fields")


def stray_quote(record: Record) -> Strike:
    """Open a quote that nothing closes: the text field's closing quote is lost, or an opening one appears."""
    text = record.fields[record.feed.text]
    broken = text[:-1] if text.startswith('"') else '"' + text
    return Strike(record.with_fields(**{record.feed.text: broken}), reject="malformed_quote")


def embedded_newline(record: Record) -> Strike:
    """Break the text into two lines, in quotes."""
    text = record.value(record.feed.text)
    middle = len(text) // 2
    broken = f"{text[:middle]}\n{text[middle:]}".replace('"', '""')
    return Strike(record.with_fields(**{record.feed.text: f'"{broken}"'}))


DEFECTS: tuple[RowDefect, ...] = (
    RowDefect("cp1252_bytes", _EVERY_FEED, cp1252_bytes),
    RowDefect("nul_byte", _EVERY_FEED, nul_byte),
    RowDefect("overlong_field", _EVERY_FEED, overlong_field),
    RowDefect("ragged_row", _EVERY_FEED, ragged_row),
    RowDefect("stray_quote", _EVERY_FEED, stray_quote),
    RowDefect("embedded_newline", _HARMLESS_TEXT, embedded_newline),
)
