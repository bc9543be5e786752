"""The mobile shop's days: events, orders and, once a week, the stock, with history and sales added up on the way."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import polars as pl

from seeds_gen.answers.truth import BatchEntry, Entity, FileEntry, day_seconds
from seeds_gen.chunk import CHUNK_ROWS, MONEY_SCALE, Chunk, Ints, Printed
from seeds_gen.defects.plan import Slot
from seeds_gen.feeds.app import APP_FEEDS, EVENTS, INVENTORY, ORDERS
from seeds_gen.feeds.feed import Feed
from seeds_gen.files.job import Assignment, FileJob
from seeds_gen.rng import stream
from seeds_gen.shops.app import (
    events as app_events,
)
from seeds_gen.shops.app import (
    inventory as app_inventory,
)
from seeds_gen.shops.app import (
    orders as app_orders,
)
from seeds_gen.shops.app import (
    visits as app_visits,
)
from seeds_gen.shops.app.files import ARRAY, CSV, DAYS_BETWEEN_STOCK_FILES, XLSX, Form, event_form, file_path, lanes
from seeds_gen.shops.app.goods import Goods
from seeds_gen.shops.app.updates import COUNTED, DATE, LINES, SUBTOTAL, TOTAL, USER, Again, Updates
from seeds_gen.shops.app.users import Users, user_ids
from seeds_gen.shops.calendars import SECONDS_PER_DAY, mobile_shop_weight
from seeds_gen.shops.source import Site, SourceKind

ORDERS_PER_DAY = 200
_EVENTS_PER_VISIT = 5.1
_FEWEST_VISITS = 6  # as many as it takes for one to end in an order
_UNITS_PER_ORDER = 2.4
_CENTS_TO_AMOUNT = MONEY_SCALE // 100


class App:
    """The mobile shop through the days."""

    def __init__(self, site: Site) -> None:
        """Open the shop."""
        self._site, self._seed = site, site.request.seed
        scale, start = site.request.scale, site.request.start
        self.users = Users(self._seed, scale)
        self.goods = Goods(self._seed, scale, start, ORDERS_PER_DAY * scale * _UNITS_PER_ORDER)
        self._history, self._updates = app_inventory.ProductHistory(), Updates()
        self._next_order = 1

    def run(self) -> Iterator[FileEntry]:
        """Write the days one after the other; yields the entries of their files in the truth."""
        for number in range(self._site.request.days):
            day = self._site.request.start + timedelta(days=number)
            self.users.advance(number)
            self.goods.advance(number, day)
            if number % DAYS_BETWEEN_STOCK_FILES == 0:
                yield from self._take_stock(day, self._site.slots["app.inventory"][number // DAYS_BETWEEN_STOCK_FILES])
            yield from self._trade(number, day)
            self._site.on_step(number + 1)

    def batches(self) -> tuple[BatchEntry, ...]:
        """Return nothing: the mobile shop has no triggers."""
        return ()

    def customers(self) -> Iterator[Entity]:
        """Yield everybody an accepted event or order showed; the shop tells nothing about them that could change."""
        known = user_ids(np.flatnonzero(self.users.seen))
        for name in (*known, *sorted(self.users.strangers)):
            yield {"customer_id": f"app:{name}", "versions": []}

    def products(self) -> Iterator[Entity]:
        """Yield the products the stock files showed, with the versions their accepted rows tell."""
        return self._history.entities()

    def _job(self, feed: Feed, day: date, slot: Slot, chunks: int, form: Form) -> FileJob:
        state = slot.file_defect.state_in(feed, form.suffix) if slot.file_defect else "loaded"
        rows = slot.rows.get(feed, ())
        path = file_path(feed, day, form)
        assignment = Assignment(feed, path, slot.file_defect, state, rows, layout=form.layout(feed))
        return FileJob(self._site.out, self._seed, assignment, chunks)

    def _trade(self, number: int, day: date) -> Iterator[FileEntry]:
        """Write a day's events and orders together, chunk by chunk."""
        buyers = ORDERS_PER_DAY * self._site.request.scale * mobile_shop_weight(day)
        visits = max(_FEWEST_VISITS, round(buyers / app_visits.BUYERS))
        chunks = max(1, min(-(-round(visits * _EVENTS_PER_VISIT) // CHUNK_ROWS), visits // _FEWEST_VISITS))
        event_slot, order_slot = self._site.slots["app.events"][number], self._site.slots["app.orders"][number]
        # An empty list is an array: a file of lines without lines would be an empty file, which is something else.
        listed = event_slot.file_defect is not None and event_slot.file_defect.name == "header_only"
        events = self._job(EVENTS, day, event_slot, chunks, ARRAY if listed else event_form(day))
        orders = self._job(ORDERS, day, order_slot, chunks, CSV)
        first_event = first_visit = 1
        for nth in range(chunks):
            rng = stream(self._seed, "app", "trade", number, nth)
            size = visits // chunks + (nth < visits % chunks)
            part = app_visits.build(rng, self.users, self.goods, size, (nth / chunks, (nth + 1) / chunks))
            sold = app_orders.build(rng, self.users, part, str(day), self._next_order)
            self.goods.sell(sold.products, sold.quantities)
            today = app_events.Day(str(day), f"{day:%y%m%d}")
            happened = app_events.chunk(rng, today, part, sold, self.goods, first_event, first_visit)
            printed = events.add(happened)
            self.users.show(part.user[part.visit[printed.accepted]])
            again = self._updates.due(rng, number) if nth == chunks - 1 else None
            self._sell(number, day, orders, sold, again)
            self._next_order += len(sold.users)
            first_event, first_visit = first_event + len(part.event), first_visit + size
        yield from events.close()
        yield from orders.close()

    def _sell(self, number: int, day: date, job: FileJob, sold: app_orders.Orders, again: Again | None) -> None:
        """Print new orders, and those that come again; count what is accepted and was not counted before."""
        size = len(sold.users)
        frame = sold.frame if again is None else pl.concat([sold.frame, again.frame])
        plain = np.concatenate([sold.once, np.zeros(frame.height - size, dtype=np.bool_)])
        values = {"dropped_product": self.goods.dropped()}
        printed = job.add(Chunk(frame, plain=plain, free_text=plain, guest=plain, values=values))
        accepted = printed.accepted[:size]
        today = day_seconds(day) // SECONDS_PER_DAY
        self._count(day, sold, printed)
        rng = stream(self._seed, "app", "updates", number, self._next_order)
        if again is not None:
            shown = printed.accepted[size:]
            self._updates.settle(again, shown)
            self._count_late(again.known[shown])
        self._updates.remember(rng, sold, accepted, number, today)

    def _count(self, day: date, sold: app_orders.Orders, printed: Printed) -> None:
        accepted = printed.accepted[: len(sold.users)]
        amounts, totals = sold.subtotals * _CENTS_TO_AMOUNT, sold.totals * _CENTS_TO_AMOUNT
        for row, amount in printed.amounts.items():
            amounts[row] = amount
        known = accepted.copy()
        for row, total in printed.totals.items():
            totals[row] = total
        for row, override in printed.overrides.items():
            known[row] = False
            self.users.strangers.add(str(override["customer_id"]))
        self.users.show(sold.users[known])
        self._book(day.isoformat(), int(accepted.sum()), sold.lines[accepted], amounts[accepted], totals[accepted])

    def _count_late(self, known: Ints) -> None:
        """Count orders whose first file never was loaded, on the day on which they were placed."""
        self.users.show(known[:, USER])
        new = known[known[:, COUNTED] == 0]
        for at in np.unique(new[:, DATE]).tolist():
            mine = new[new[:, DATE] == at]
            day = date(1970, 1, 1) + timedelta(days=at)
            amounts, totals = mine[:, SUBTOTAL] * _CENTS_TO_AMOUNT, mine[:, TOTAL] * _CENTS_TO_AMOUNT
            self._book(day.isoformat(), len(mine), mine[:, LINES], amounts, totals)

    def _book(self, day: str, orders: int, lines: Ints, amounts: Ints, totals: Ints) -> None:
        self._site.book.add(
            "app",
            day,
            app_orders.CURRENCY,
            orders=orders,
            lines=int(lines.sum()),
            amount=int(amounts.sum()),
            market="app",
            order_total=int(totals.sum()),
        )

    def _take_stock(self, day: date, slot: Slot) -> Iterator[FileEntry]:
        """Write the week's workbook."""
        shelves = len(self.goods.product)
        chunks = -(-shelves // CHUNK_ROWS)
        job = self._job(INVENTORY, day, slot, chunks, XLSX)
        for nth in range(chunks):
            stock = app_inventory.rows(self.goods, nth * CHUNK_ROWS, CHUNK_ROWS)
            self._history.observe(stock, job.add(stock.chunk))
        yield from job.close()


KIND = SourceKind(
    name="app",
    feeds=APP_FEEDS,
    lanes=lanes,
    steps=lambda request: request.days,
    open=App,
)
