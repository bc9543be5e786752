"""The mobile shop's goods: a catalogue whose prices move with new consignments, and the shelves they stand on."""

from datetime import date

import numpy as np
import polars as pl

from seeds_gen.answers.truth import day_seconds
from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng, stream
from seeds_gen.shops.app.words import KINDS, STYLES, SUPPLIERS, WAREHOUSES
from seeds_gen.shops.calendars import SECONDS_PER_DAY
from seeds_gen.shops.vocab import brands

_PRODUCTS_AT_SCALE_ONE = 320
_NEW_PER_DAY = 0.003
_DROPPED_PER_DAY = 0.0008
_DROPPED_AT_START = 0.03
_REPRICED_WITH_CONSIGNMENT = 0.3
_IN_TWO_WAREHOUSES = 0.3
_DAYS_OF_STOCK = 12
POPULARITY = 1.6

# Columns of the attribute matrix.
KIND, STYLE, BRAND, SUPPLIER, CENTS, COST, ACTIVE = range(7)


class Goods:
    """Products, numbered in the order in which they came, and the shelf or two on which each of them stands.

    Attributes:
        attributes: What each product is and costs today.
        product: Product of each shelf; shelves of one product are restocked together.
        warehouse: Warehouse of each shelf.
        stock: Units on each shelf.
        reorder: Stock below which a shelf is filled up.
        restocked: Day of each product's last consignment, in days since the epoch.
    """

    def __init__(self, seed: int, scale: float, start: date, units_per_day: float) -> None:
        """Stock the shop; the assortment grows with the volume to the power 0.35."""
        self._seed, self._opening = seed, max(40, int(_PRODUCTS_AT_SCALE_ONE * scale**0.35))
        self._units_per_day = units_per_day
        none = np.empty(0, dtype=np.int64)
        self.attributes: Ints = np.empty((0, 7), dtype=np.int64)
        self.product, self.warehouse, self.stock, self.reorder, self.restocked = none, none, none, none, none
        self._sold = none
        rng = stream(seed, "app", "goods")
        first = day_seconds(start) // SECONDS_PER_DAY
        self._launch(rng, self._opening, first - rng.integers(1, 40, self._opening))
        dropped: Bools = rng.random(self._opening) < _DROPPED_AT_START
        dropped[7] = True  # there is always one to order by mistake
        self.attributes[dropped, ACTIVE] = 0

    @property
    def size(self) -> int:
        """Count the products there ever were."""
        return len(self.attributes)

    def advance(self, day_number: int, day: date) -> None:
        """Open a new day: yesterday's sales leave the shelves, consignments arrive, products come and go."""
        if not day_number:
            return
        rng = stream(self._seed, "app", "goods", day_number)
        today = day_seconds(day) // SECONDS_PER_DAY
        self._take_off_shelves()
        now = self.attributes
        low = np.zeros(self.size, dtype=np.bool_)
        low[self.product[self.stock < self.reorder]] = True
        arrives = low & (now[:, ACTIVE] == 1) & (rng.random(self.size) < 0.7)
        self.stock = self.stock + np.where(arrives[self.product], reorder_quantity(self.reorder), 0)
        self.restocked[arrives] = today
        repriced = arrives & (rng.random(self.size) < _REPRICED_WITH_CONSIGNMENT)
        self._reprice(rng, np.flatnonzero(repriced))
        now[rng.random(self.size) < _DROPPED_PER_DAY, ACTIVE] = 0
        new = int(rng.poisson(self._opening * _NEW_PER_DAY))
        self._launch(rng, new, np.full(new, today))

    def on_sale(self) -> Ints:
        """Return the products one can put into a basket, the popular ones first."""
        return np.flatnonzero(self.attributes[:, ACTIVE])

    def dropped(self) -> str:
        """Name a product no longer sold."""
        return str(product_ids(np.flatnonzero(self.attributes[:, ACTIVE] == 0)[:1])[0])

    def sell(self, products: Ints, quantities: Ints) -> None:
        """Remember what today's orders will take off the shelves."""
        self._sold = self._sold + np.bincount(products, weights=quantities, minlength=self.size).astype(np.int64)

    def _take_off_shelves(self) -> None:
        """Serve orders from a product's first shelf, then from its second; what is missing is bought in."""
        for second in (False, True):
            shelf = np.flatnonzero(np.diff(self.product, prepend=-1) == 0) if second else _firsts(self.product)
            product = self.product[shelf]
            taken = np.minimum(self.stock[shelf], self._sold[product])
            self.stock[shelf] -= taken
            self._sold[product] -= taken
        self._sold = np.zeros(self.size, dtype=np.int64)

    def _reprice(self, rng: Rng, products: Ints) -> None:
        now = self.attributes
        whole = np.maximum(2, np.round(now[products, CENTS] / 100 * rng.uniform(0.88, 1.15, len(products))))
        now[products, CENTS] = whole.astype(np.int64) * 100 - np.where(rng.random(len(products)) < 0.7, 1, 50)
        now[products, COST] = _costs(rng, now[products, KIND], now[products, CENTS])

    def _launch(self, rng: Rng, count: int, restocked: Ints) -> None:
        kind = rng.integers(0, len(KINDS), count)
        whole = np.maximum(2, np.round(_TYPICAL[kind] * rng.uniform(0.6, 1.6, count))).astype(np.int64)
        cents = whole * 100 - np.where(rng.random(count) < 0.7, 1, 50)
        new = np.column_stack(
            [
                kind,
                rng.integers(0, len(STYLES), count),
                rng.integers(0, len(brands()), count),
                rng.integers(0, len(SUPPLIERS), count),
                cents,
                _costs(rng, kind, cents),
                np.ones(count, dtype=np.int64),
            ]
        )
        # The share of the sales that `skewed` gives to each rank, as units a day.
        rank = np.arange(self.size, self.size + count)
        everything = max(self.size + count, 1)
        share = ((rank + 1) / everything) ** (1 / POPULARITY) - (rank / everything) ** (1 / POPULARITY)
        shelves = 1 + (rng.random(count) < _IN_TWO_WAREHOUSES)
        product = np.repeat(rank, shelves)
        expected = np.repeat(share * self._units_per_day / shelves, shelves)
        reorder = np.maximum(5, np.ceil(expected * _DAYS_OF_STOCK)).astype(np.int64)
        second = np.diff(product, prepend=-1) == 0
        self.attributes = np.concatenate([self.attributes, new])
        self.restocked = np.concatenate([self.restocked, restocked])
        self.product = np.concatenate([self.product, product])
        self.warehouse = np.concatenate([self.warehouse, (product * 2 + second) % len(WAREHOUSES)])
        self.reorder = np.concatenate([self.reorder, reorder])
        self.stock = np.concatenate([self.stock, reorder + (reorder * 3 * rng.random(len(product))).astype(np.int64)])
        self._sold = np.concatenate([self._sold, np.zeros(count, dtype=np.int64)])


_TYPICAL = np.array([float(kind[2]) for kind in KINDS])
_COST_SHARE = np.array([kind[3] for kind in KINDS])


def _costs(rng: Rng, kinds: Ints, cents: Ints) -> Ints:
    costs: Ints = np.round(cents * _COST_SHARE[kinds] * rng.uniform(0.92, 1.08, len(kinds))).astype(np.int64)
    return costs


def _firsts(products: Ints) -> Ints:
    """Return the first shelf of each product; shelves are sorted by product."""
    return np.flatnonzero(np.diff(products, prepend=-1))


def reorder_quantity(reorder: Ints) -> Ints:
    """Return how many units a consignment brings to a shelf: whole dozens, about three times the reorder level."""
    return -(-reorder * 3 // 12) * 12


def product_ids(products: Ints) -> pl.Series:
    """Write product ids."""
    return "PRD-" + pl.Series(products + 1).cast(pl.String).str.zfill(5)


def product_names(attributes: Ints) -> pl.Series:
    """Write the names of products."""
    return (
        pl.Series(STYLES).gather(attributes[:, STYLE])
        + " "
        + pl.Series([kind[0] for kind in KINDS]).gather(attributes[:, KIND])
    )
