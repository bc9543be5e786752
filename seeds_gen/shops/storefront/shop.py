"""The web shop's days: five files and a trigger each, with history and sales added up on the way."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from seeds_gen.answers.truth import BatchEntry, Entity, FileEntry, day_seconds
from seeds_gen.chunk import CHUNK_ROWS, Bools, Chunk, Ints
from seeds_gen.defects.plan import Lane, Slot
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.storefront import CUSTOMERS, INVENTORY, ORDERS, PRODUCTS, SHIPPING, STOREFRONT_FEEDS
from seeds_gen.files.job import Assignment, FileJob, place
from seeds_gen.request import Request
from seeds_gen.rng import stream
from seeds_gen.shops.calendars import web_shop_weight
from seeds_gen.shops.source import Site, SourceKind
from seeds_gen.shops.storefront.customers import Customers
from seeds_gen.shops.storefront.expected import expected_customers, expected_products
from seeds_gen.shops.storefront.goods import Products
from seeds_gen.shops.storefront.inventory import Inventory
from seeds_gen.shops.storefront.orders import CURRENCY, Day, OrderRows, arrived_today, build, iso_date
from seeds_gen.shops.storefront.trigger import ManifestLine, trigger_text
from seeds_gen.shops.storefront.updates import Updates

ORDERS_PER_DAY = 200
_DISPLAY_NAME_DAYS = 0.15


def file_path(feed: Feed, day: date) -> str:
    """Return where a file of a day lands."""
    return f"storefront/{feed.name}_{day:%Y_%m_%d}.csv"


def trigger_path(day: date) -> str:
    """Return where the trigger of a day lands."""
    return f"storefront/trigger_{day:%Y_%m_%d}.json"


class Storefront:
    """The web shop through the days; `clients` and `goods` end up holding the expected history."""

    def __init__(self, site: Site) -> None:
        """Open the shop."""
        self._site, self._out, self._book = site, site.out, site.book
        seed, scale, start = site.request.seed, site.request.scale, site.request.start
        self._seed, self._scale, self._start = seed, scale, start
        self.clients, self.goods = Customers(seed, scale, start), Products(seed, scale, start)
        self._inventory, self._updates = Inventory(seed), Updates()
        self._next_order = 1
        self._batches: list[BatchEntry] = []

    def run(self) -> Iterator[FileEntry]:
        """Write the days one after the other; yields the entries of their files in the truth."""
        for number, slot in enumerate(self._site.slots["storefront"]):
            yield from self._write(number, slot)
            self._site.on_step(number + 1)

    def batches(self) -> list[BatchEntry]:
        """Return what must become of each trigger."""
        return self._batches

    def customers(self) -> Iterator[Entity]:
        """Yield the customers with every version of their tracked columns."""
        return expected_customers(self.clients)

    def products(self) -> Iterator[Entity]:
        """Yield the products with every version of their tracked columns."""
        return expected_products(self.goods)

    def _write(self, number: int, slot: Slot) -> Iterator[FileEntry]:
        when = self._start + timedelta(days=number)
        names = stream(self._seed, "storefront", "names", number).random() < _DISPLAY_NAME_DAYS
        day = Day(number, when, day_seconds(when) // 86_400, display_names=bool(names))
        self.clients.advance(number, when)
        self.goods.advance(number, when)
        self._inventory.advance(number, when, self.goods.size)
        orders = max(1, round(ORDERS_PER_DAY * self._scale * web_shop_weight(when)))
        chunks = {ORDERS: -(-orders // CHUNK_ROWS), CUSTOMERS: -(-self.clients.size // CHUNK_ROWS)}
        chunks[SHIPPING] = chunks[ORDERS]
        jobs = {feed: self._job(feed, when, slot, chunks.get(feed, 1)) for feed in STOREFRONT_FEEDS}
        self._sell(day, jobs[ORDERS], jobs[SHIPPING], orders, chunks[ORDERS])
        for part in self.clients.rows(number, when):
            self.clients.observe(part, jobs[CUSTOMERS].add(part.chunk), when)
        stock = self._inventory.by_product(self.goods.size)
        shelf = self.goods.rows(number, when, stock, capitals=day.display_names)
        self.goods.observe(shelf, jobs[PRODUCTS].add(shelf.chunk), when)
        jobs[INVENTORY].add(self._inventory.rows(number, when))
        for job in jobs.values():
            yield from job.close()
        self._release(when, slot, jobs)

    def _job(self, feed: Feed, day: date, slot: Slot, chunks: int) -> FileJob:
        defect = slot.file_defect
        state = defect.state_in(slot.target or ORDERS) if defect else "loaded"
        hit = defect is not None and (defect.whole_day or slot.target is feed)
        assignment = Assignment(
            feed,
            file_path(feed, day),
            defect if hit else None,
            state,
            slot.rows.get(feed, ()) if slot.open_to_rows else (),
        )
        return FileJob(self._out, self._seed, assignment, chunks)

    def _sell(self, day: Day, orders: FileJob, parcels: FileJob, count: int, chunks: int) -> None:
        """Write the orders and the parcels of a day together, chunk by chunk."""
        row = 1
        for number in range(chunks):
            rng = stream(self._seed, "storefront", "orders", day.number, number)
            size = count // chunks + (number < count % chunks)
            span = (number / chunks, (number + 1) / chunks)
            new = build(rng, day, self.clients, self.goods, size, self._next_order, row, span)
            self._next_order += size
            row += size
            again = self._updates.due(day.number, self.goods.changed_on) if number == chunks - 1 else []
            old_orders, old_parcels = _joined(rng, day, [(each.orders, each.parcels) for each in again], new, row)
            padding: Bools = np.zeros(old_orders.height, dtype=np.bool_)
            plain = np.concatenate([new.plain, padding])
            none = np.zeros(len(plain), dtype=np.bool_)
            printed = orders.add(Chunk(pl.concat([new.orders.frame, old_orders]), plain, none, none, new.orders.values))
            parcels.add(Chunk(pl.concat([new.parcels, old_parcels]), plain & ~printed.struck, none, none))
            amounts = new.amounts.copy()
            for at, amount in printed.amounts.items():
                amounts[at] = amount
            accepted = printed.accepted[:size]
            self._count(new.dates[accepted], amounts[accepted])
            self._updates.remember(new, day.number, counted=bool(accepted[~new.plain].any()))
            if printed.accepted[size:].any():
                for update in again:
                    if not update.counted:
                        self._count(update.dates, update.amounts)

    def _count(self, dates: Ints, amounts: Ints) -> None:
        for at in np.unique(dates).tolist():
            mine = amounts[dates == at]
            self._book.add(
                "storefront", iso_date(at), CURRENCY, orders=len(mine), lines=len(mine), amount=int(mine.sum())
            )

    def _release(self, day: date, slot: Slot, jobs: dict[Feed, FileJob]) -> None:
        """Write the trigger of each version of the day."""
        defect = slot.file_defect
        versions = len(jobs[ORDERS].manifest)
        for version in range(versions):
            lines = []
            for feed, job in jobs.items():
                wave, checksum, rows = job.manifest[version]
                lines.append(ManifestLine(Path(file_path(feed, day)).name, checksum, rows))
            broken = defect is not None and defect.trigger
            text = trigger_text(
                self._seed, day, version + 1, lines, manifest=defect is not None and defect.manifest, broken=broken
            )
            path = place(self._out, trigger_path(day), wave)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            state = defect.state_in(slot.target or ORDERS) if defect else "loaded"
            self._batches.append(BatchEntry(trigger_path(day), day.isoformat(), wave, state))


def _joined(
    rng: np.random.Generator, day: Day, again: list[tuple[pl.DataFrame, pl.DataFrame]], new: OrderRows, first_row: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Put the orders that come again today into one frame each."""
    if not again:
        return new.orders.frame.clear(), new.parcels.clear()
    return arrived_today(
        rng, day, pl.concat([each for each, _ in again]), pl.concat([each for _, each in again]), first_row
    )


def _lanes(request: Request) -> list[Lane]:
    days = (request.start + timedelta(days=number) for number in range(request.days))
    return [Lane("storefront", STOREFRONT_FEEDS, tuple(trigger_path(day) for day in days))]


KIND = SourceKind(
    name="storefront", feeds=STOREFRONT_FEEDS, lanes=_lanes, steps=lambda request: request.days, open=Storefront
)
