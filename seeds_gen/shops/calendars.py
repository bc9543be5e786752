"""When people buy: weight of a date, of an hour of the day, and instants drawn from them."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from seeds_gen.rng import Rng

# Monday first. The gift shop all but closes on Saturdays, as the real one does.
_GIFT_SHOP_WEEK = (1.05, 1.15, 1.1, 1.25, 1.0, 0.35, 1.1)
_WEB_SHOP_WEEK = (0.95, 0.9, 0.95, 1.0, 1.1, 1.1, 1.0)
_MOBILE_SHOP_WEEK = (0.92, 0.9, 0.92, 0.98, 1.08, 1.15, 1.05)
_MONTHS = (0.85, 0.85, 0.95, 0.9, 0.95, 0.95, 0.9, 0.95, 1.1, 1.2, 1.35, 1.2)
_CHRISTMAS_BREAK = 0.3  # from 24 December to the end of the year

_GIFT_SHOP_HOURS = {
    7: 1,
    8: 10,
    9: 40,
    10: 60,
    11: 75,
    12: 85,
    13: 80,
    14: 90,
    15: 80,
    16: 55,
    17: 30,
    18: 12,
    19: 7,
    20: 3,
}
# Three of a hundred orders fall outside 08:00-18:00. Hours 0 to 2 stay empty: clocks change then, and a local time
# that exists twice or never would make the expected history ambiguous.
_WEB_SHOP_HOURS = {
    4: 2,
    6: 3,
    8: 50,
    9: 80,
    10: 110,
    11: 120,
    12: 130,
    13: 120,
    14: 110,
    15: 100,
    16: 90,
    17: 70,
    19: 12,
    22: 8,
}
# People shop on their phones at lunch and on the sofa; UTC, for users on both sides of the Atlantic.
_MOBILE_SHOP_HOURS = {
    0: 40,
    1: 32,
    2: 24,
    3: 14,
    4: 7,
    5: 5,
    6: 8,
    7: 15,
    8: 22,
    9: 28,
    10: 32,
    11: 40,
    12: 58,
    13: 52,
    14: 44,
    15: 44,
    16: 50,
    17: 60,
    18: 72,
    19: 85,
    20: 92,
    21: 84,
    22: 66,
    23: 50,
}

_GROCERY_WEEK = (1.05, 1.0, 1.0, 1.05, 1.15, 1.15, 0.6)
_GROCERY_MONTHS = (0.9, 0.92, 0.97, 1.02, 0.98, 0.97, 0.98, 1.0, 1.0, 1.0, 1.06, 1.2)
_GROCERY_HOURS = {5: 3, 6: 12, 7: 40, 8: 75, 9: 95, 10: 100, 11: 90, 12: 80, 13: 65, 14: 60, 15: 55, 16: 50} | {
    17: 45, 18: 35, 19: 25, 20: 15, 21: 8, 22: 3, 1: 1
}  # fmt: skip

SECONDS_PER_DAY = 86_400


def _season(day: date) -> float:
    """Weight of the time of the year: the last quarter is the strong one, and the year ends quietly."""
    if day.month == 12 and day.day >= 24:
        return _CHRISTMAS_BREAK
    return _MONTHS[day.month - 1]


def gift_shop_weight(day: date) -> float:
    """Weight of a date for the gift shop; about 1 on average."""
    return _season(day) * _GIFT_SHOP_WEEK[day.weekday()]


def web_shop_weight(day: date) -> float:
    """Weight of a date for the web shop; about 1 on average."""
    return _season(day) * _WEB_SHOP_WEEK[day.weekday()]


def mobile_shop_weight(day: date) -> float:
    """Weight of a date for the mobile shop; about 1 on average."""
    return _season(day) * _MOBILE_SHOP_WEEK[day.weekday()]


def grocery_weight(day: date) -> float:
    """Weight of a date for a marketplace: people stock up at the end of the month, when wages are paid."""
    payday = 1.25 if day.day >= 26 or day.day <= 3 else 0.93
    return _GROCERY_MONTHS[day.month - 1] * _GROCERY_WEEK[day.weekday()] * payday


class DayClock:
    """Instants of a day, in seconds after midnight, spread over the hours by weight."""

    def __init__(self, hours: dict[int, int]) -> None:
        """Build the distribution from weights by hour; an hour without weight has no instants."""
        weights = np.array([hours.get(hour, 0) for hour in range(24)], dtype=np.float64)
        self._edges = np.concatenate([[0.0], np.cumsum(weights / weights.sum())])

    def share(self, first_hour: int, end_hour: int) -> float:
        """Share of a day's instants in the half-open range of hours."""
        return float(self._edges[end_hour] - self._edges[first_hour])

    def instants(self, rng: Rng, count: int, span: tuple[float, float]) -> NDArray[np.int64]:
        """Draw `count` unordered instants from the part of the day between two quantiles."""
        quantiles = span[0] + rng.random(count) * (span[1] - span[0])
        hours = np.interp(quantiles, self._edges, np.arange(25, dtype=np.float64))
        return np.minimum((hours * 3600).astype(np.int64), SECONDS_PER_DAY - 1)

    def quantiles(self, first_hour: int, end_hour: int) -> tuple[float, float]:
        """Quantiles at which a half-open range of hours begins and ends."""
        return float(self._edges[first_hour]), float(self._edges[end_hour])


GIFT_SHOP_CLOCK = DayClock(_GIFT_SHOP_HOURS)
WEB_SHOP_CLOCK = DayClock(_WEB_SHOP_HOURS)
MOBILE_SHOP_CLOCK = DayClock(_MOBILE_SHOP_HOURS)
GROCERY_CLOCK = DayClock(_GROCERY_HOURS)
