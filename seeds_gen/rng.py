"""Random streams that depend on a seed and a name only, never on the order in which they are asked for."""

import zlib

import numpy as np
from numpy.typing import NDArray

Rng = np.random.Generator


def stream(seed: int, *path: str | int) -> Rng:
    """Return the random stream named by `path` under `seed`.

    Each file and chunk draws from a stream of its own, so writing one file more or less leaves the others as they are.
    """
    words = [zlib.crc32(str(part).encode()) for part in path]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def lookup(values: NDArray[np.int64], weights: NDArray[np.float64], size: int = 4096) -> NDArray[np.int64]:
    """Spread weighted values over a table, so that a draw is one integer and one gather.

    Measured ten times faster than `Generator.choice(p=...)`; the price is a granularity of 1/`size`.
    """
    cumulative = np.cumsum(weights / weights.sum())
    return values[np.minimum(np.searchsorted(cumulative, (np.arange(size) + 0.5) / size), len(values) - 1)]


def draw(rng: Rng, table: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Draw `count` values from a table made by `lookup`."""
    return table[rng.integers(0, len(table), count)]


def skewed(rng: Rng, population: int, count: int, exponent: float) -> NDArray[np.int64]:
    """Draw `count` ranks below `population`, low ranks far more often: the few customers who buy most of the goods.

    The inverse transform of a power law with density proportional to rank**(1/exponent - 1).
    """
    ranks = (population * rng.random(count) ** exponent).astype(np.int64)
    return np.minimum(ranks, population - 1)
