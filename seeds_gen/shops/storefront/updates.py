"""Orders that will come again: kept for a few days, so memory depends on a day's volume and not on their number."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.chunk import Ints
from seeds_gen.shops.storefront.orders import OrderRows


@dataclass(frozen=True)
class Update:
    """Orders of one earlier part of a day that come again on one day.

    Attributes:
        due: Number of the day on which they come again.
        placed: Number of the day on which they came first.
        orders: Their rows in the orders file.
        parcels: Their rows in the shipping file.
        products: Their products.
        amounts: Their amounts in 1/10000.
        dates: Their order dates, in days since the epoch.
        counted: Whether the first coming counts as a sale.
    """

    due: int
    placed: int
    orders: pl.DataFrame
    parcels: pl.DataFrame
    products: Ints
    amounts: Ints
    dates: Ints
    counted: bool


class Updates:
    """Waiting orders."""

    def __init__(self) -> None:
        """Start with none."""
        self._waiting: list[Update] = []

    def remember(self, rows: OrderRows, placed: int, *, counted: bool) -> None:
        """Keep the orders of a part of a day that will come again."""
        for due in np.unique(rows.again_on[rows.again_on >= 0]).tolist():
            at = np.flatnonzero(rows.again_on == due)
            self._waiting.append(
                Update(
                    due,
                    placed,
                    rows.orders.frame[at],
                    rows.parcels[at],
                    rows.products[at],
                    rows.amounts[at],
                    rows.dates[at],
                    counted,
                )
            )

    def due(self, day_number: int, changed_on: Ints) -> list[Update]:
        """Take out what comes again today.

        Orders whose product got a new price or left the shop meanwhile do not come: their amount would look wrong.
        """
        today = [update for update in self._waiting if update.due == day_number]
        self._waiting = [update for update in self._waiting if update.due > day_number]
        kept = []
        for update in today:
            at = np.flatnonzero(changed_on[update.products] <= update.placed)
            if len(at):
                kept.append(
                    Update(
                        update.due,
                        update.placed,
                        update.orders[at],
                        update.parcels[at],
                        update.products[at],
                        update.amounts[at],
                        update.dates[at],
                        update.counted,
                    )
                )
        return kept
