"""What the web shop's warehouses hold: a full file a day, whose `inventory_id` means something else every day."""

from datetime import date

import numpy as np
import polars as pl

from seeds_gen.answers.truth import day_seconds
from seeds_gen.chunk import Bools, Chunk, Ints
from seeds_gen.rng import stream
from seeds_gen.shops.calendars import SECONDS_PER_DAY
from seeds_gen.shops.storefront.goods import product_ids
from seeds_gen.shops.storefront.text import random_seconds, times
from seeds_gen.shops.text import dates
from seeds_gen.shops.vocab import WAREHOUSES

_MOST_WAREHOUSES = 3
_AISLES = "ABCDEFGHJK"


class Inventory:
    """Stock by product and warehouse; (product, warehouse) is the key."""

    def __init__(self, seed: int) -> None:
        """Start with empty shelves."""
        self._seed = seed
        empty = np.empty(0, dtype=np.int64)
        self.product: Ints = empty
        self._warehouse, self._stock, self._reorder, self._restocked, self._place = empty, empty, empty, empty, empty

    def advance(self, day_number: int, day: date, products: int) -> None:
        """Open a new day: give new products a place, sell some stock, restock what runs low."""
        rng = stream(self._seed, "storefront", "inventory", day_number)
        today = day_seconds(day) // SECONDS_PER_DAY
        self._make_room(rng, products, today)
        sold = np.minimum(self._stock, rng.poisson(4, len(self._stock)))
        self._stock = self._stock - sold
        low = self._stock < self._reorder // 2
        self._stock = np.where(low, self._stock + 3 * self._reorder, self._stock)
        self._restocked = np.where(low, today, self._restocked)

    def by_product(self, products: int) -> Ints:
        """Return the stock of each product over all warehouses."""
        return np.bincount(self.product, weights=self._stock, minlength=products).astype(np.int64)

    def rows(self, day_number: int, day: date) -> Chunk:
        """Return the day's file, in an order of its own."""
        rng = stream(self._seed, "storefront", "inventory rows", day_number)
        order = rng.permutation(len(self.product))
        stock = self._stock[order]
        reserved = (stock * rng.random(len(stock)) * 0.3).astype(np.int64)
        yesterday = np.full(len(stock), day_seconds(day) // SECONDS_PER_DAY - 1)
        count = len(order)
        frame = pl.DataFrame(
            [
                ("INV" + pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(3)).alias("inventory_id"),
                product_ids(self.product[order]).alias("product_id"),
                pl.Series([code for code, _ in WAREHOUSES]).gather(self._warehouse[order]).alias("warehouse_id"),
                pl.Series([name for _, name in WAREHOUSES]).gather(self._warehouse[order]).alias("warehouse_name"),
                _LOCATIONS.gather(self._place[order]).alias("location"),
                pl.Series("stock_quantity", stock),
                pl.Series("reserved_quantity", reserved),
                pl.Series("available_quantity", stock - reserved),
                pl.Series("reorder_level", self._reorder[order]),
                dates(self._restocked[order]).alias("last_restocked"),
                dates(yesterday - rng.integers(0, 40, count)).alias("last_audit"),
                times(str(day), random_seconds(rng, count)).alias("created_timestamp"),
            ]
        )
        plain: Bools = np.ones(count, dtype=np.bool_)
        return Chunk(frame, plain=plain, free_text=plain, guest=~plain)

    def _make_room(self, rng: np.random.Generator, products: int, today: int) -> None:
        """Spread products not yet stored over one to three different warehouses."""
        known = int(self.product.max()) + 1 if len(self.product) else 0
        copies = rng.integers(1, _MOST_WAREHOUSES + 1, products - known)
        product = np.repeat(np.arange(known, products), copies)
        nth = np.arange(len(product)) - np.repeat(np.cumsum(copies) - copies, copies)
        reorder = rng.integers(2, 21, len(product)) * 10
        self.product = np.concatenate([self.product, product])
        self._warehouse = np.concatenate([self._warehouse, (product * 5 + nth * 2) % len(WAREHOUSES)])
        self._reorder = np.concatenate([self._reorder, reorder])
        self._stock = np.concatenate([self._stock, reorder + rng.integers(0, 400, len(product))])
        self._restocked = np.concatenate([self._restocked, today - rng.integers(1, 30, len(product))])
        self._place = np.concatenate([self._place, rng.integers(0, len(_LOCATIONS), len(product))])


_LOCATIONS = pl.Series(
    [
        f"{aisle}{a}-{aisle}{b}-{aisle}{c}"
        for aisle in _AISLES
        for a in range(1, 5)
        for b in range(1, 5)
        for c in range(1, 7)
    ]
)
