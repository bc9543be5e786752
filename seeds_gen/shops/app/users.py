"""The mobile shop's users: where they live, what they carry, and who of them was seen in an accepted row."""

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng, draw, lookup, skewed, stream
from seeds_gen.shops.app.words import DEVICES, PLACES
from seeds_gen.shops.vocab import people

_USERS_AT_SCALE_ONE = 2_500
_NEW_PER_DAY = 0.006
_LOYALTY = 1.6
_OTHER_DEVICE = 0.15
_AWAY_FROM_HOME = 0.04

_PLACE_TABLE = lookup(np.arange(len(PLACES)), np.array([float(place[5]) for place in PLACES]))
_DEVICE_TABLE = lookup(np.arange(len(DEVICES)), np.array([float(device[3]) for device in DEVICES]))


class Users:
    """Everybody who has installed the app so far.

    Attributes:
        seen: Users shown by an accepted event or order.
        strangers: Customer ids of accepted orders that belong to no user.
    """

    def __init__(self, seed: int, scale: float) -> None:
        """Let the users of the first day in; their number grows with the volume to the power 0.7."""
        self._seed, self._opening = seed, max(60, int(_USERS_AT_SCALE_ONE * scale**0.7))
        none = np.empty(0, dtype=np.int64)
        self._place, self._device, self._street, self._house, self._postcode = none, none, none, none, none
        self.seen: Bools = np.empty(0, dtype=np.bool_)
        self.strangers: set[str] = set()
        self._join(stream(seed, "app", "users"), self._opening)

    @property
    def size(self) -> int:
        """Count the users."""
        return len(self._place)

    def advance(self, day_number: int) -> None:
        """Open a new day: some people install the app."""
        if day_number:
            rng = stream(self._seed, "app", "users", day_number)
            self._join(rng, int(rng.poisson(self._opening * _NEW_PER_DAY)))

    def visitors(self, rng: Rng, count: int) -> Ints:
        """Draw who comes, the faithful most often."""
        return skewed(rng, self.size, count, _LOYALTY)

    def devices(self, rng: Rng, users: Ints) -> Ints:
        """Draw the device of each visit: mostly the one a user always has at hand."""
        other = rng.random(len(users)) < _OTHER_DEVICE
        return np.where(other, draw(rng, _DEVICE_TABLE, len(users)), self._device[users])

    def places(self, rng: Rng, users: Ints) -> Ints:
        """Draw where each visit happens: at home, or on the road."""
        away = rng.random(len(users)) < _AWAY_FROM_HOME
        return np.where(away, draw(rng, _PLACE_TABLE, len(users)), self._place[users])

    def homes(self, users: Ints) -> Ints:
        """Return the places where users live."""
        return self._place[users]

    def addresses(self, users: Ints) -> pl.Series:
        """Write home addresses."""
        parts = [
            pl.Series("house", self._house[users]).cast(pl.String),
            pl.Series(people().streets).gather(self._street[users]).alias("street"),
            _CITY_AND_REGION.gather(self._place[users]).alias("city"),
            _LAST_FIGURES.gather(self._postcode[users]).alias("postcode"),
        ]
        text = pl.concat_str("house", pl.lit(" "), "street", "city", "postcode")
        return pl.DataFrame(parts).select(text.alias("address"))["address"]

    def show(self, users: Ints) -> None:
        """Note that accepted rows showed these users."""
        self.seen[users] = True

    def _join(self, rng: Rng, count: int) -> None:
        self._place = np.concatenate([self._place, draw(rng, _PLACE_TABLE, count)])
        self._device = np.concatenate([self._device, draw(rng, _DEVICE_TABLE, count)])
        self._street = np.concatenate([self._street, rng.integers(0, len(people().streets), count)])
        self._house = np.concatenate([self._house, rng.integers(1, 2_400, count)])
        self._postcode = np.concatenate([self._postcode, rng.integers(0, 100, count)])
        self.seen = np.concatenate([self.seen, np.zeros(count, dtype=np.bool_)])


_CITY_AND_REGION = pl.Series([f", {city}, {region} {postcode}" for _, city, region, postcode, _, _ in PLACES])
_LAST_FIGURES = pl.Series([f"{number:02d}" for number in range(100)])


def user_ids(users: Ints) -> pl.Series:
    """Write user ids."""
    return "USR-" + pl.Series(users + 1).cast(pl.String).str.zfill(6)
