"""What a defect is: a row defect rewrites one record, a file defect changes how or when a whole file arrives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from seeds_gen.chunk import MONEY_SCALE
from seeds_gen.feeds.feed import Feed
from seeds_gen.forms import plain, printed

Where = str  # `plain`, `free_text`, `guest` or one of the chunk's own `masks`
Body = Literal["rows", "cut", "header", "nothing"]
State = Literal["loaded", "held", "duplicate", "superseded"]


@dataclass(frozen=True)
class Record:
    """One record of a file as it would be printed, field by field, quotes included (JSON: literals; empty: no key)."""

    feed: Feed
    fields: Mapping[str, str]
    values: Mapping[str, str]
    number: int  # counts up within a file from anywhere: chooses among variants
    format: str = "csv"

    def value(self, column: str) -> str:
        """Return a field without its quotes."""
        return plain(self.format, self.fields[column])

    def with_fields(self, **changed: str) -> bytes:
        """Print the record with some fields replaced (quotes are the caller's)."""
        unknown = set(changed) - set(self.fields)
        if unknown:
            raise KeyError(f"{self.feed.name} has no column {sorted(unknown)}")
        return printed(self.format, {**self.fields, **changed})

    @property
    def printed(self) -> bytes:
        """The record as it is."""
        return self.with_fields()


@dataclass(frozen=True)
class Strike:
    """What a row defect made of a record, and what must become of it.

    Attributes:
        record: The bytes that stand in the file instead, line end included; empty: the row is left out.
        rows: Records these bytes are for a csv reader.
        reject: Structural reason the loader gives, or None.
        rule: Code of the rule that quarantines the row, or None.
        warnings: Codes of rules that flag the row.
        doubt: Code of the rule that flags the row beside what is usual, in the quarter in which a shop begins and if it
            sells no more than twice as many lines a day as at scale 1; or None.
        amount: The row's amount in 1/10000 if it differs from the undamaged row's.
        total: What the row's order comes to in 1/10000, if it differs.
        attributes: Tracked attributes that differ, as they will be read.
        defect: Name of the defect, set by whoever asked it.
    """

    record: bytes
    rows: int = 1
    reject: str | None = None
    rule: str | None = None
    warnings: tuple[str, ...] = ()
    doubt: str | None = None
    amount: int | None = None
    total: int | None = None
    attributes: Mapping[str, str | int | None] = field(default_factory=dict)
    defect: str = ""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What becomes of the row, as the labels of truth.json say it."""
        refused = [f"reject:{self.reject}"] if self.reject else [f"rule:{self.rule}"] if self.rule else []
        flags = [f"warn:{code}" for code in self.warnings] + ([f"doubt:{self.doubt}"] if self.doubt else [])
        return (*refused, *flags) or ("accepted",)

    @property
    def accepted(self) -> bool:
        """Whether the row ends in the warehouse."""
        return self.reject is None and self.rule is None and self.rows > 0


@dataclass(frozen=True)
class RowDefect:
    """A defect of single rows.

    Attributes:
        name: Its name in 01.
        feeds: The feeds it can strike, each with the rows it may choose from.
        strike: What it does to one record.
    """

    name: str
    feeds: Mapping[Feed, Where]
    strike: Callable[[Record], Strike]

    @classmethod
    def joined(cls, parts: Sequence["RowDefect"]) -> "RowDefect":
        """Make one defect of what several sources understand by the same name."""
        strikes = {feed: part.strike for part in parts for feed in part.feeds}
        places = {feed: where for part in parts for feed, where in part.feeds.items()}
        if len(parts) == 1:
            return parts[0]
        return cls(parts[0].name, places, lambda record: strikes[record.feed](record))


@dataclass(frozen=True)
class Layout:
    """How a file is printed.

    Attributes:
        headers: The header line's names, unquoted.
        columns: For each header the column printed under it; a name that is not a column prints `filler`.
        filler: What stands in a column the source system made up.
        encoding: How the text becomes bytes.
        body: Whether rows follow, the last of them whole; only the header; or nothing at all.
        format: `csv`, `json`, `jsonl` or `xlsx`.
        compressed: Whether the bytes go through gzip.
        pretty: Whether a json array is spread over many lines, as people like to read it.
        delimiter: What stands between the fields of a csv file.
        preface: What stands before its header.
    """

    headers: tuple[str, ...]
    columns: tuple[str, ...]
    filler: str = ""
    encoding: Literal["utf-8", "utf-8-sig", "utf-16"] = "utf-8"
    body: Body = "rows"
    format: str = "csv"
    compressed: bool = False
    pretty: bool = False
    delimiter: str = ","
    preface: str = ""

    @classmethod
    def of(cls, feed: Feed) -> "Layout":
        """Return a feed's undamaged layout."""
        return cls(headers=feed.columns, columns=feed.columns, format=feed.format)

    def change(self, **changed: object) -> "Layout":
        """Return a layout that differs in some respects."""
        return replace(self, **changed)  # type: ignore[arg-type]


@dataclass(frozen=True)
class FileDefect:
    """A defect of a whole file (of the storefront: of one file of a day, or of the whole day).

    Attributes:
        name: Its name in 01.
        feeds: The feeds it can hit.
        layout: How the file is printed.
        state: Where the file ends, by source, feed (`markets.customers`) or feed and format (`app.events.jsonl`); not
            named: loaded. Of a storefront day that holds such a file, where all its files end.
        wave: When the file arrives.
        whole_day: Whether it concerns all files of a storefront day.
        copy_wave: Wave of a second file with the same rows, or None.
        copy_layout: How that is printed: with the same bytes, or in other wrapping.
        rename: What the file is called instead.
        correction_wave: Wave of a second version of the file, or None.
        trigger: Whether it hits the day's trigger instead of a file.
        once: Whether a second file of the kind would have the same bytes, and so be a duplicate.
        manifest: Whether the day's trigger must state checksums and row counts for the defect to be found.
    """

    name: str
    feeds: tuple[Feed, ...]
    layout: Callable[[Layout, Feed], Layout] = lambda layout, _: layout
    state: Mapping[str, State] = field(default_factory=dict)
    wave: int = 1
    whole_day: bool = False
    copy_wave: int | None = None
    copy_layout: Callable[[Layout], Layout] = lambda layout: layout
    rename: Callable[[str], str] = lambda path: path
    correction_wave: int | None = None
    trigger: bool = False
    once: bool = False
    manifest: bool = False

    def state_in(self, feed: Feed, written_as: str = "") -> State:
        """Return where a file of this feed (and format, if the feed has several) ends; the closest name decides."""
        names = (f"{feed.key}.{written_as or feed.format}", feed.key, feed.source)
        return next((self.state[name] for name in names if name in self.state), "loaded")

    @classmethod
    def joined(cls, parts: Sequence["FileDefect"]) -> "FileDefect":
        """Make one defect of what several sources understand by the same name; waves are the first one's."""
        layouts = {feed: part.layout for part in parts for feed in part.feeds}
        return replace(
            parts[0],
            feeds=tuple(layouts),
            layout=lambda layout, feed: layouts[feed](layout, feed),
            state={name: state for part in parts for name, state in part.state.items()},
        )


def money(text: str) -> int:
    """Read a plain decimal as a count of 1/10000."""
    return int(Decimal(text) * MONEY_SCALE)
