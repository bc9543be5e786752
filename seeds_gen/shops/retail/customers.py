"""The gift shop's customers: skewed, loyal, and now and then moving to another country."""

import numpy as np

from seeds_gen.answers.history import Versions
from seeds_gen.chunk import Ints
from seeds_gen.rng import Rng, draw, lookup, skewed, stream
from seeds_gen.shops.retail.words import COUNTRIES, COUNTRY_WEIGHTS

_CUSTOMERS_AT_SCALE_ONE = 2_000
_MOVES_PER_DAY = 1 / 4_000
_LOYALTY = 1.9
FIRST_CUSTOMER = 12_346

_COUNTRY_TABLE = lookup(
    np.arange(len(COUNTRIES)), np.array([weight for _, weight in COUNTRY_WEIGHTS], dtype=np.float64)
)
_ODD_COUNTRIES: Ints = np.array(
    [COUNTRIES.index(name) for name in ("EIRE", "RSA", "USA", "European Community", "Unspecified", "Channel Islands")]
)
_ODD_RANKS: Ints = np.array([40, 80, 120, 160, 200, 240])  # in thousandths of the population


class Customers:
    """The registered customers and the country each of them lives in today."""

    def __init__(self, seed: int, scale: float) -> None:
        """Register the customers; their number grows with the volume to the power 0.6."""
        rng = stream(seed, "retail", "customers")
        self._seed = seed
        self.size = max(30, int(_CUSTOMERS_AT_SCALE_ONE * scale**0.6))
        self.country: Ints = draw(rng, _COUNTRY_TABLE, self.size)
        self._by_rank = rng.permutation(self.size)
        # Countries that lists of countries do not know by that name buy for sure: a fairly loyal customer in each.
        odd = self._by_rank[_ODD_RANKS * self.size // 1_000]
        self.country[odd] = _ODD_COUNTRIES
        self.versions = Versions(width=1)
        self.version: Ints = self.versions.add(np.arange(self.size), self.country[:, None])

    def advance(self, day_number: int) -> None:
        """Open a new day: very few customers have moved abroad."""
        rng = stream(self._seed, "retail", "customers", day_number)
        moved = np.flatnonzero(rng.random(self.size) < _MOVES_PER_DAY)
        self.country[moved] = draw(rng, _COUNTRY_TABLE, len(moved))
        self.version[moved] = self.versions.add(moved, self.country[moved][:, None])

    def pick(self, rng: Rng, count: int) -> Ints:
        """Draw customers, the loyal ones more often."""
        return self._by_rank[skewed(rng, self.size, count, _LOYALTY)]
