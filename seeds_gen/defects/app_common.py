"""What the mobile shop's defects share: rewriting a text or a date, whatever the format of the record."""

from collections.abc import Callable

from seeds_gen import forms
from seeds_gen.defects.model import Record, Strike

HTML = ("<script>document.title='x'</script>", "<img src=x onerror=prompt(1)>", "<b>Bold</b> &amp; <i>gone</i>")
FORMULAS = ("=1+1", "+SUM(A1:A9)", "@HYPERLINK(A1)", "=cmd|' /C calc'!A0")
SQL = ("'; drop table raw_app.orders; --", "x' or '1'='1", "$$; delete from core.fct_sales; $$")
NULL_MARKERS = ("NULL", "null", "-", "NA", "N/A", " ")


def cell(record: Record, text: str) -> str:
    """Print any text as a cell of the record."""
    return forms.text(record.format, text)


def saying(texts: tuple[str, ...]) -> Callable[[Record], Strike]:
    """Replace the free text, in turns by each of the texts."""

    def strike(record: Record) -> Strike:
        text = texts[record.number % len(texts)]
        return Strike(record.with_fields(**{record.feed.text: cell(record, text)}))

    return strike


def null_markers(record: Record) -> Strike:
    """Write one of the words that mean nothing where a value may be missing."""
    marker = NULL_MARKERS[record.number % len(NULL_MARKERS)]
    return Strike(record.with_fields(**{str(record.feed.optional): cell(record, marker)}))


def dated(rewrite: Callable[[str], str], rule: str, *, flagged: bool = False) -> Callable[[Record], Strike]:
    """Rewrite the `YYYY-MM-DD` part of the date column; the rule quarantines the row, or only flags it."""

    def strike(record: Record) -> Strike:
        column = str(record.feed.date)
        text = record.value(column)
        changed = record.with_fields(**{column: cell(record, rewrite(text[:10]) + text[10:])})
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
