"""The gift shop's files: one a day or one every few hours, chunk by chunk."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from seeds_gen.answers.truth import BatchEntry, Entity, FileEntry, day_seconds
from seeds_gen.chunk import CHUNK_ROWS, Printed
from seeds_gen.defects.plan import Lane, Slot
from seeds_gen.feeds.retail import INVOICES
from seeds_gen.files.job import Assignment, FileJob
from seeds_gen.request import Request
from seeds_gen.rng import stream
from seeds_gen.shops.calendars import GIFT_SHOP_CLOCK, gift_shop_weight
from seeds_gen.shops.retail.catalogue import Catalogue
from seeds_gen.shops.retail.customers import Customers
from seeds_gen.shops.retail.expected import expected_customers, expected_products
from seeds_gen.shops.retail.invoices import GUEST, build
from seeds_gen.shops.retail.pool import SalesPool
from seeds_gen.shops.retail.print import Printable, printable
from seeds_gen.shops.source import Site, SourceKind

LINES_PER_DAY = 2_000
CURRENCY = "GBP"
_FIRST_INVOICE = 536_365


@dataclass(frozen=True)
class Window:
    """One file's part of time: a date and a half-open range of hours."""

    day: date
    number: int  # of the day
    first_hour: int
    end_hour: int
    path: str


def windows(request: Request) -> list[Window]:
    """List the files there will be; hours in which the shop never sells yield none."""
    result, every_hours = [], request.retail_every_hours
    for number in range(request.days):
        day = request.start + timedelta(days=number)
        for hour in range(0, 24, every_hours):
            if GIFT_SHOP_CLOCK.share(hour, hour + every_hours) > 0:
                name = f"{day}.csv" if every_hours == 24 else f"{day}_{hour:02d}00.csv"
                result.append(Window(day, number, hour, hour + every_hours, f"retail/invoices/{name}"))
    return result


class RetailShop:
    """The gift shop through the days; `catalogue` and `clients` end up holding the expected history."""

    def __init__(self, site: Site) -> None:
        """Open the shop."""
        self._site = site
        seed, scale = site.request.seed, site.request.scale
        self._out, self._seed, self._scale, self._book = site.out, seed, scale, site.book
        self.catalogue, self.clients = Catalogue(seed, scale), Customers(seed, scale)
        self._pool = SalesPool()
        self._next_invoice = _FIRST_INVOICE
        self._day = -1

    def run(self) -> Iterator[FileEntry]:
        """Write the files one after the other; yields their entries in the truth."""
        for number, (window, slot) in enumerate(
            zip(windows(self._site.request), self._site.slots["retail"], strict=True)
        ):
            if window.number != self._day:
                self._day = window.number
                self.catalogue.advance(window.number)
                self.clients.advance(window.number)
            yield from self._write(window, slot)
            self._site.on_step(number + 1)

    def batches(self) -> tuple[BatchEntry, ...]:
        """Return nothing: the gift shop has no triggers."""
        return ()

    def customers(self) -> Iterator[Entity]:
        """Yield the registered customers with the countries they bought from."""
        return expected_customers(self.clients)

    def products(self) -> Iterator[Entity]:
        """Yield what was ever on an invoice."""
        return expected_products(self.catalogue)

    def _write(self, window: Window, slot: Slot) -> list[FileEntry]:
        share = GIFT_SHOP_CLOCK.share(window.first_hour, window.end_hour)
        lines = max(1, round(LINES_PER_DAY * self._scale * gift_shop_weight(window.day) * share))
        chunks = -(-lines // CHUNK_ROWS)
        state = slot.file_defect.state_in(INVOICES) if slot.file_defect else "loaded"
        assignment = Assignment(INVOICES, window.path, slot.file_defect, state, slot.rows.get(INVOICES, ()))
        job = FileJob(self._out, self._seed, assignment, chunks)
        low, high = GIFT_SHOP_CLOCK.quantiles(window.first_hour, window.end_hour)
        for number in range(chunks):
            rng = stream(self._seed, "retail", window.path, number)
            span = (low + (high - low) * number / chunks, low + (high - low) * (number + 1) / chunks)
            stretch = build(rng, self.catalogue, self.clients, self._pool, -(-lines // chunks), span)
            ready = printable(stretch, self.catalogue, window.day, self._next_invoice)
            self._next_invoice += len(stretch.kind)
            printed = job.add(ready.chunk)
            if printed.accepted.any():
                job.struck.warn({code: int((flag & printed.accepted).sum()) for code, flag in ready.flags.items()})
                self._count(window, ready, printed)
        return job.close()

    def _count(self, window: Window, ready: Printable, printed: Printed) -> None:
        """Add a chunk's accepted lines to the sales and to the history."""
        stretch, accepted = ready.stretch, printed.accepted
        amounts = ready.amounts.copy()
        for row, amount in printed.amounts.items():
            amounts[row] = amount
        copies = np.ones(len(amounts), dtype=np.int64)
        for row, repeats in printed.copies.items():
            copies[row] = repeats
        self._book.add(
            "retail",
            window.day.isoformat(),
            CURRENCY,
            orders=int(np.count_nonzero(np.bincount(stretch.invoice[accepted]))),
            lines=int(copies[accepted].sum()),
            amount=int((amounts * copies)[accepted].sum()),
        )
        midnight = day_seconds(window.day)
        times = midnight + stretch.second[stretch.invoice]
        history = accepted & ready.history
        free = [row for row, amount in printed.amounts.items() if amount == 0]
        history[free] = False
        product = self.catalogue.identity[stretch.code[history]]
        self.catalogue.versions.observe(self.catalogue.version[product], times[history])
        self.catalogue.sold[stretch.code[accepted]] = True
        customer = stretch.customer[stretch.invoice]
        known = accepted & (customer != GUEST)
        self.clients.versions.observe(self.clients.version[customer[known]], times[known])


KIND = SourceKind(
    name="retail",
    feeds=(INVOICES,),
    lanes=lambda request: [Lane("retail", (INVOICES,), tuple(window.path for window in windows(request)))],
    steps=lambda request: len(windows(request)),
    open=RetailShop,
)
