"""The unit everything is written in: a bounded number of rows of one file, ready to print."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Rows held in memory at a time. From 25,000 to 300,000 the speed is the same
# (measured with 2 M lines in two files), memory is not: 195 to 290 MiB.
CHUNK_ROWS = 50_000

# Money is counted in 1/10000 of a unit, the scale of the warehouse's numeric(18,4).
MONEY_SCALE = 10_000


@dataclass(frozen=True)
class Chunk:
    """Rows of one file with what the defects need to know about them.

    Attributes:
        frame: The columns in file order, printed. In a csv file text is already quoted where its system quotes it and
            numbers print as they are; in json, jsonl and xlsx every cell is a JSON literal (null: no such key).
        plain: Rows that break no rule and carry no history of their own kind of trouble: where a defect may strike
            without changing the meaning of another row.
        free_text: Rows whose text no history is derived from; rewriting it there changes no other expectation.
        guest: Rows without a customer.
        values: Identifiers a defect may need, such as a discontinued product.
        masks: Further sets of rows a defect may choose from, by the name its `feeds` give.
    """

    frame: pl.DataFrame
    plain: Bools
    free_text: Bools
    guest: Bools
    values: Mapping[str, str] = field(default_factory=dict)
    masks: Mapping[str, Bools] = field(default_factory=dict)


@dataclass(frozen=True)
class Printed:
    """What became of a chunk's rows in the warehouse's final state.

    Attributes:
        accepted: Rows that end in the warehouse as facts (all false when the file is held, empty or replaced).
        copies: How often an accepted row stands in the file (2 for a duplicated line).
        amounts: Replacement amounts by row, in 1/10000.
        totals: Replacement order totals by row, in 1/10000.
        overrides: Replacement tracked attributes by row, as the warehouse will read them.
        struck: Rows a defect struck.
    """

    accepted: Bools
    copies: Mapping[int, int]
    amounts: Mapping[int, int]
    totals: Mapping[int, int]
    overrides: Mapping[int, Mapping[str, str | int | None]]
    struck: Bools


def quoted(text: pl.Series) -> pl.Series:
    """Put every value in quotes, as the web shop does with some of its columns."""
    return '"' + text.str.replace_all('"', '""', literal=True) + '"'
