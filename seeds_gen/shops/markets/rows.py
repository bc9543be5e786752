"""Rows of a marketplace's orders and deliveries files side by side, and the ones that wait to come again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng
from seeds_gen.shops.markets.baskets import CANCELLED, COMPLETED, DISPATCHED, ORDERED, STATUSES
from seeds_gen.shops.markets.tasks import TASK_STATUSES
from seeds_gen.shops.text import index

# Columns of the matrix of numbers: order number, day of the order, line and order money in 1/10000, version of the
# product, UTC seconds of the order, its status, and whether the row counts, by the last file that shows the order.
ORDER, DAY, AMOUNT, TOTAL, VERSION, PLACED, STATUS, COUNTS = range(8)

_COMES_AGAIN = 0.9
_FIRST_OPEN = 0.35  # of the orders that are still open when they come again, the share that comes once more
_FAILS = 0.08
_RIDER = "1106720"


@dataclass(frozen=True)
class Rows:
    """Rows of both files, the same order line in each.

    Attributes:
        orders: Columns of the orders file.
        tasks: Columns of the deliveries file.
        order_flags: Rows of the orders file by the rule that flags them.
        task_flags: Rows of the deliveries file by the rule that flags them.
        alone: Rows that are the only one of their order.
        measured: Rows of the deliveries file with an agent and a plausible distance.
        numbers: The matrix described above.
    """

    orders: pl.DataFrame
    tasks: pl.DataFrame
    order_flags: Mapping[str, Bools]
    task_flags: Mapping[str, Bools]
    alone: Bools
    measured: Bools
    numbers: Ints

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.numbers)

    def take(self, rows: Bools) -> Self:
        """Return some of the rows."""
        at = index(np.flatnonzero(rows))
        return replace(
            self,
            orders=self.orders[at],
            tasks=self.tasks[at],
            order_flags={code: flag[rows] for code, flag in self.order_flags.items()},
            task_flags={code: flag[rows] for code, flag in self.task_flags.items()},
            alone=self.alone[rows],
            measured=self.measured[rows],
            numbers=self.numbers[rows],
        )

    def of(self, column: int) -> Ints:
        """Return one column of the numbers."""
        return self.numbers[:, column]


def together(parts: Sequence[Rows]) -> Rows:
    """Put rows behind each other; at least one part."""
    if len(parts) == 1:
        return parts[0]
    return Rows(
        orders=pl.concat([part.orders for part in parts]),
        tasks=pl.concat([part.tasks for part in parts]),
        order_flags={code: np.concatenate([p.order_flags[code] for p in parts]) for code in parts[0].order_flags},
        task_flags={code: np.concatenate([p.task_flags[code] for p in parts]) for code in parts[0].task_flags},
        alone=np.concatenate([part.alone for part in parts]),
        measured=np.concatenate([part.measured for part in parts]),
        numbers=np.concatenate([part.numbers for part in parts]),
    )


def will_come_again(rng: Rng, status: Ints) -> Ints:
    """Draw for each order in how many days it comes again with another status; 0: never."""
    still_open = (status == ORDERED) | (status == DISPATCHED)
    days = rng.integers(1, 3, len(status))
    return np.where(still_open & (rng.random(len(status)) < _COMES_AGAIN), days, 0)


def moved_on(rng: Rng, rows: Rows) -> Rows:
    """Let each order reach its next status, with a rider for its task; nothing else about it changes."""
    order, line = np.unique(rows.of(ORDER), return_inverse=True)
    before = np.zeros(len(order), dtype=np.int64)
    before[line] = rows.of(STATUS)
    luck = rng.random(len(order))
    after = np.where(luck < _FAILS, CANCELLED, COMPLETED)
    after = np.where((before == ORDERED) & (luck > 1 - _FIRST_OPEN), DISPATCHED, after)[line]
    numbers = rows.numbers.copy()
    numbers[:, STATUS] = after
    agent = rows.tasks["Agent_ID"].replace("-", _RIDER)
    return replace(
        rows,
        orders=rows.orders.with_columns(pl.Series(STATUSES).gather(after).alias("Order Status")),
        tasks=rows.tasks.with_columns(pl.Series(TASK_STATUSES).gather(2 * after).alias("Task_Status"), agent),
        task_flags={**rows.task_flags, "MARKETS_DELIVERIES_AGENT_MISSING": np.zeros(len(rows), dtype=np.bool_)},
        numbers=numbers,
    )


class Waiting:
    """Orders that will come again: kept for a few days, so memory depends on a day's volume and not on their number."""

    def __init__(self) -> None:
        """Start with none."""
        self._by_day: dict[int, list[Rows]] = {}

    def remember(self, rows: Rows, due: Ints) -> None:
        """Keep rows until the day each is due (below 0: not at all)."""
        for day in np.unique(due[due >= 0]).tolist():
            self._by_day.setdefault(day, []).append(rows.take(due == day))

    def due(self, day: int) -> list[Rows]:
        """Take out what comes again on a day."""
        return self._by_day.pop(day, [])

    def rest(self) -> list[Rows]:
        """Take out everything: nothing will come again any more."""
        left = [rows for day in sorted(self._by_day) for rows in self._by_day[day]]
        self._by_day.clear()
        return left
