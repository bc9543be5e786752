"""Lines that are not products: postage, vouchers, manual entries, fees."""

from dataclasses import dataclass

import numpy as np

from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng
from seeds_gen.shops.retail.catalogue import Catalogue
from seeds_gen.shops.retail.words import CHARGE_INDEX, HOME_COUNTRY, ISLAND_COUNTRIES

_FOREIGN_POSTAGE = 0.6
_DOTCOM_POSTAGE = 0.4
_CARRIAGE = 0.4
_ODDMENT = 0.03
_ODDMENTS = ("M", "m", "PADS", "gift_0001_10", "gift_0001_20", "gift_0001_50", "DCGS0003", "DCGS0076", "S")
_REFUNDED = ("D", "BANK CHARGES", "AMAZONFEE", "CRUK", "S", "M")
_POSTAGE_PENCE = np.array([1_500, 1_800, 2_800, 4_000], dtype=np.int64)


@dataclass(frozen=True)
class Charges:
    """One-line charges."""

    code: Ints
    text: Ints
    quantity: Ints
    pence: Ints


def put_charges(
    rng: Rng,
    catalogue: Catalogue,
    guest: Bools,
    country: Ints,
    sizes: Ints,
    code: Ints,
    text: Ints,
    quantity: Ints,
    pence: Ints,
) -> None:
    """Turn the last line of some sales into a charge, in place; the first sale always ends with one.

    Postage goes abroad, dotcom postage to guests, carriage to the islands; anybody may get an oddment.
    """
    last = np.cumsum(sizes) - 1
    chance = rng.random(len(sizes))
    chosen = np.full(len(sizes), -1)
    chosen[~guest & (country != HOME_COUNTRY) & (chance < _FOREIGN_POSTAGE)] = CHARGE_INDEX["POST"]
    chosen[np.isin(country, ISLAND_COUNTRIES) & (chance < _CARRIAGE)] = CHARGE_INDEX["C2"]
    chosen[guest & (chance < _DOTCOM_POSTAGE)] = CHARGE_INDEX["DOT"]
    odd = np.flatnonzero((chance > 1 - _ODDMENT) & (chosen < 0))
    chosen[odd] = np.array([CHARGE_INDEX[name] for name in _ODDMENTS])[rng.integers(0, len(_ODDMENTS), len(odd))]
    if chosen[0] < 0:
        chosen[0] = CHARGE_INDEX["DOT" if guest[0] else "POST"]
    at = np.flatnonzero((chosen >= 0) & (sizes > 1))
    line, number = last[at], chosen[at]
    posted = number == CHARGE_INDEX["POST"]
    code[line] = catalogue.first_charge + number
    text[line] = catalogue.first_charge_text + number
    quantity[line] = np.where(posted, rng.integers(1, 5, len(at)), 1)
    pence[line] = np.where(
        posted, _POSTAGE_PENCE[rng.integers(0, len(_POSTAGE_PENCE), len(at))], rng.integers(200, 30_000, len(at))
    )


def charge_cancellations(rng: Rng, catalogue: Catalogue, count: int) -> Charges:
    """Draw charges the shop gave back or booked out: discounts, fees, samples."""
    numbers = np.array([CHARGE_INDEX[name] for name in _REFUNDED])[rng.integers(0, len(_REFUNDED), count)]
    return Charges(
        code=catalogue.first_charge + numbers,
        text=catalogue.first_charge_text + numbers,
        quantity=np.full(count, -1),
        pence=rng.integers(100, 40_000, count),
    )
