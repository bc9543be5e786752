"""The mobile shop's events as rows of JSON literals, one table lookup a field."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Chunk, Ints
from seeds_gen.rng import Rng
from seeds_gen.shops.app.goods import KIND, Goods, product_ids
from seeds_gen.shops.app.orders import Orders
from seeds_gen.shops.app.text import event_times, literal, literals
from seeds_gen.shops.app.users import user_ids
from seeds_gen.shops.app.visits import (
    ADD,
    BROWSE,
    COMPLETE,
    EVENT_TYPES,
    HOME,
    PAGE_VIEW,
    PRODUCT_VIEW,
    PURCHASE,
    REMOVE,
    START,
    Visits,
)
from seeds_gen.shops.app.words import DEVICES, KINDS, PAYMENT_METHODS, PLACES, REFERRERS
from seeds_gen.shops.text import cents, counted

_NULL = pl.Series(["null"])
_TYPES = pl.Series([literal(name) for name in EVENT_TYPES])
_CATEGORIES = tuple(dict.fromkeys(kind[1] for kind in KINDS))
_DEVICES = pl.Series([literal({"type": kind, "os": os, "browser": browser}) for kind, os, browser, _ in DEVICES])
_PLACES = pl.Series([literal({"country": country, "city": city}) for country, city, *_ in PLACES])
_REFERRERS = pl.Series([literal(name) for name, _ in REFERRERS])
_CATEGORY_PAGES = tuple(f"/category/{name.lower().replace(' & ', '-')}" for name in _CATEGORIES)
# Pages without a product; the products' pages follow.
_PAGES = ("/home", "/cart", "/checkout", "/checkout/payment", "/checkout/confirmation", *_CATEGORY_PAGES)
_HOME, _CART, _CHECKOUT, _PAYMENT, _CONFIRMATION, _FIRST_CATEGORY = range(6)
_PAGE_LITERALS = pl.Series([literal(page) for page in _PAGES])
_CATEGORY_LITERALS = pl.Series([literal(kind[1]) for kind in KINDS])
_METHODS = pl.Series([literal(name) for name, _ in PAYMENT_METHODS])
_NUMBERS = pl.Series([str(number) for number in range(5_000)])


@dataclass(frozen=True)
class Day:
    """The day being written."""

    text: str  # YYYY-MM-DD
    short: str  # YYMMDD, inside the ids


def chunk(
    rng: Rng, day: Day, visits: Visits, orders: Orders, goods: Goods, first_event: int, first_visit: int
) -> Chunk:
    """Print the events of a part of a day."""
    event, visit, count = visits.event, visits.visit, len(visits.event)
    subject = visits.about >= 0
    product = np.where(subject, visits.product[visit, np.maximum(visits.about, 0)], -1)
    ids = product_ids(np.arange(goods.size))
    frame = pl.DataFrame(
        [
            (counted(f'"evt_{day.short}_', first_event, count, 7) + '"').alias("event_id"),
            _TYPES.gather(event).alias("event_type"),
            literals(user_ids(visits.user)).gather(visit).alias("user_id"),
            (counted(f'"ses_{day.short}_', first_visit, len(visits.user), 7) + '"').gather(visit).alias("session_id"),
            event_times(day.text, visits.at).alias("timestamp"),
            _pages(rng, visits, product, ids).alias("page"),
            # The last one is for events without a product.
            pl.concat([literals(ids), _NULL], rechunk=True)
            .gather(np.where(subject, product, goods.size))
            .alias("product_id"),
            _DEVICES.gather(visits.device[visit]).alias("device"),
            _PLACES.gather(visits.place[visit]).alias("location"),
            _REFERRERS.gather(visits.referrer[visit]).alias("referrer"),
            _properties(rng, visits, orders, goods, product).alias("properties"),
        ]
    )
    everywhere: Bools = np.ones(count, dtype=np.bool_)
    return Chunk(frame, plain=everywhere, free_text=everywhere, guest=everywhere)


def _pages(rng: Rng, visits: Visits, product: Ints, ids: pl.Series) -> pl.Series:
    table = pl.concat([_PAGE_LITERALS, '"/product/' + ids + '"'], rechunk=True)
    category = _FIRST_CATEGORY + rng.integers(0, len(_CATEGORIES), len(product))
    looking = np.select([visits.page == HOME, visits.page == BROWSE], [np.full(len(product), _HOME), category], _CART)
    which = np.select(
        [visits.event == kind for kind in (PAGE_VIEW, REMOVE, START, COMPLETE, PURCHASE)],
        [looking, *(np.full(len(product), page) for page in (_CART, _CHECKOUT, _PAYMENT, _CONFIRMATION))],
        len(_PAGES) + product,
    )
    return table.gather(which)


def _properties(rng: Rng, visits: Visits, orders: Orders, goods: Goods, product: Ints) -> pl.Series:
    """Write what else is known of each event: written kind by kind, then put back into the order of time."""
    event, visit = visits.event, visits.visit
    order_of = np.full(len(visits.user), -1)
    order_of[visits.buyers] = np.arange(len(visits.buyers))
    at = [np.flatnonzero(event == kind) for kind in range(len(EVENT_TYPES))]
    about = visits.about[at[ADD]], visits.about[at[REMOVE]]
    price = cents(visits.price[visit, np.maximum(visits.about, 0)])
    bought, finished = order_of[visit[at[PURCHASE]]], order_of[visit[at[COMPLETE]]]
    paid = np.flatnonzero(finished >= 0)
    failed = np.flatnonzero(finished < 0)
    method = _METHODS.gather(visits.method[visit[at[COMPLETE]]])
    basket = (visits.price * visits.quantity * visits.basket()).sum(axis=1)
    texts = {
        PAGE_VIEW: _object(
            {
                "load_ms": _NUMBERS.gather(120 + rng.integers(0, 1_600, len(at[PAGE_VIEW]))),
                "scroll_percent": _NUMBERS.gather(rng.integers(0, 101, len(at[PAGE_VIEW]))),
            }
        ),
        PRODUCT_VIEW: _object(
            {
                "price": price.gather(at[PRODUCT_VIEW]),
                "category": _CATEGORY_LITERALS.gather(goods.attributes[product[at[PRODUCT_VIEW]], KIND]),
            }
        ),
        ADD: _object(
            {"price": price.gather(at[ADD]), "quantity": _NUMBERS.gather(visits.quantity[visit[at[ADD]], about[0]])}
        ),
        REMOVE: _object({"quantity": _NUMBERS.gather(visits.quantity[visit[at[REMOVE]], about[1]])}),
        START: _object(
            {"items": _NUMBERS.gather(visits.items[visit[at[START]]]), "cart_value": cents(basket[visit[at[START]]])}
        ),
        PURCHASE: _object(
            {
                "order_id": literals(orders.ids.gather(bought)),
                "total_amount": cents(orders.totals[bought]),
                "currency": pl.Series(['"USD"']).gather(np.zeros(len(bought), dtype=np.int64)),
                "items": orders.items.gather(bought),
            }
        ),
    }
    done = _object({"order_id": literals(orders.ids.gather(finished[paid])), "payment_method": method.gather(paid)})
    declined = _object({"payment_method": method.gather(failed)}, end=', "declined": true}')
    where = [*(at[kind] for kind in texts), at[COMPLETE][paid], at[COMPLETE][failed]]
    place = np.empty(len(event), dtype=np.int64)
    place[np.concatenate(where)] = np.arange(len(event))
    # In one piece: gathering from nine is several times slower.
    return pl.concat([*texts.values(), done, declined], rechunk=True).gather(place)


def _object(fields: dict[str, pl.Series], end: str = "}") -> pl.Series:
    """Write JSON objects from the literals of their fields."""
    frame = pl.DataFrame([series.alias(name) for name, series in fields.items()])
    parts: list[pl.Expr] = []
    for nth, name in enumerate(fields):
        parts += [pl.lit(f'{"{" if nth == 0 else ", "}"{name}": '), pl.col(name)]
    return frame.select(pl.concat_str([*parts, pl.lit(end)]).alias("object"))["object"]
