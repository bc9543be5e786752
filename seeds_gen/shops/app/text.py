"""Times, money and JSON of the mobile shop as text, gathered from tables instead of formatted row by row."""

import json
from functools import lru_cache

import polars as pl

from seeds_gen.chunk import Ints
from seeds_gen.shops.text import clock


# A day's 86,400 instants: made once a day, not once a chunk.
@lru_cache(maxsize=1)
def _event_clock(day: str) -> pl.Series:
    return f'"{day}T' + clock()


@lru_cache(maxsize=1)
def _order_clock(day: str) -> pl.Series:
    return f"{day} " + clock()


_FRACTIONS = pl.Series([f'.{number:03d}Z"' for number in range(1000)])


def event_times(day: str, milliseconds: Ints) -> pl.Series:
    """Write instants of one day as JSON text: `"2025-01-15T10:03:11.123Z"`."""
    return _event_clock(day).gather(milliseconds // 1000) + _FRACTIONS.gather(milliseconds % 1000)


def order_times(day: str, seconds: Ints) -> pl.Series:
    """Write instants of one day as the order file does: `2025-01-15 10:03:11`."""
    return _order_clock(day).gather(seconds)


def literal(value: object) -> str:
    """Write a value as JSON, the way the app's exporter does."""
    return json.dumps(value, ensure_ascii=False)


def literals(texts: pl.Series) -> pl.Series:
    """Write texts without quotes or control characters in them as JSON."""
    return '"' + texts + '"'
