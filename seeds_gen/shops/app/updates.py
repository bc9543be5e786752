"""Orders of the mobile shop whose status moves on: their rows wait until a later file shows them again."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng
from seeds_gen.shops.app.orders import PATHS, Orders

_MOST_DAYS_BETWEEN = 3
_LENGTHS: Ints = np.array([len(steps) for steps, _ in PATHS], dtype=np.int64)
_WIDTH = int(_LENGTHS.max())
# Statuses by path and step; a path that is over repeats its last one.
_STATUSES = pl.Series([steps[min(step, len(steps) - 1)] for steps, _ in PATHS for step in range(_WIDTH)])

# Columns of the matrix of what is known about each waiting order.
DUE, PATH, STEP, USER, LINES, SUBTOTAL, TOTAL, DATE, COUNTED = range(9)


@dataclass(frozen=True)
class Again:
    """Orders that today's file shows once more.

    Attributes:
        frame: Their rows, with today's statuses.
        known: What is known about each, by the columns above.
    """

    frame: pl.DataFrame
    known: Ints


class Updates:
    """Waiting orders; memory depends on a few days' volume and not on the number of days."""

    def __init__(self) -> None:
        """Start with none."""
        self._frames: list[pl.DataFrame] = []
        self._known: list[Ints] = []

    def remember(self, rng: Rng, orders: Orders, accepted: Bools, day_number: int, date: int) -> None:
        """Keep the orders of a part of a day that will come again; `accepted` ones are counted already."""
        at = np.flatnonzero(~orders.once)
        count = len(at)
        if not count:
            return
        columns = [
            day_number + rng.integers(1, _MOST_DAYS_BETWEEN + 1, count),
            orders.path[at],
            np.zeros(count, dtype=np.int64),
            orders.users[at],
            orders.lines[at],
            orders.subtotals[at],
            orders.totals[at],
            np.full(count, date),
            accepted[at],
        ]
        self._frames.append(orders.frame[at])
        self._known.append(np.column_stack(columns))

    def due(self, rng: Rng, day_number: int) -> Again | None:
        """Take out what today's file shows, one step further; what has further to go will come again."""
        if not self._frames:
            return None
        frame, known = pl.concat(self._frames), np.concatenate(self._known)
        today = known[:, DUE] == day_number
        shown = known[today]
        shown[:, STEP] += 1
        status = _STATUSES.gather(shown[:, PATH] * _WIDTH + shown[:, STEP]).alias("status")
        again = Again(frame.filter(pl.Series(today)).with_columns(status), shown)
        further = shown[:, STEP] + 1 < _LENGTHS[shown[:, PATH]]
        waiting = shown[further]
        waiting[:, DUE] += rng.integers(1, _MOST_DAYS_BETWEEN + 1, len(waiting))
        self._frames = [frame.filter(pl.Series(~today)), again.frame.filter(pl.Series(further))]
        self._known = [known[~today], waiting]
        return again if len(shown) else None

    def settle(self, again: Again, accepted: Bools) -> None:
        """Note that the accepted ones of today's rows are counted, for when they come once more."""
        further = again.known[:, STEP] + 1 < _LENGTHS[again.known[:, PATH]]
        self._known[1][:, COUNTED] |= accepted[further]
