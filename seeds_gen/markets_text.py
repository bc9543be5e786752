"""Times and amounts as the marketplaces write them, gathered from tables instead of formatted row by row."""

from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl

from seeds_gen.calendars import SECONDS_PER_DAY
from seeds_gen.chunk import Bools, Ints
from seeds_gen.storefront_text import dates

_DASH = pl.Series(["-"])
_CENTS = pl.Series(["", *(f".{cents:02d}".rstrip("0") for cents in range(1, 100))])


@cache
def _clock() -> pl.Series:
    two = [f"{number:02d}" for number in range(60)]
    return pl.Series([f"T{hour}:{minute}:{second}.000Z" for hour in two[:24] for minute in two for second in two])


def instants_utc(seconds: Ints) -> pl.Series:
    """Write instants given in UTC seconds since the epoch, such as `2022-02-17T12:03:13.000Z`."""
    days = seconds // SECONDS_PER_DAY
    first = int(days.min()) if len(days) else 0
    if len(days) and int(days.max()) - first < len(days):
        names = dates(np.arange(first, int(days.max()) + 1)).gather(days - first)
    else:
        names = dates(days)
    return names + _clock().gather(seconds % SECONDS_PER_DAY)


def amounts(cents: Ints) -> pl.Series:
    """Write amounts as JavaScript would: `1250`, `12.5`."""
    whole, rest = pl.Series(cents // 100).cast(pl.String), cents % 100
    return whole + _CENTS.gather(rest) if rest.any() else whole


def dashed(numbers: Ints, present: Bools, spell: Callable[[Ints], pl.Series] = amounts) -> pl.Series:
    """Write a dash where there is nothing to say; only what is present is spelled at all."""
    texts = pl.concat([spell(numbers[present]).cast(pl.String), _DASH])
    return texts.gather(np.where(present, np.cumsum(present) - 1, len(texts) - 1))
