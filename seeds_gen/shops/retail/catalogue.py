"""The gift shop's goods: codes, and descriptions and prices that change from time to time."""

import numpy as np
import polars as pl

from seeds_gen import forms
from seeds_gen.answers.history import Versions
from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng, stream
from seeds_gen.shops.retail.words import (
    CHARGE_INDEX,
    CHARGES,
    NOTES,
    PRICE_POINTS,
    awkward_descriptions,
    plain_descriptions,
)

_PRODUCTS_AT_SCALE_ONE = 2_800
_MOST_PRODUCTS = 60_000
_PRICE_CHANGE_PER_DAY = 1 / 120
_NEW_WORDS_PER_DAY = 1 / 250
_POPULARITY = 2.2

# Code numbers run through 10000..79999 in an order that looks unordered; 7919 is prime to 70000, so none repeats.
_CODE_STEP, _CODE_RANGE, _FIRST_CODE = 7_919, 70_000, 10_000


class Catalogue:
    """The shop's codes, and what each is called and costs today.

    Codes are numbered in three blocks: the products, other spellings of some products (the same code in lower case),
    and the charges. Descriptions are numbered likewise: the products' present ones, the charges', the notes.
    """

    def __init__(self, seed: int, scale: float) -> None:
        """Stock the shop; the assortment grows with the fourth root of the volume."""
        rng = stream(seed, "retail", "catalogue")
        self.size = int(np.clip(_PRODUCTS_AT_SCALE_ONE * scale**0.25, 60, _MOST_PRODUCTS))
        self._seed = seed
        self._plain, self._awkward = plain_descriptions(), awkward_descriptions()
        self._spelled = pl.Series([forms.text("csv", text) for text in (*self._plain, *self._awkward)])
        self._fixed_texts = pl.Series([*(forms.text("csv", text) for _, text in CHARGES), *NOTES])
        codes = self._make_codes(rng)
        lettered = np.flatnonzero(np.array([not code.isdigit() for code in codes]))
        other = lettered[rng.random(len(lettered)) < 0.3]
        self._other_spelling = np.arange(self.size)
        self._other_spelling[other] = self.size + np.arange(len(other))
        self.first_charge = self.size + len(other)
        self.identity: Ints = np.concatenate([np.arange(self.size), other, np.full(len(CHARGES), -1)])
        self.codes = pl.Series([*codes, *(codes[index].lower() for index in other), *(code for code, _ in CHARGES)])
        self.first_charge_text = self.size
        self.first_note = self.size + len(CHARGES)
        self._by_rank = rng.permutation(self.size)
        self._words = np.where(rng.random(self.size) < 0.013, -1 - rng.integers(0, len(self._awkward), self.size), 0)
        self._words = np.where(self._words < 0, self._words, rng.integers(0, len(self._plain), self.size))
        self._price_point = np.minimum(
            (len(PRICE_POINTS) * rng.random(self.size) ** 1.3).astype(np.int64), len(PRICE_POINTS) - 1
        )
        self.versions = Versions(width=2)
        self.version: Ints = self.versions.add(np.arange(self.size), self._attributes())
        self.sold: Bools = np.zeros(len(self.codes), dtype=np.bool_)
        blank = [False] * (self.size + len(CHARGES)) + [not note for note in NOTES]
        self.blank_text: Bools = np.array(blank)
        self._texts: pl.Series | None = None

    def advance(self, day_number: int) -> None:
        """Open a new day: a few products get a new price, fewer a new description."""
        rng = stream(self._seed, "retail", "catalogue", day_number)
        repriced = rng.random(self.size) < _PRICE_CHANGE_PER_DAY
        reworded = (rng.random(self.size) < _NEW_WORDS_PER_DAY) & (self._words >= 0)
        step = rng.choice(np.array([-2, -1, 1, 2]), self.size)
        moved = self._price_point + step
        moved = np.where((moved < 0) | (moved >= len(PRICE_POINTS)), self._price_point - step, moved)
        self._price_point = np.where(repriced, moved, self._price_point)
        self._words = np.where(reworded, rng.integers(0, len(self._plain), self.size), self._words)
        changed = np.flatnonzero(repriced | reworded)
        self.version[changed] = self.versions.add(changed, self._attributes()[changed])
        self._texts = None

    def pick(self, rng: Rng, count: int) -> Ints:
        """Draw products, the popular ones more often."""
        ranks = np.minimum((self.size * rng.random(count) ** _POPULARITY).astype(np.int64), self.size - 1)
        return self._by_rank[ranks]

    def respell(self, products: Ints, where: Bools) -> Ints:
        """Return code numbers for products, in the other spelling (when there is one) where asked."""
        return np.where(where, self._other_spelling[products], products)

    def pence(self, products: Ints) -> Ints:
        """Return today's prices."""
        return _POINTS[self._price_point[products]]

    def texts(self) -> pl.Series:
        """Return today's descriptions as the file spells them, quotes included."""
        if self._texts is None:
            numbers = np.where(self._words < 0, len(self._plain) - 1 - self._words, self._words)
            self._texts = pl.concat([self._spelled.gather(numbers), self._fixed_texts])
        return self._texts

    def quoted_text(self) -> Bools:
        """Tell which descriptions stand in quotes today."""
        quotes = np.zeros(len(self.blank_text), dtype=np.bool_)
        quotes[: self.size] = self._words < 0
        return quotes

    def words(self, number: int) -> str:
        """Return the description with a number (negative: one of the awkward ones)."""
        return self._plain[number] if number >= 0 else self._awkward[-1 - number]

    def charge(self, code: str) -> tuple[int, int]:
        """Return the code number and the description number of a charge."""
        number = CHARGE_INDEX[code]
        return self.first_charge + number, self.first_charge_text + number

    def identity_code(self, product: int) -> str:
        """Return the identity of a product: its code trimmed and in upper case."""
        return str(self.codes[product]).strip().upper()

    def _attributes(self) -> Ints:
        return np.column_stack([_POINTS[self._price_point], self._words])

    def _make_codes(self, rng: Rng) -> list[str]:
        """Five digits, three in ten with a letter; some letters of one number form a family."""
        family = np.cumsum(rng.random(self.size) > 0.12)
        numbers = _FIRST_CODE + family * _CODE_STEP % _CODE_RANGE
        position = np.arange(self.size) - np.maximum.accumulate(
            np.where(np.diff(family, prepend=family[:1] - 1) > 0, np.arange(self.size), 0)
        )
        lettered = (rng.random(self.size) < 0.2) | (position > 0)
        letters = "ABCDEFGHJKLMNPRSTUVW"
        return [
            f"{number}{letters[place % len(letters)] if letter else ''}"
            for number, place, letter in zip(numbers.tolist(), position.tolist(), lettered.tolist(), strict=True)
        ]


_POINTS: Ints = np.array(PRICE_POINTS, dtype=np.int64)
