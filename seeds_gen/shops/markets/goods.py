"""A marketplace's goods: codes in categories, with prices and costs that change from day to day."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from seeds_gen.answers.history import Versions, runs
from seeds_gen.answers.truth import Entity, decimal_text, instants, merged
from seeds_gen.chunk import MONEY_SCALE, Bools, Ints
from seeds_gen.feeds.marketplaces import Market
from seeds_gen.rng import Rng, lookup, skewed, stream
from seeds_gen.shops.markets.words import CATEGORIES

_AT_SCALE_ONE = 140
_FEWEST, _MOST = 24, 6_000
_REPRICED_PER_DAY = 0.03
_POPULARITY = 2.4
_MARGINS = (0.92, 0.98)  # cost as a share of the price
_OTHER_SPELLING = 0.004
_MULTIPLIER = 37  # spreads the numbers of a category over 0001..9999


class Goods:
    """What a market sells, and at which price today; prices and costs are whole units of its money."""

    def __init__(self, seed: int, scale: float, market: Market) -> None:
        """Stock the market; the assortment grows with the fourth root of the volume."""
        rng = stream(seed, "markets", market.name, "goods")
        self._seed, self._market = seed, market
        self.size = int(np.clip(_AT_SCALE_ONE * scale**0.25, _FEWEST, _MOST))
        weights = np.array([category[5] for category in CATEGORIES], dtype=np.float64)
        self.category: Ints = rng.permutation(lookup(np.arange(len(CATEGORIES)), weights, self.size))
        place = np.zeros(self.size, dtype=np.int64)
        for number in range(len(CATEGORIES)):
            mine = self.category == number
            place[mine] = np.arange(mine.sum())
        letters = pl.Series([category[1] for category in CATEGORIES]).gather(self.category)
        digits = pl.Series(1 + place * _MULTIPLIER % 9_999).cast(pl.String).str.zfill(4)
        self.identities = market.prefix + letters + digits
        # The spellings a file may show: as it is, in small letters, with a blank behind.
        self.codes = pl.concat(
            [self.identities, self.identities.str.to_lowercase(), self.identities + " "], rechunk=True
        )
        low, high = (np.array([category[at] for category in CATEGORIES])[self.category] for at in (2, 3))
        self.price: Ints = self._rounded(low * (high / low) ** rng.random(self.size) * market.price_factor)
        self.cost: Ints = self._rounded(self.price * rng.uniform(*_MARGINS, self.size))
        self.versions = Versions(width=2)
        self.version: Ints = self.versions.add(np.arange(self.size), self._attributes())

    def advance(self, day_number: int) -> None:
        """Open a new day: a few prices move, and the costs with them."""
        rng = stream(self._seed, "markets", self._market.name, "goods", day_number)
        moved = np.flatnonzero(rng.random(self.size) < _REPRICED_PER_DAY)
        self.price[moved] = self._rounded(
            self.price[moved] * rng.choice(np.array([0.93, 0.97, 1.04, 1.09]), len(moved))
        )
        self.cost[moved] = self._rounded(self.price[moved] * rng.uniform(*_MARGINS, len(moved)))
        self.version[moved] = self.versions.add(moved, self._attributes()[moved])

    def pick(self, rng: Rng, count: int) -> Ints:
        """Draw products, those with low numbers more often; the numbers mean nothing else."""
        return skewed(rng, self.size, count, _POPULARITY)

    def spelled(self, rng: Rng, products: Ints) -> pl.Series:
        """Write the codes, a few of them in another spelling of the same code."""
        odd = rng.random(len(products)) < _OTHER_SPELLING
        return self.codes.gather(products + np.where(odd, self.size * rng.integers(1, 3, len(products)), 0))

    def taxed(self, products: Ints) -> Bools:
        """Tell which products carry tax."""
        return _TAXED[self.category[products]]

    def products(self) -> Iterator[Entity]:
        """Yield the expected history of what was sold at a price."""
        seen = self.versions.seen()
        first, attributes = instants(seen.first), seen.attributes.tolist()
        for product, rows in runs(seen.entity):
            yield {
                "product_id": f"markets.{self._market.name}:{self.identities[product]}",
                "is_product": True,
                "versions": merged(
                    {
                        "valid_from": at,
                        "category": CATEGORIES[int(self.category[product])][0],
                        "price": decimal_text(price * MONEY_SCALE),
                        "cost": decimal_text(cost * MONEY_SCALE),
                    }
                    for at, (price, cost) in zip(first[rows], attributes[rows], strict=True)
                ),
            }

    def _attributes(self) -> Ints:
        return np.column_stack([self.price, self.cost])

    def _rounded(self, amounts: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Ints:
        step = self._market.price_step
        return np.maximum((amounts / step).round().astype(np.int64), 1) * step


_TAXED: Bools = np.array([category[4] for category in CATEGORIES])
