"""One marketplace through the days: its customers, its orders and their deliveries, three files a day."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from seeds_gen.answers.truth import FileEntry, day_seconds
from seeds_gen.chunk import CHUNK_ROWS, Bools, Chunk, Ints, Printed
from seeds_gen.feeds.feed import Feed
from seeds_gen.feeds.marketplaces import Market
from seeds_gen.feeds.markets import CUSTOMERS, DELIVERIES, ORDERS
from seeds_gen.files.job import Assignment, FileJob
from seeds_gen.rng import Rng, stream
from seeds_gen.shops.calendars import grocery_weight
from seeds_gen.shops.markets.baskets import LINES_PER_ORDER, build
from seeds_gen.shops.markets.customers import Customers
from seeds_gen.shops.markets.goods import Goods
from seeds_gen.shops.markets.orders import print_orders
from seeds_gen.shops.markets.rows import (
    AMOUNT,
    COUNTS,
    DAY,
    ORDER,
    PLACED,
    STATUS,
    TOTAL,
    VERSION,
    Rows,
    Waiting,
    moved_on,
    together,
    will_come_again,
)
from seeds_gen.shops.markets.tasks import print_tasks
from seeds_gen.shops.source import Site

LINES_PER_DAY = 300
_CENTS_TO_AMOUNT = 100
_SUFFIXES = {"csv": "csv", "json": "json"}


def file_path(feed: Feed, day: date) -> str:
    """Return where a file of a day lands."""
    return f"markets/{feed.market}/{feed.name}/{feed.name}_{day:%Y_%m_%d}.{_SUFFIXES[feed.format]}"


def lane_name(feed: Feed) -> str:
    """Name the lane of a market's feed."""
    return f"markets.{feed.market}.{feed.name}"


class Marketplace:
    """One market; `customers` and `goods` end up holding the expected history."""

    def __init__(self, site: Site, market: Market) -> None:
        """Open the market."""
        self._site, self._market = site, market
        seed, scale = site.request.seed, site.request.scale
        self.customers = Customers(seed, scale, market, self._midnight(0))
        self.goods = Goods(seed, scale, market)
        self._waiting = Waiting()
        self._next_order, self._next_task = market.first_order, market.first_task

    def write(self, number: int) -> Iterator[FileEntry]:
        """Write a day's files; yields their entries in the truth."""
        self.customers.advance(number, self._midnight(number))
        self.goods.advance(number)
        job = self._job(CUSTOMERS[self._market.name], number, self.customers.chunks)
        for part in self.customers.rows():
            self.customers.observe(part, job.add(part.chunk))
        yield from job.close()
        yield from self._sell(number)

    def settle(self) -> None:
        """Count the orders that waited to come again when the days ended."""
        for rows in self._waiting.rest():
            self._count(rows.numbers, np.ones(len(rows), dtype=np.int64))

    def _sell(self, number: int) -> Iterator[FileEntry]:
        market, seed = self._market, self._site.request.seed
        weight = grocery_weight(self._day(number))
        count = max(1, round(LINES_PER_DAY * self._site.request.scale * weight / LINES_PER_ORDER))
        chunks = -(-count // int(CHUNK_ROWS / LINES_PER_ORDER))
        orders = self._job(ORDERS[market.name], number, chunks)
        tasks = self._job(DELIVERIES[market.name], number, chunks)
        for part in range(chunks):
            rng = stream(seed, "markets", market.name, "orders", number, part)
            size = count // chunks + (part < count % chunks)
            new = self._new(rng, number, size, (part / chunks, (part + 1) / chunks))
            again = [moved_on(rng, rows) for rows in self._waiting.due(number)] if part == 0 else []
            self._add(rng, number, together([*again, new]), len(new), orders, tasks)
        yield from orders.close()
        yield from tasks.close()

    def _new(self, rng: Rng, number: int, size: int, span: tuple[float, float]) -> Rows:
        """Draw new orders and print them."""
        market, midnight = self._market, self._midnight(number)
        baskets = build(rng, market, self.goods, self.customers, size, span)
        lines = print_orders(rng, market, self.goods, baskets, self._next_order, midnight)
        tasks = print_tasks(rng, market, baskets, lines, self._next_task)
        numbers = np.column_stack(
            [
                self._next_order + baskets.order,
                np.full(len(baskets.order), number),
                baskets.amount * _CENTS_TO_AMOUNT,
                baskets.total[baskets.order] * _CENTS_TO_AMOUNT,
                baskets.version,
                lines.placed,
                baskets.status[baskets.order],
                np.zeros(len(baskets.order), dtype=np.int64),
            ]
        )
        self._next_order += size
        self._next_task += size
        return Rows(lines.frame, tasks.frame, lines.flags, tasks.flags, baskets.alone, tasks.measured, numbers)

    def _add(self, rng: Rng, number: int, rows: Rows, new: int, orders: FileJob, tasks: FileJob) -> None:
        """Write rows to both files and see what counts now and what comes again; the last `new` ones came today."""
        _, first, line = np.unique(rows.of(ORDER), return_index=True, return_inverse=True)
        wait = will_come_again(rng, rows.of(STATUS)[first])[line]
        fresh = np.arange(len(rows)) >= len(rows) - new
        plain = fresh & (wait == 0) & ~_any(rows.order_flags)
        printed = orders.add(Chunk(rows.orders, plain, plain, ~plain, masks={"alone": plain & rows.alone}))
        _warn(orders, rows.order_flags, printed)
        sound = ~_any({code: flag for code, flag in rows.task_flags.items() if not code.endswith("_DAMAGED")})
        masks = {"alone": sound & rows.alone & fresh, "measured": sound & rows.measured}
        _warn(tasks, rows.task_flags, tasks.add(Chunk(rows.tasks, sound, sound, ~sound, masks=masks)))
        self._observe(rows, printed)
        counted = _latest(rows, line, printed)
        if wait.any():
            self._waiting.remember(counted, np.where(wait > 0, number + wait, -1))
        copies = np.ones(len(rows), dtype=np.int64)
        copies[list(printed.copies)] = list(printed.copies.values())
        self._count(counted.numbers[wait == 0], copies[wait == 0])

    def _observe(self, rows: Rows, printed: Printed) -> None:
        sold = printed.accepted.copy()
        sold[[row for row, amount in printed.amounts.items() if amount == 0]] = False
        self.goods.versions.observe(rows.of(VERSION)[sold], rows.of(PLACED)[sold])

    def _count(self, numbers: Ints, copies: Ints) -> None:
        """Add orders to the sales of the day they were placed on."""
        counts = numbers[:, COUNTS] == 1
        for day in np.unique(numbers[counts, DAY]).tolist():
            mine = counts & (numbers[:, DAY] == day)
            _, first = np.unique(numbers[mine, ORDER], return_index=True)
            self._site.book.add(
                "markets",
                self._day(day).isoformat(),
                self._market.currency,
                market=self._market.name,
                orders=len(first),
                lines=int(copies[mine].sum()),
                amount=int((numbers[:, AMOUNT] * copies)[mine].sum()),
                order_total=int(numbers[mine, TOTAL][first].sum()),
            )

    def _job(self, feed: Feed, number: int, chunks: int) -> FileJob:
        slot = self._site.slots[lane_name(feed)][number]
        state = slot.file_defect.state_in(feed) if slot.file_defect else "loaded"
        rows = slot.rows.get(feed, ()) if slot.open_to_rows else ()
        assignment = Assignment(feed, file_path(feed, self._day(number)), slot.file_defect, state, rows)
        return FileJob(self._site.out, self._site.request.seed, assignment, chunks)

    def _day(self, number: int) -> date:
        return self._site.request.start + timedelta(days=number)

    def _midnight(self, number: int) -> int:
        """Return a day's local midnight in UTC seconds."""
        return day_seconds(self._day(number)) - self._market.utc_hours * 3600


def _any(flags: Mapping[str, Bools]) -> Bools:
    found: Bools = np.logical_or.reduce(list(flags.values()))
    return found


def _warn(job: FileJob, flags: Mapping[str, Bools], printed: Printed) -> None:
    """Count rows that are flagged without any defect."""
    times = printed.accepted.astype(np.int64)
    for row, repeats in printed.copies.items():
        times[row] = repeats
    job.struck.warn({code: int(times[flag].sum()) for code, flag in flags.items()})


def _latest(rows: Rows, line: Ints, printed: Printed) -> Rows:
    """Note which rows count: those accepted now, of an order of which this file holds any, else as before."""
    numbers = rows.numbers.copy()
    held = np.bincount(line, weights=printed.accepted) > 0
    numbers[:, COUNTS] = np.where(held[line], printed.accepted, numbers[:, COUNTS])
    for row, amount in printed.amounts.items():
        numbers[row, AMOUNT] = amount
    for row, total in printed.totals.items():
        numbers[row, TOTAL] = total
    return Rows(rows.orders, rows.tasks, rows.order_flags, rows.task_flags, rows.alone, rows.measured, numbers)
