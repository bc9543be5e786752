"""The mobile shop's orders: baskets priced to the cent, and every row as the daily export prints it."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Ints
from seeds_gen.rng import Rng, draw, lookup
from seeds_gen.shops.app.goods import product_ids
from seeds_gen.shops.app.text import order_times
from seeds_gen.shops.app.users import Users, user_ids
from seeds_gen.shops.app.visits import MOST_ITEMS, Visits
from seeds_gen.shops.app.words import PAYMENT_METHODS, PLACES
from seeds_gen.shops.text import HUNDREDTHS, counted

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
    user, lines = visits.user[buyers], visits.items[buyers]
    subtotal = (price * quantity * basket).sum(axis=1)
    percent = draw(rng, _DISCOUNT_TABLE, count)
    discount = _share(subtotal, percent, 100)
    tax_rate = _TAXES[users.homes(user)]
    tax = _share(subtotal - discount, tax_rate, 10_000)
    shipping = np.where(subtotal >= _FREE_SHIPPING_FROM, 0, draw(rng, _SHIPPING_TABLE, count))
    total = subtotal - discount + tax + shipping
    path = draw(rng, _PATH_TABLE, count)
    ids = counted("APP-", first_order, count, 8)
    items = _item_lists(product, price, quantity, lines)
    address = users.addresses(user)
    money = {
        "subtotal": subtotal,
        "discount_amount": discount,
        "tax_rate": tax_rate,
        "tax_amount": tax,
        "shipping_cost": shipping,
        "total_amount": total,
    }
    columns = {
        "order_id": ids,
        "customer_id": user_ids(user),
        "order_date": order_times(day, visits.bought_at // 1000),
        "status": _FIRST_STATUS.gather(path),
        "items": items,
        **money,
        "discount_percent": percent,
        "payment_method": _METHODS.gather(visits.method[buyers]),
        "shipping_address": address,
        "billing_address": _billing(rng, users, address),
    }
    # One query for all columns: a batch of some thousand rows would spend its time in starting them one by one.
    frame = pl.DataFrame(columns).select(
        "order_id",
        "customer_id",
        "order_date",
        "status",
        pl.concat_str(pl.lit('"'), pl.col("items").str.replace_all('"', '""', literal=True), pl.lit('"')).alias(
            "items"
        ),
        _cents("subtotal"),
        pl.col("discount_percent").cast(pl.String),
        *(_cents(name) for name in money if name != "subtotal"),
        "payment_method",
        *(
            pl.concat_str(pl.lit('"'), name, pl.lit('"')).alias(name)
            for name in ("shipping_address", "billing_address")
        ),
        pl.lit(CURRENCY).alias("currency"),
    )
    return Orders(
        frame=frame,
        ids=ids,
        items=items,
        totals=total,
        subtotals=subtotal,
        lines=lines,
        users=user,
        products=product[basket],
        quantities=quantity[basket],
        path=path,
    )


def _cents(name: str) -> pl.Expr:
    """Write a column of cents with exactly two places."""
    hundredths = pl.lit(HUNDREDTHS).gather(pl.col(name) % 100)
    return pl.concat_str((pl.col(name) // 100).cast(pl.String), hundredths).alias(name)


def _billing(rng: Rng, users: Users, address: pl.Series) -> pl.Series:
    """Send most bills to where the goods go, the others to somebody else's home."""
    elsewhere = np.flatnonzero(rng.random(len(address)) < _BILLED_ELSEWHERE)
    at = np.arange(len(address))
    at[elsewhere] = len(address) + np.arange(len(elsewhere))
    others = users.addresses(users.visitors(rng, len(elsewhere)))
    return pl.concat([address, others], rechunk=True).gather(at)


def _share(amount: Ints, rate: Ints, whole: int) -> Ints:
    """Take a share of amounts in cents, half a cent rounded up."""
    return (2 * amount * rate + whole) // (2 * whole)


def _item_lists(product: Ints, price: Ints, quantity: Ints, items: Ints) -> pl.Series:
    """Write baskets as JSON lists, from a table of every product in every quantity that occurs."""
    there = np.arange(MOST_ITEMS) < items[:, None]
    kinds, which, kind = np.unique((product * _MOST_OF_ONE + quantity)[there], return_index=True, return_inverse=True)
    table = pl.DataFrame(
        {"product": product_ids(kinds // _MOST_OF_ONE), "quantity": kinds % _MOST_OF_ONE, "price": price[there][which]}
    ).select(
        pl.concat_str(
            pl.lit('{"product_id": "'),
            "product",
            pl.lit('", "quantity": '),
            pl.col("quantity").cast(pl.String),
            pl.lit(', "unit_price": '),
            _cents("price"),
            pl.lit("}"),
        )
    )
    # Its first text is empty: what stands where an order has no item of a number.
    texts = pl.concat([pl.Series([""]), table.to_series()], rechunk=True)
    follows = pl.concat([pl.Series([""]), ", " + table.to_series()], rechunk=True)
    at = np.zeros(there.shape, dtype=np.int64)
    at[there] = 1 + kind
    nth = [(texts if number == 0 else follows).gather(at[:, number]).alias(str(number)) for number in range(MOST_ITEMS)]
    return pl.DataFrame(nth).select(pl.concat_str(pl.lit("["), pl.all(), pl.lit("]")).alias("items"))["items"]


_MOST_OF_ONE = 10
_METHODS = pl.Series([name for name, _ in PAYMENT_METHODS])
