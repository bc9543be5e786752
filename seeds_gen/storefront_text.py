"""Times and dates of the web shop as text, gathered from tables instead of formatted row by row."""

from functools import cache

import numpy as np
import polars as pl

from seeds_gen.calendars import SECONDS_PER_DAY
from seeds_gen.chunk import Ints

_FIRST_SAFE_SECOND = 3 * 3600  # clocks change before three o'clock


@cache
def _clock() -> pl.Series:
    two = [f"{number:02d}" for number in range(60)]
    return pl.Series([f" {hour}:{minute}:{second}" for hour in two[:24] for minute in two for second in two])


def times(day: str, seconds: Ints) -> pl.Series:
    """Write instants of one day."""
    return day + _clock().gather(seconds)


def dates(days: Ints) -> pl.Series:
    """Write dates given in days since the epoch."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date).cast(pl.String)


def timestamps(seconds: Ints) -> pl.Series:
    """Write instants given in seconds since the epoch."""
    return dates(seconds // SECONDS_PER_DAY) + _clock().gather(seconds % SECONDS_PER_DAY)


def cents(amounts: Ints) -> pl.Series:
    """Write amounts given in cents with exactly two places."""
    whole, rest = pl.Series(amounts // 100).cast(pl.String), pl.Series(amounts % 100).cast(pl.String)
    return whole + "." + rest.str.zfill(2)


def random_seconds(rng: np.random.Generator, count: int) -> Ints:
    """Draw instants of a day at which every clock agrees."""
    return rng.integers(_FIRST_SAFE_SECOND, SECONDS_PER_DAY, count)
