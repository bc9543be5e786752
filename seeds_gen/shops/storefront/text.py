"""Times and dates of the web shop as text, gathered from tables instead of formatted row by row."""

from functools import cache

import numpy as np
import polars as pl

from seeds_gen.chunk import Ints
from seeds_gen.shops.calendars import SECONDS_PER_DAY
from seeds_gen.shops.text import clock, dates

_FIRST_SAFE_SECOND = 3 * 3600  # clocks change before three o'clock


@cache
def _clock() -> pl.Series:
    return " " + clock()


def times(day: str, seconds: Ints) -> pl.Series:
    """Write instants of one day."""
    return day + _clock().gather(seconds)


def timestamps(seconds: Ints) -> pl.Series:
    """Write instants given in seconds since the epoch."""
    return dates(seconds // SECONDS_PER_DAY) + _clock().gather(seconds % SECONDS_PER_DAY)


def random_seconds(rng: np.random.Generator, count: int) -> Ints:
    """Draw instants of a day at which every clock agrees."""
    return rng.integers(_FIRST_SAFE_SECOND, SECONDS_PER_DAY, count)
