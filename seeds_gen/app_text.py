"""Times, money and JSON of the mobile shop as text, gathered from tables instead of formatted row by row."""

import json
from functools import cache, lru_cache

import numpy as np
import polars as pl

from seeds_gen.chunk import Ints


@cache
def _clock() -> pl.Series:
    two = [f"{number:02d}" for number in range(60)]
    return pl.Series([f"{hour}:{minute}:{second}" for hour in two[:24] for minute in two for second in two])


# A day's 86,400 instants: made once a day, not once a chunk.
@lru_cache(maxsize=1)
def _event_clock(day: str) -> pl.Series:
    return f'"{day}T' + _clock()


@lru_cache(maxsize=1)
def _order_clock(day: str) -> pl.Series:
    return f"{day} " + _clock()


_FRACTIONS = pl.Series([f'.{number:03d}Z"' for number in range(1000)])


def event_times(day: str, milliseconds: Ints) -> pl.Series:
    """Write instants of one day as JSON text: `"2025-01-15T10:03:11.123Z"`."""
    return _event_clock(day).gather(milliseconds // 1000) + _FRACTIONS.gather(milliseconds % 1000)


def order_times(day: str, seconds: Ints) -> pl.Series:
    """Write instants of one day as the order file does: `2025-01-15 10:03:11`."""
    return _order_clock(day).gather(seconds)


def dates(days: Ints) -> pl.Series:
    """Write dates given in days since the epoch."""
    return pl.Series(days.astype(np.int32)).cast(pl.Date).cast(pl.String)


def cents(amounts: Ints) -> pl.Series:
    """Write amounts given in cents with exactly two places."""
    return pl.Series(amounts // 100).cast(pl.String) + HUNDREDTHS.gather(amounts % 100)


HUNDREDTHS = pl.Series([f".{number:02d}" for number in range(100)])


def literal(value: object) -> str:
    """Write a value as JSON, the way the app's exporter does."""
    return json.dumps(value, ensure_ascii=False)


def literals(texts: pl.Series) -> pl.Series:
    """Write texts without quotes or control characters in them as JSON."""
    return '"' + texts + '"'
