"""A marketplace's customers: everybody in the first file, then a file a day with who is new or has changed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.answers.truth import Entity, decimal_text, instants
from seeds_gen.chunk import CHUNK_ROWS, MONEY_SCALE, Bools, Chunk, Ints, Printed
from seeds_gen.feeds.marketplaces import Market
from seeds_gen.feeds.markets import CUSTOMERS
from seeds_gen.rng import Rng, draw, lookup, skewed, stream
from seeds_gen.shops.calendars import SECONDS_PER_DAY
from seeds_gen.shops.markets.text import instants_utc
from seeds_gen.shops.markets.words import PLATFORMS

FIRST_CUSTOMER = 4_010_000
_AT_SCALE_ONE = 420
_FEWEST = 30
_NEW_PER_DAY = 0.012
_CHANGED_PER_DAY = 0.03
_LOYALTY = 1.8
_GAP = 7  # customer numbers are not dense
_PLATFORM_TABLE = lookup(np.arange(3), np.array([60.0, 30, 10]))
_BLOCKED_TABLE = lookup(np.arange(2), np.array([98.0, 2]))
_OWED_TABLE = lookup(np.array([0, 150, 400, 1_250, 5_000]), np.array([88.0, 5, 4, 2, 1]))
_STAFF_TABLE = lookup(np.array([-1, 1, 2, 3, 4, 5, 6, 10, 25]), np.array([38.0, 6, 12, 16, 12, 7, 5, 3, 1]))

# Columns of the attribute matrix; seconds are UTC, money is in whole units, a negative staff is unknown.
CREATED, PLATFORM, BLOCKED, LANGUAGE, OWED, POINTS, STAFF = range(7)
_WIDTH = 7


@dataclass(frozen=True)
class CustomerRows:
    """A part of the day's file."""

    chunk: Chunk
    customers: Ints


class Customers:
    """Everybody registered in one market, and what the last accepted row said of each."""

    def __init__(self, seed: int, scale: float, market: Market, first_midnight: int) -> None:
        """Register the customers of the first file; their number grows with the volume to the power 0.6.

        `first_midnight` is the first business day's local midnight in UTC seconds.
        """
        self._seed, self._market, self._opening = seed, market, max(_FEWEST, int(_AT_SCALE_ONE * scale**0.6))
        self._attributes: Ints = np.empty((0, _WIDTH), dtype=np.int64)
        self._shown: Ints = np.empty((0, _WIDTH), dtype=np.int64)
        self._seen: Bools = np.empty(0, dtype=np.bool_)
        self._exceptions: dict[int, Mapping[str, str | int | None]] = {}
        rng = stream(seed, "markets", market.name, "customers")
        self._register(rng, np.sort(first_midnight - rng.integers(1, 700 * SECONDS_PER_DAY, self._opening)))
        self._able_to_buy = self._opening
        self._news: Ints = np.arange(self._opening)

    @property
    def size(self) -> int:
        """Count the registered customers."""
        return len(self._attributes)

    def advance(self, day_number: int, midnight: int) -> None:
        """Open a new day: people register, change their phone, earn points, pay what they owe."""
        if not day_number:
            return
        rng = stream(self._seed, "markets", self._market.name, "customers", day_number)
        before = self._able_to_buy = self.size
        changed = np.flatnonzero(rng.random(before) < _CHANGED_PER_DAY)
        # A day without any news would be the same empty array as another such day: the loader's duplicate.
        changed = changed if len(changed) else rng.integers(0, before, 1)
        now = self._attributes
        now[changed, POINTS] += rng.integers(1, 90, len(changed))
        now[changed, OWED] = draw(rng, _OWED_TABLE, len(changed)) * self._market.price_factor
        moved = changed[rng.random(len(changed)) < 0.2]
        now[moved, PLATFORM] = draw(rng, _PLATFORM_TABLE, len(moved))
        barred = changed[rng.random(len(changed)) < 0.03]
        now[barred, BLOCKED] = 1 - now[barred, BLOCKED]
        new = int(rng.poisson(self._opening * _NEW_PER_DAY))
        self._register(rng, np.sort(midnight + rng.integers(0, SECONDS_PER_DAY, new)))
        self._news = np.concatenate([changed, np.arange(before, self.size)])

    def pick(self, rng: Rng, count: int) -> Ints:
        """Draw customers of the days before, a few of them much more often."""
        return skewed(rng, self._able_to_buy, count, _LOYALTY)

    def rows(self) -> Iterator[CustomerRows]:
        """Yield the day's file, part by part."""
        for first in range(0, len(self._news), CHUNK_ROWS):
            customers = self._news[first : first + CHUNK_ROWS]
            now = self._attributes[customers]
            staff = pl.Series(now[:, STAFF])
            columns = (
                numbers(customers),
                pl.Series([f'"{name}"' for name in PLATFORMS]).gather(now[:, PLATFORM]),
                pl.Series(["0", "1"]).gather(now[:, BLOCKED]),
                '"' + instants_utc(now[:, CREATED]) + '"',
                pl.Series([f'"{name}"' for name in self._market.languages]).gather(now[:, LANGUAGE]),
                pl.Series(now[:, OWED]).cast(pl.String),
                pl.Series(now[:, POINTS]).cast(pl.String),
                pl.select(pl.when(staff >= 0).then(staff.cast(pl.String)).otherwise(pl.lit("null"))).to_series(),
            )
            names = CUSTOMERS[self._market.name].columns
            frame = pl.DataFrame([column.alias(name) for name, column in zip(names, columns, strict=True)])
            plain: Bools = np.ones(len(customers), dtype=np.bool_)
            yield CustomerRows(Chunk(frame, plain=plain, free_text=~plain, guest=~plain), customers)

    @property
    def chunks(self) -> int:
        """Count the parts of the day's file."""
        return -(-len(self._news) // CHUNK_ROWS)

    def observe(self, rows: CustomerRows, printed: Printed) -> None:
        """Remember what accepted rows said: of all files in the order of their names, the last one counts."""
        customers = rows.customers[printed.accepted]
        self._shown[customers], self._seen[customers] = self._attributes[customers], True
        for customer in customers.tolist() if self._exceptions else ():
            self._exceptions.pop(customer, None)
        for row, override in printed.overrides.items():
            self._exceptions[int(rows.customers[row])] = override

    def entities(self) -> Iterator[Entity]:
        """Yield the customers some accepted row showed; all versions of one share its registration, so one is left."""
        for first in range(0, self.size, CHUNK_ROWS):
            known = first + np.flatnonzero(self._seen[first : first + CHUNK_ROWS])
            shown = self._shown[known]
            ids, created = numbers(known).to_list(), instants(shown[:, CREATED])
            for customer, name, at, row in zip(known.tolist(), ids, created, shown.tolist(), strict=True):
                version = {
                    "valid_from": at,
                    "last_used_platform": PLATFORMS[row[PLATFORM]],
                    "is_blocked": bool(row[BLOCKED]),
                    "language": self._market.languages[row[LANGUAGE]],
                    "outstanding_amount": decimal_text(row[OWED] * MONEY_SCALE),
                    "loyalty_points": row[POINTS],
                    "number_of_employees": row[STAFF] if row[STAFF] >= 0 else None,
                    **self._exceptions.get(customer, {}),
                }
                yield {"customer_id": f"markets.{self._market.name}:{name}", "versions": [version]}

    def _register(self, rng: Rng, created: Ints) -> None:
        count = len(created)
        new = np.column_stack(
            [
                created,
                draw(rng, _PLATFORM_TABLE, count),
                draw(rng, _BLOCKED_TABLE, count),
                np.minimum(rng.integers(0, 8, count) // 6, len(self._market.languages) - 1),
                draw(rng, _OWED_TABLE, count) * self._market.price_factor,
                (rng.random(count) < 0.5) * rng.integers(1, 2_500, count),
                draw(rng, _STAFF_TABLE, count),
            ]
        )
        self._attributes = np.concatenate([self._attributes, new])
        self._shown = np.concatenate([self._shown, np.zeros_like(new)])
        self._seen = np.concatenate([self._seen, np.zeros(count, dtype=np.bool_)])


def numbers(customers: Ints) -> pl.Series:
    """Write customer numbers."""
    return pl.Series(FIRST_CUSTOMER + customers * _GAP).cast(pl.String)
