"""The mobile shop's orders: baskets priced to the cent, and every row as the daily export prints it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.app_goods import product_ids
from seeds_gen.app_text import cents, order_times
from seeds_gen.app_users import Users, user_ids
from seeds_gen.app_visits import MOST_ITEMS, Visits
from seeds_gen.app_words import PAYMENT_METHODS, PLACES
from seeds_gen.chunk import Bools, Ints, quoted
from seeds_gen.rng import Rng, draw, lookup

CURRENCY = "USD"
_DISCOUNT_TABLE = lookup(np.array([0, 5, 10, 15, 20, 25]), np.array([70.0, 8, 12, 5, 4, 1]))
_FREE_SHIPPING_FROM, _SHIPPING_TABLE = 6_000, lookup(np.array([499, 799, 1299]), np.array([7.0, 2, 1]))
_BILLED_ELSEWHERE = 0.08
_TAXES: Ints = np.array([place[4] for place in PLACES], dtype=np.int64)

# What becomes of an order, step by step, and how often; most are delivered before the day's export.
PATHS: tuple[tuple[tuple[str, ...], int], ...] = (
    (("completed",), 62),
    (("cancelled",), 5),
    (("processing", "shipped", "completed"), 11),
    (("processing", "completed"), 9),
    (("processing", "cancelled"), 2),
    (("on_hold", "processing", "completed"), 2),
    (("on_hold", "cancelled"), 2),
    (("shipped", "completed"), 4),
    (("shipped", "completed", "refunded"), 2),
    (("refunded",), 1),
)
_PATH_TABLE = lookup(np.arange(len(PATHS)), np.array([float(weight) for _, weight in PATHS]))
_FIRST_STATUS = pl.Series([steps[0] for steps, _ in PATHS])
_COMES_AGAIN: Bools = np.array([len(steps) > 1 for steps, _ in PATHS])


@dataclass(frozen=True)
class Orders:
    """The orders of a part of a day, in the order in which they were placed.

    Attributes:
        frame: The rows of the file.
        ids: Order ids, which the events name too.
        items: The items of each as a JSON list.
        totals: What each customer pays, in cents.
        subtotals: What the items cost, in cents.
        lines: How many items each order has.
        users: Who ordered.
        products: Product of each item of each order.
        quantities: How many of it.
        path: What will become of each order.
    """

    frame: pl.DataFrame
    ids: pl.Series
    items: pl.Series
    totals: Ints
    subtotals: Ints
    lines: Ints
    users: Ints
    products: Ints
    quantities: Ints
    path: Ints

    @property
    def once(self) -> Bools:
        """Orders that no later file shows again."""
        return ~_COMES_AGAIN[self.path]


def build(rng: Rng, users: Users, visits: Visits, day: str, first_order: int) -> Orders:
    """Turn the visits that end in a purchase into orders."""
    buyers = visits.buyers
    count, basket = len(buyers), visits.basket()[buyers]
    product, price, quantity = visits.product[buyers], visits.price[buyers], visits.quantity[buyers]
    user = visits.user[buyers]
    subtotal = (price * quantity * basket).sum(axis=1)
    percent = draw(rng, _DISCOUNT_TABLE, count)
    discount = _share(subtotal, percent, 100)
    tax_rate = _TAXES[users.homes(user)]
    tax = _share(subtotal - discount, tax_rate, 10_000)
    shipping = np.where(subtotal >= _FREE_SHIPPING_FROM, 0, draw(rng, _SHIPPING_TABLE, count))
    total = subtotal - discount + tax + shipping
    path = draw(rng, _PATH_TABLE, count)
    ids = order_ids(np.arange(first_order, first_order + count))
    items = _item_lists(product, price, quantity, visits.items[buyers])
    address = users.addresses(user)
    elsewhere = users.addresses(users.visitors(rng, count))
    billed = np.where(rng.random(count) < _BILLED_ELSEWHERE, np.arange(count, 2 * count), np.arange(count))
    frame = pl.DataFrame(
        [
            ids.alias("order_id"),
            user_ids(user).alias("customer_id"),
            order_times(day, visits.bought_at // 1000).alias("order_date"),
            _FIRST_STATUS.gather(path).alias("status"),
            quoted(items).alias("items"),
            cents(subtotal).alias("subtotal"),
            pl.Series("discount_percent", percent).cast(pl.String),
            cents(discount).alias("discount_amount"),
            cents(tax_rate).alias("tax_rate"),
            cents(tax).alias("tax_amount"),
            cents(shipping).alias("shipping_cost"),
            cents(total).alias("total_amount"),
            _METHODS.gather(visits.method[buyers]).alias("payment_method"),
            quoted(address).alias("shipping_address"),
            quoted(pl.concat([address, elsewhere]).gather(billed)).alias("billing_address"),
            pl.Series([CURRENCY]).gather(np.zeros(count, dtype=np.int64)).alias("currency"),
        ]
    )
    return Orders(
        frame=frame,
        ids=ids,
        items=items,
        totals=total,
        subtotals=subtotal,
        lines=visits.items[buyers],
        users=user,
        products=product[basket],
        quantities=quantity[basket],
        path=path,
    )


def order_ids(numbers: Ints) -> pl.Series:
    """Write order ids."""
    return "APP-" + pl.Series(numbers).cast(pl.String).str.zfill(8)


def _share(amount: Ints, rate: Ints, whole: int) -> Ints:
    """Take a share of amounts in cents, half a cent rounded up."""
    return (2 * amount * rate + whole) // (2 * whole)


def _item_lists(product: Ints, price: Ints, quantity: Ints, items: Ints) -> pl.Series:
    """Write baskets as JSON lists: the first item opens the list, the others follow where there are any."""
    text = pl.Series(["["]).gather(np.zeros(len(items), dtype=np.int64))
    for nth in range(MOST_ITEMS):
        there = np.flatnonzero(items > nth)
        item = (
            ('{"product_id": "' if nth == 0 else ', {"product_id": "')
            + product_ids(product[there, nth])
            + '", "quantity": '
            + _SMALL.gather(quantity[there, nth])
            + ', "unit_price": '
            + cents(price[there, nth])
            + "}"
        )
        # Position 0 is the empty text for the orders without an item of this number.
        at = np.zeros(len(items), dtype=np.int64)
        at[there] = np.arange(1, len(there) + 1)
        text = text + pl.concat([pl.Series([""]), item]).gather(at)
    return text + "]"


_SMALL = pl.Series([str(number) for number in range(10)])
_METHODS = pl.Series([name for name, _ in PAYMENT_METHODS])
