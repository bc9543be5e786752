"""What the mobile shop's defects share: a cell in the format of the record, and what strikes all three feeds."""

from seeds_gen import forms
from seeds_gen.defects.model import Record, RowDefect, Where
from seeds_gen.defects.references_and_text import FORMULAS, HTML, saying
from seeds_gen.defects.values import dated, future, impossible, null_markers, swapped
from seeds_gen.feeds.feed import Feed

_SQL = ("'; drop table raw_app.orders; --", "x' or '1'='1", "$$; delete from core.fct_sales; $$")


def cell(record: Record, text: str) -> str:
    """Print any text as a cell of the record."""
    return forms.text(record.format, text)


def common(feed: Feed, dates: Where = "plain", *, flagged: bool = False) -> tuple[RowDefect, ...]:
    """List what a missing value, a date and a free text suffer in each feed.

    `dates` are the rows whose date may be damaged; `flagged` tells that its rules flag the row and do not refuse it.
    """
    return (
        RowDefect("null_markers", {feed: "plain"}, null_markers),
        RowDefect("day_month_swap", {feed: dates}, dated(swapped, "UNPARSEABLE", flagged=flagged)),
        RowDefect("impossible_date", {feed: dates}, dated(impossible, "UNPARSEABLE", flagged=flagged)),
        RowDefect("future_date", {feed: dates}, dated(future, "IN_FUTURE", flagged=flagged)),
        RowDefect("html_in_text", {feed: "plain"}, saying(HTML, cell)),
        RowDefect("formula_in_text", {feed: "plain"}, saying(FORMULAS, cell)),
        RowDefect("sql_in_text", {feed: "plain"}, saying(_SQL, cell)),
    )
