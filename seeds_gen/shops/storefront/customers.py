"""The web shop's customers: a full file a day, in which few people change and most have only logged in again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from seeds_gen.answers.history import Timeline
from seeds_gen.answers.truth import day_seconds
from seeds_gen.chunk import CHUNK_ROWS, Bools, Chunk, Ints, Printed, quoted
from seeds_gen.rng import Rng, stream
from seeds_gen.shops.calendars import SECONDS_PER_DAY
from seeds_gen.shops.storefront.text import random_seconds, times, timestamps
from seeds_gen.shops.text import dates
from seeds_gen.shops.vocab import CITIES, people

_CUSTOMERS_AT_SCALE_ONE = 600
_NEW_PER_DAY = 0.004
_CHANGED_PER_DAY = 0.012
_QUIET_DAYS = 0.3  # days on which nothing but logins moves
_LOGINS_PER_DAY = 0.35
FIRST_CUSTOMER = 1_001
TIERS = ("bronze", "silver", "gold", "premium")

# Columns of the attribute matrix.
FIRST, LAST, MAIL, PHONE, BORN, REGISTERED, STREET, HOUSE, CITY, ZIP, TIER = range(11)
_WIDTH = 11


@dataclass(frozen=True)
class CustomerRows:
    """A part of the day's file."""

    chunk: Chunk
    customers: Ints
    seconds: Ints


class Customers:
    """Everybody who has registered so far."""

    def __init__(self, seed: int, scale: float, start: date) -> None:
        """Register the customers of the first day; their number grows with the volume to the power 0.6."""
        self._seed, self._opening = seed, max(40, int(_CUSTOMERS_AT_SCALE_ONE * scale**0.6))
        self.timeline = Timeline(_WIDTH)
        self.attributes: Ints = np.empty((0, _WIDTH), dtype=np.int64)
        self._login: Ints = np.empty(0, dtype=np.int64)
        first_day = day_seconds(start) // SECONDS_PER_DAY
        rng = stream(seed, "storefront", "customers")
        self._register(rng, self._opening, first_day - rng.integers(1, 1_000, self._opening), first_day)

    @property
    def size(self) -> int:
        """Count the registered customers."""
        return len(self.attributes)

    def advance(self, day_number: int, day: date) -> None:
        """Open a new day: people register, move, change their mail address, rise or fall a tier, log in."""
        rng = stream(self._seed, "storefront", "customers", day_number)
        today = day_seconds(day) // SECONDS_PER_DAY
        if day_number and rng.random() >= _QUIET_DAYS:
            changed = np.flatnonzero(rng.random(self.size) < _CHANGED_PER_DAY)
            self._change(rng, changed)
            new = int(rng.poisson(self._opening * _NEW_PER_DAY))
            self._register(rng, new, np.full(new, today), today)
        seen = np.flatnonzero(rng.random(self.size) < _LOGINS_PER_DAY)
        self._login[seen] = (today - 1) * SECONDS_PER_DAY + random_seconds(rng, len(seen))

    def rows(self, day_number: int, day: date) -> Iterator[CustomerRows]:
        """Yield the day's file, part by part."""
        for first in range(0, self.size, CHUNK_ROWS):
            customers = np.arange(first, min(first + CHUNK_ROWS, self.size))
            rng = stream(self._seed, "storefront", "customer rows", day_number, first)
            seconds = random_seconds(rng, len(customers))
            columns = tracked_columns(customers, self.attributes[customers])
            frame = pl.DataFrame(
                [
                    *(
                        quoted(column).alias(name) if name == "address" else column.alias(name)
                        for name, column in columns.items()
                    ),
                    timestamps(self._login[customers]).alias("last_login"),
                    times(str(day), seconds).alias("created_timestamp"),
                ]
            )
            plain: Bools = np.ones(len(customers), dtype=np.bool_)
            yield CustomerRows(Chunk(frame, plain=plain, free_text=plain, guest=~plain), customers, seconds)

    def observe(self, rows: CustomerRows, printed: Printed, day: date) -> None:
        """Add the accepted rows to the expected history."""
        attributes = self.attributes[rows.customers]
        at = day_seconds(day) + rows.seconds
        self.timeline.observe(rows.customers, at, printed.accepted, attributes, printed.overrides)

    def addresses(self, customers: Ints) -> pl.Series:
        """Write shipping addresses, in quotes."""
        parts = _address_columns(self.attributes[customers])
        return pl.DataFrame(parts).select(pl.format('"{}, {}, {} {}"', *parts).alias("address"))["address"]

    def _register(self, rng: Rng, count: int, registered: Ints, today: int) -> None:
        words = people()
        new = np.column_stack(
            [
                rng.integers(0, len(words.first_names), count),
                rng.integers(0, len(words.last_names), count),
                rng.integers(0, len(words.mail_domains), count),
                rng.integers(0, 8_000_000, count),
                today - rng.integers(18 * 365, 75 * 365, count),
                registered,
                rng.integers(0, len(words.streets), count),
                rng.integers(1, 9_900, count),
                rng.integers(0, len(CITIES), count),
                rng.integers(1, 100, count),
                np.minimum((4 * rng.random(count) ** 1.8).astype(np.int64), 3),
            ]
        )
        self.attributes = np.concatenate([self.attributes, new])
        self._login = np.concatenate([self._login, (today - 1) * SECONDS_PER_DAY + random_seconds(rng, count)])
        self.timeline.append(new)

    def _change(self, rng: Rng, customers: Ints) -> None:
        words, count = people(), len(customers)
        what = rng.integers(0, 3, count)
        now = self.attributes[customers]
        moved = what == 0
        for column, limit in ((STREET, len(words.streets)), (HOUSE, 9_900), (CITY, len(CITIES)), (ZIP, 99)):
            now[:, column] = np.where(moved, rng.integers(1, limit, count), now[:, column])
        now[:, TIER] = np.where(
            what == 1, (now[:, TIER] + rng.choice(np.array([1, 3]), count)) % len(TIERS), now[:, TIER]
        )
        now[:, MAIL] = np.where(what == 2, (now[:, MAIL] + 1) % len(words.mail_domains), now[:, MAIL])
        self.attributes[customers] = now
        self.timeline.change(customers, now)


def tracked_columns(customers: Ints, attributes: Ints) -> dict[str, pl.Series]:
    """Turn attribute rows into the file's tracked columns, in file order and without quotes."""
    words = people()
    first_names, last_names = pl.Series(words.first_names), pl.Series(words.last_names)
    first, last = attributes[:, FIRST], attributes[:, LAST]
    number = pl.Series(FIRST_CUSTOMER + customers).cast(pl.String)
    domain = pl.Series(words.mail_domains).gather(attributes[:, MAIL])
    phone = attributes[:, PHONE]
    return {
        "customer_id": number,
        "first_name": first_names.gather(first),
        "last_name": last_names.gather(last),
        "email": first_names.str.to_lowercase().gather(first)
        + "."
        + last_names.str.to_lowercase().gather(last)
        + number
        + "@"
        + domain,
        "phone": pl.Series(200 + phone // 10_000).cast(pl.String)
        + "-"
        + pl.Series(phone % 10_000).cast(pl.String).str.zfill(4),
        "date_of_birth": dates(attributes[:, BORN]),
        "registration_date": dates(attributes[:, REGISTERED]),
        **_address_columns(attributes),
        "country": pl.Series(["USA"]).gather(np.zeros(len(customers), dtype=np.int64)),
        "customer_tier": pl.Series(TIERS).gather(attributes[:, TIER]),
    }


def _address_columns(attributes: Ints) -> dict[str, pl.Series]:
    city = attributes[:, CITY]
    return {
        "address": pl.Series(attributes[:, HOUSE]).cast(pl.String)
        + " "
        + pl.Series(people().streets).gather(attributes[:, STREET]),
        "city": pl.Series([name for name, _, _ in CITIES]).gather(city),
        "state": pl.Series([state for _, state, _ in CITIES]).gather(city),
        "zip_code": pl.Series([code for _, _, code in CITIES]).gather(city)
        + pl.Series(attributes[:, ZIP]).cast(pl.String).str.zfill(2),
    }
