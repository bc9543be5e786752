"""The seam every shop plugs into: what a source tells before it runs, what it is given, what it hands back.

A source is a `SourceKind` in `shops.sources.SOURCES`. Before the first byte is written it lists its *lanes*: sequences
of files (or of days, where files of a day belong together) that the plan assigns defects to, each with the feeds a slot
holds. Then `open` makes the shop, and `run` writes its files in the order of time through `files.job.FileJob`, which
prints chunks, strikes rows, writes copies and corrections, and says which rows count in the end. The source adds these
to the `SalesBook` and to the versions of its customers and products.

Formats: a feed's `format` (or the `Layout` a source hands to its `Assignment`) chooses the class of
`files.writers.WRITERS`. Defects: a module of `defects` lists a source's `RowDefect` and `FileDefect`; parts of the same
name in several modules are joined by feed in `defects.registry`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from seeds_gen.answers.sales import SalesBook
from seeds_gen.answers.truth import BatchEntry, Entity, FileEntry
from seeds_gen.defects.plan import Lane, Slot
from seeds_gen.feeds.feed import Feed
from seeds_gen.request import Request


@dataclass(frozen=True)
class Site:
    """What a shop is given.

    Attributes:
        out: The landing zone.
        request: The arguments: seed, scale, start, days.
        slots: By lane, what the plan decided for each of its files (or days).
        book: Where accepted sales are added up.
        on_step: Called with the number of steps done, of those `SourceKind.steps` announced.
    """

    out: Path
    request: Request
    slots: Mapping[str, tuple[Slot, ...]]
    book: SalesBook
    on_step: Callable[[int], None]


class Source(Protocol):
    """A shop that writes its files."""

    def run(self) -> Iterator[FileEntry]:
        """Write the files one after the other; yields the entry of each version of each file in the truth."""

    def batches(self) -> Sequence[BatchEntry]:
        """Return what must become of the triggers written, if the source has triggers."""

    def customers(self) -> Iterator[Entity]:
        """Yield the expected history of each customer, after `run`."""

    def products(self) -> Iterator[Entity]:
        """Yield the expected history of each product, after `run`."""


@dataclass(frozen=True)
class SourceKind:
    """A shop that can be asked for.

    Attributes:
        name: As in the landing zone and in `--sources`.
        feeds: What it writes.
        lanes: Lists its lanes for a request.
        steps: How many steps `run` will report.
        open: Makes the shop.
    """

    name: str
    feeds: tuple[Feed, ...]
    lanes: Callable[[Request], Sequence[Lane]]
    steps: Callable[[Request], int]
    open: Callable[[Site], Source]
