"""File defects: header, encoding and size, and files that arrive late, twice or corrected."""

import re
from collections.abc import Callable

from seeds_gen.defects.model import FileDefect, Layout, State
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.retail import INVOICES
from seeds_gen.feeds.storefront import SHIPPING, STOREFRONT_FEEDS
from seeds_gen.forms import text

# Of the shops whose defects need no module of their own.
FEEDS: tuple[Feed, ...] = (INVOICES, *STOREFRONT_FEEDS)
HELD: dict[str, State] = {"retail": "held", "storefront": "held"}
HOSTILE_HEADER = 'x"); drop table raw_retail.invoices; --'


def without_vital(layout: Layout, feed: Feed) -> Layout:
    """Leave out the column no loader can do without."""
    kept = tuple(column for column in layout.columns if column != feed.vital)
    return layout.change(headers=kept, columns=kept)


def added(header: str, content: str) -> Callable[[Layout, Feed], Layout]:
    """Add a column, or a key, the source system made up; it says the same in every row."""

    def change(layout: Layout, _: Feed) -> Layout:
        headers, columns = (*layout.headers, header), (*layout.columns, header)
        return layout.change(headers=headers, columns=columns, filler=text(layout.format, content))

    return change


def other_case(layout: Layout, _: Feed) -> Layout:
    """Spell the header in capitals, in small letters, and with blanks for underscores, in turns."""
    spellings = (str.upper, str.lower, lambda name: name.replace("_", " ").title())
    return layout.change(headers=tuple(spellings[at % 3](name) for at, name in enumerate(layout.headers)))


def reordered(layout: Layout, _: Feed) -> Layout:
    """Turn the columns around, starting in the middle."""
    middle = len(layout.columns) // 2
    order = (*reversed(layout.columns[middle:]), *layout.columns[:middle])
    return layout.change(headers=order, columns=order)


def spreadsheet(layout: Layout, _: Feed) -> Layout:
    """Save a csv file as a spreadsheet does whose country writes decimal commas, with two columns nobody filled."""
    headers, columns = (*layout.headers, "", ""), (*layout.columns, "blank 1", "blank 2")
    return layout.change(headers=headers, columns=columns, delimiter=";", preface="sep=;\n")


def rewrapped(layout: Layout) -> Layout:
    """Print the same text with a byte-order mark, packed if it was not and the other way round."""
    return layout.change(encoding="utf-8-sig", compressed=not layout.compressed)


def misdated(path: str) -> str:
    """Call a file after a day that nobody has lived to see."""
    folder, slash, name = path.rpartition("/")
    return f"{folder}{slash}{re.sub('20[0-9]{2}', '2142', name, count=1)}"


DEFECTS: tuple[FileDefect, ...] = (
    FileDefect("corrected_file_new_bytes", FEEDS, correction_wave=2, whole_day=True),
    FileDefect("duplicate_file_same_bytes", (INVOICES,), copy_wave=2),
    FileDefect("duplicate_file_other_wrapping", (INVOICES,), copy_wave=2, copy_layout=rewrapped),
    FileDefect("late_file", FEEDS, wave=3, whole_day=True),
    FileDefect("out_of_order_days", FEEDS, wave=2, whole_day=True),
    FileDefect("missing_column", FEEDS, without_vital, state=HELD),
    FileDefect("added_column", FEEDS, added("campaign_code", "SPRING")),
    FileDefect("sql_in_header", FEEDS, added(HOSTILE_HEADER, "1")),
    FileDefect("system_column", FEEDS, added("ctid", "7")),
    FileDefect("spreadsheet_csv", FEEDS, spreadsheet),
    FileDefect("renamed_header_case", FEEDS, other_case),
    FileDefect("reordered_columns", FEEDS, reordered),
    FileDefect("bom", FEEDS, lambda layout, _: layout.change(encoding="utf-8-sig")),
    FileDefect("utf16_file", FEEDS, lambda layout, _: layout.change(encoding="utf-16")),
    FileDefect("empty_file", FEEDS, lambda layout, _: layout.change(body="nothing"), state=HELD),
    # Only where an empty day is no statement about anything else: an empty customer feed would delete every customer.
    FileDefect("header_only", (INVOICES, SHIPPING), lambda layout, _: layout.change(body="header"), once=True),
    FileDefect(
        "truncated_file",
        FEEDS,
        lambda layout, _: layout.change(body="cut"),
        state={"storefront": "held"},
        manifest=True,
    ),
    FileDefect("broken_json", STOREFRONT_FEEDS, state=HELD, whole_day=True, trigger=True),
)
