"""The web shop's products and what its warehouses hold of them: two full files a day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from seeds_gen.answers.history import Timeline
from seeds_gen.answers.truth import day_seconds
from seeds_gen.chunk import Bools, Chunk, Ints, Printed, quoted
from seeds_gen.rng import Rng, stream
from seeds_gen.shops.calendars import SECONDS_PER_DAY
from seeds_gen.shops.storefront.text import random_seconds, times
from seeds_gen.shops.storefront.words import ADJECTIVES, COLOURS, KINDS, PRAISE, PRICE_WHOLES
from seeds_gen.shops.text import cents, dates
from seeds_gen.shops.vocab import brands

_PRODUCTS_AT_SCALE_ONE = 240
_NEW_PER_DAY = 0.002
_REPRICED_PER_DAY = 0.01
_REWORDED_PER_DAY = 0.003
_DISCONTINUED_PER_DAY = 0.0005
_DISCONTINUED_AT_START = 0.02

# Columns of the attribute matrix; kind to launch never change.
KIND, ADJECTIVE, BRAND, COLOUR, LAUNCHED, CENTS, PRAISED, DISCONTINUED = range(8)
_WIDTH = 8


@dataclass(frozen=True)
class ProductRows:
    """The day's file."""

    chunk: Chunk
    seconds: Ints


class Products:
    """The catalogue of the web shop."""

    def __init__(self, seed: int, scale: float, start: date) -> None:
        """Stock the shop; the assortment grows with the volume to the power 0.35."""
        self._seed, self._opening = seed, max(30, int(_PRODUCTS_AT_SCALE_ONE * scale**0.35))
        self.timeline = Timeline(_WIDTH)
        self.attributes: Ints = np.empty((0, _WIDTH), dtype=np.int64)
        self.changed_on: Ints = np.empty(0, dtype=np.int64)
        rng = stream(seed, "storefront", "products")
        first_day = day_seconds(start) // SECONDS_PER_DAY
        self._launch(rng, self._opening, first_day - rng.integers(1, 900, self._opening), -1)
        retired = rng.random(self._opening) < _DISCONTINUED_AT_START
        retired[3] = True  # there is always one to order by mistake
        self.attributes[retired, DISCONTINUED] = 1
        self.timeline.append(self.attributes)

    @property
    def size(self) -> int:
        """Count the products there ever were."""
        return len(self.attributes)

    def advance(self, day_number: int, day: date) -> None:
        """Open a new day: prices and texts change, products come and go."""
        rng = stream(self._seed, "storefront", "products", day_number)
        if not day_number:
            return
        now = self.attributes
        repriced = rng.random(self.size) < _REPRICED_PER_DAY
        reworded = rng.random(self.size) < _REWORDED_PER_DAY
        retired = (rng.random(self.size) < _DISCONTINUED_PER_DAY) & (now[:, DISCONTINUED] == 0)
        step = 1 + rng.integers(0, len(PRICE_WHOLES) - 1, self.size)
        now[:, CENTS] = np.where(
            repriced, _prices((_price_number(now[:, CENTS]) + step) % len(PRICE_WHOLES)), now[:, CENTS]
        )
        now[:, PRAISED] = np.where(reworded, (now[:, PRAISED] + 1) % len(PRAISE), now[:, PRAISED])
        now[retired, DISCONTINUED] = 1
        self.changed_on[repriced | retired] = day_number
        changed = np.flatnonzero(repriced | reworded | retired)
        self.timeline.change(changed, now[changed])
        new = int(rng.poisson(self._opening * _NEW_PER_DAY))
        self._launch(rng, new, np.full(new, day_seconds(day) // SECONDS_PER_DAY), day_number)
        self.timeline.append(self.attributes[self.size - new :])

    def on_sale(self) -> Ints:
        """Return the products one can order."""
        return np.flatnonzero(self.attributes[:, DISCONTINUED] == 0)

    def retired_values(self) -> dict[str, str]:
        """Name a discontinued product for the defect that orders it."""
        product = int(np.flatnonzero(self.attributes[:, DISCONTINUED])[0])
        price = int(self.attributes[product, CENTS])
        return {
            "discontinued_product": product_ids(np.array([product]))[0],
            "discontinued_price": cents(np.array([price]))[0],
            "discontinued_amount": str(price * 100),
        }

    def rows(self, day_number: int, day: date, stock: Ints, *, capitals: bool) -> ProductRows:
        """Return the day's file; on some days its system writes `False` for `false`."""
        rng = stream(self._seed, "storefront", "product rows", day_number)
        products = np.arange(self.size)
        seconds = random_seconds(rng, self.size)
        columns = tracked_columns(products, self.attributes)
        words = pl.Series(["False", "True"] if capitals else ["false", "true"])
        frame = pl.DataFrame(
            [
                *(
                    columns[name].alias(name)
                    for name in ("product_id", "product_name", "category", "subcategory", "brand", "price")
                ),
                columns["currency"].alias("currency"),
                pl.Series("stock_quantity", stock),
                columns["weight_kg"].alias("weight_kg"),
                quoted(columns["dimensions_cm"]).alias("dimensions_cm"),
                columns["color"].alias("color"),
                columns["material"].alias("material"),
                quoted(columns["description"]).alias("description"),
                dates(self.attributes[:, LAUNCHED]).alias("launch_date"),
                words.gather(self.attributes[:, DISCONTINUED]).alias("discontinued"),
                times(str(day), seconds).alias("created_timestamp"),
            ]
        )
        plain: Bools = np.ones(self.size, dtype=np.bool_)
        return ProductRows(Chunk(frame, plain=plain, free_text=plain, guest=~plain), seconds)

    def observe(self, rows: ProductRows, printed: Printed, day: date) -> None:
        """Add the accepted rows to the expected history."""
        products, at = np.arange(len(rows.seconds)), day_seconds(day) + rows.seconds
        self.timeline.observe(products, at, printed.accepted, self.attributes[products], printed.overrides)

    def _launch(self, rng: Rng, count: int, launched: Ints, day_number: int) -> None:
        new = np.column_stack(
            [
                rng.integers(0, len(KINDS), count),
                rng.integers(0, len(ADJECTIVES), count),
                rng.integers(0, len(brands()), count),
                rng.integers(0, len(COLOURS), count),
                launched,
                _prices(rng.integers(0, len(PRICE_WHOLES), count)),
                rng.integers(0, len(PRAISE), count),
                np.zeros(count, dtype=np.int64),
            ]
        )
        self.attributes = np.concatenate([self.attributes, new])
        self.changed_on = np.concatenate([self.changed_on, np.full(count, day_number)])


_WHOLES: Ints = np.array(PRICE_WHOLES, dtype=np.int64)


def _prices(numbers: Ints) -> Ints:
    return _WHOLES[numbers] * 100 + 99


def _price_number(amounts: Ints) -> Ints:
    return np.searchsorted(_WHOLES, amounts // 100)


def product_ids(products: Ints) -> pl.Series:
    """Write product ids."""
    return "PROD" + pl.Series(products + 1).cast(pl.String).str.zfill(3)


def weights(kinds: Ints) -> pl.Series:
    """Write the weights of kinds of products in kilograms."""
    return pl.Series([f"{kind[5] / 100:g}" if kind[5] % 100 else f"{kind[5] / 100:.1f}" for kind in KINDS]).gather(
        kinds
    )


def dimensions(kinds: Ints) -> pl.Series:
    """Write the sizes of kinds of products."""
    return pl.Series([kind[4] for kind in KINDS]).gather(kinds)


def tracked_columns(products: Ints, attributes: Ints) -> dict[str, pl.Series]:
    """Turn attribute rows into text columns without quotes (`discontinued` is a number)."""
    kinds = attributes[:, KIND]
    praise = pl.Series(PRAISE).gather(attributes[:, PRAISED])
    return {
        "product_id": product_ids(products),
        "product_name": pl.Series(ADJECTIVES).gather(attributes[:, ADJECTIVE])
        + " "
        + pl.Series([k[0] for k in KINDS]).gather(kinds),
        "category": pl.Series([kind[1] for kind in KINDS]).gather(kinds),
        "subcategory": pl.Series([kind[2] for kind in KINDS]).gather(kinds),
        "brand": pl.Series(brands()).gather(attributes[:, BRAND]),
        "price": cents(attributes[:, CENTS]),
        "currency": pl.Series(["USD"]).gather(np.zeros(len(products), dtype=np.int64)),
        "weight_kg": weights(kinds),
        "dimensions_cm": dimensions(kinds),
        "color": pl.Series(COLOURS).gather(attributes[:, COLOUR]),
        "material": pl.Series([kind[3] for kind in KINDS]).gather(kinds),
        "description": praise + " " + pl.Series([kind[6] for kind in KINDS]).gather(kinds),
    }
