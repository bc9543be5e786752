"""Visits to the mobile shop: who comes when, how far down the funnel each goes, and every step as an event."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng, draw, lookup, skewed
from seeds_gen.shops.app.goods import CENTS, POPULARITY, Goods
from seeds_gen.shops.app.users import Users
from seeds_gen.shops.app.words import PAYMENT_METHODS, REFERRERS
from seeds_gen.shops.calendars import MOBILE_SHOP_CLOCK, SECONDS_PER_DAY

EVENT_TYPES = (
    "page_view", "product_view", "add_to_cart", "remove_from_cart", "checkout_start", "checkout_complete", "purchase",
)  # fmt: skip
PAGE_VIEW, PRODUCT_VIEW, ADD, REMOVE, START, COMPLETE, PURCHASE = range(7)

# How far a visit goes: looks around, views products, fills a basket, starts to pay, fails to pay, buys.
_REACHES = np.array([0.21, 0.36, 0.16, 0.08, 0.02, 0.17])
BUYERS = 0.17
_LOOKS, _VIEWS, _FILLS, _STARTS, _FAILS, _BUYS = range(6)
MOST_ITEMS = 4

_VIEW_TABLE = lookup(np.arange(1, 5), np.array([0.4, 0.3, 0.2, 0.1]))
_ITEM_TABLE = lookup(np.arange(1, 5), np.array([0.5, 0.3, 0.14, 0.06]))
_QUANTITY_TABLE = lookup(np.arange(1, 5), np.array([0.76, 0.16, 0.06, 0.02]))
_BROWSE_TABLE = lookup(np.arange(3), np.array([0.5, 0.3, 0.2]))
_REFERRER_TABLE = lookup(np.arange(len(REFERRERS)), np.array([float(weight) for _, weight in REFERRERS]))
_METHOD_TABLE = lookup(np.arange(len(PAYMENT_METHODS)), np.array([float(weight) for _, weight in PAYMENT_METHODS]))
_TAKES_BACK = 0.3
_SHORTEST_STEP, _MEAN_STEP, _LONGEST_STEP = 2_000, 24_000, 200_000  # milliseconds
_MILLISECONDS = SECONDS_PER_DAY * 1000

# The steps a visit can take, in this order: the home page, two more pages, four products, and what follows.
_STEPS: Ints = np.array(
    [PAGE_VIEW] * 3 + [PRODUCT_VIEW, ADD] * MOST_ITEMS + [REMOVE, PAGE_VIEW, START, COMPLETE, PURCHASE]
)
_FIRST_VIEW, _REMOVES, _CART, _PAYS = 3, 11, 12, 13
HOME, BROWSE, CART = 0, 1, 2  # kinds of page views


@dataclass(frozen=True)
class Visits:
    """Visits of a part of a day, and their events in the order of time.

    Attributes:
        user: User of each visit.
        device: Device of each visit.
        place: Place of each visit.
        referrer: Where each visit came from.
        method: How each visit pays, if it comes to that.
        product: The products each visit views, four columns; the first ones are in its basket.
        price: Their prices in cents.
        quantity: How many of each it puts there.
        items: How many of the products are in the basket at the end.
        buyers: Visits that end in an order, in the order in which they buy.
        bought_at: When each buyer buys, in milliseconds of the day.
        event: Type of each event.
        visit: Visit of each event.
        at: Time of each event, in milliseconds of the day.
        about: Which of the visit's products an event is about, or -1.
        page: Kind of page of each page view.
    """

    user: Ints
    device: Ints
    place: Ints
    referrer: Ints
    method: Ints
    product: Ints
    price: Ints
    quantity: Ints
    items: Ints
    buyers: Ints
    bought_at: Ints
    event: Ints
    visit: Ints
    at: Ints
    about: Ints
    page: Ints

    def basket(self) -> Bools:
        """Say which of its products are in a visit's basket at the end."""
        return np.arange(MOST_ITEMS) < self.items[:, None]


def build(rng: Rng, users: Users, goods: Goods, count: int, span: tuple[float, float]) -> Visits:
    """Let `count` visits happen in the part of the day between two quantiles of its hours."""
    start = np.sort(MOBILE_SHOP_CLOCK.instants(rng, count, span)) * 1000 + rng.integers(0, 1000, count)
    user = users.visitors(rng, count)
    reach = _reaches(rng, count)
    views = np.where(reach >= _VIEWS, draw(rng, _VIEW_TABLE, count), 0)
    items = np.where(reach >= _FILLS, np.minimum(views, draw(rng, _ITEM_TABLE, count)), 0)
    takes_back = (items > 0) & (items < views) & (rng.random(count) < _TAKES_BACK)
    product = _distinct(rng, goods.on_sale(), count)

    taken = _steps_taken(rng, reach, views, items, takes_back)
    gaps = (_SHORTEST_STEP + rng.exponential(_MEAN_STEP, taken.shape)).astype(np.int64)
    passed = np.cumsum(np.where(taken, np.minimum(gaps, _LONGEST_STEP), 0), axis=1)
    passed -= passed[:, :1]
    # A visit ends before midnight, so that a day's orders are in the day's file.
    start = np.minimum(start, _MILLISECONDS - 1 - passed[:, -1])
    visit, step = np.nonzero(taken)
    at = start[visit] + passed[visit, step]
    order = np.argsort(at, kind="stable")
    visit, step, at = visit[order], step[order], at[order]
    bought = step == len(_STEPS) - 1
    return Visits(
        user=user,
        device=users.devices(rng, user),
        place=users.places(rng, user),
        referrer=draw(rng, _REFERRER_TABLE, count),
        method=draw(rng, _METHOD_TABLE, count),
        product=product,
        price=goods.attributes[product, CENTS],
        quantity=draw(rng, _QUANTITY_TABLE, count * MOST_ITEMS).reshape(count, MOST_ITEMS),
        items=items,
        buyers=visit[bought],
        bought_at=at[bought],
        event=_STEPS[step],
        visit=visit,
        at=at,
        about=_subject(step, items[visit]),
        page=np.select([step == 0, step < _FIRST_VIEW], [HOME, BROWSE], CART),
    )


def _reaches(rng: Rng, count: int) -> Ints:
    """Spread the visits over the funnel in its exact shares: the calendar decides how many orders a day brings."""
    first = rng.random()
    return rng.permutation(np.searchsorted(np.cumsum(_REACHES)[:-1], (np.arange(count) + first) / count, side="right"))


def _distinct(rng: Rng, on_sale: Ints, count: int) -> Ints:
    """Draw four different products for each visit."""
    rank = skewed(rng, len(on_sale), count * MOST_ITEMS, POPULARITY).reshape(count, MOST_ITEMS)
    for column in range(1, MOST_ITEMS):
        for _ in range(column):
            taken = (rank[:, :column] == rank[:, column : column + 1]).any(axis=1)
            rank[:, column] = (rank[:, column] + taken) % len(on_sale)
    return on_sale[rank]


def _steps_taken(rng: Rng, reach: Ints, views: Ints, items: Ints, takes_back: Bools) -> Bools:
    taken: Bools = np.zeros((len(reach), len(_STEPS)), dtype=np.bool_)
    taken[:, 0] = True
    taken[:, 1:_FIRST_VIEW] = np.arange(_FIRST_VIEW - 1) < draw(rng, _BROWSE_TABLE, len(reach))[:, None]
    nth = np.arange(MOST_ITEMS)
    taken[:, _FIRST_VIEW:_REMOVES:2] = nth < views[:, None]
    taken[:, _FIRST_VIEW + 1 : _REMOVES : 2] = nth < (items + takes_back)[:, None]
    taken[:, _REMOVES] = takes_back
    taken[:, _CART] = reach >= _FILLS
    taken[:, _PAYS:] = reach[:, None] >= np.array([_STARTS, _FAILS, _BUYS])
    return taken


def _subject(step: NDArray[np.int64], items: Ints) -> Ints:
    """Return which of the visit's products a step is about: the one taken back is the first beyond the basket."""
    viewed = (step >= _FIRST_VIEW) & (step < _REMOVES)
    return np.where(viewed, (step - _FIRST_VIEW) // 2, np.where(step == _REMOVES, items, -1))
