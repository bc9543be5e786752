"""The web shop's orders of a day and their parcels; some orders come again on a later day with a new status."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Chunk, Ints
from seeds_gen.rng import Rng, draw, lookup, skewed
from seeds_gen.shops.calendars import WEB_SHOP_CLOCK
from seeds_gen.shops.storefront.customers import FIRST_CUSTOMER, Customers
from seeds_gen.shops.storefront.goods import CENTS, KIND, Products, dimensions, product_ids, weights
from seeds_gen.shops.storefront.text import random_seconds, times
from seeds_gen.shops.text import cents, counted, dates, looked_up
from seeds_gen.shops.vocab import WAREHOUSES

_LOYALTY = 1.7
_POPULARITY = 1.6
_PLACED_THE_DAY_BEFORE = 0.03
_COMES_AGAIN = 0.06
MOST_DAYS_TO_UPDATE = 4
CURRENCY = "USD"
_CENTS_TO_AMOUNT = 100

_METHODS = ("credit_card", "paypal", "debit_card", "apple_pay", "google_pay")
_METHOD_TABLE = lookup(np.arange(5), np.array([45.0, 22, 15, 10, 8]))
_STATUSES = ("pending", "confirmed", "shipped", "delivered")
_STATUS_TABLE = lookup(np.arange(4), np.array([35.0, 35, 25, 5]))
_PARCEL_STATUS = np.array([0, 0, 1, 2])  # by order status
_PARCEL_STATUSES = ("pending", "in_transit", "delivered")
_CARRIERS = ("FedEx", "UPS", "DHL", "USPS")
_SERVICES: tuple[tuple[str, int, int], ...] = (
    ("Standard", 699, 4),
    ("Ground", 899, 3),
    ("Priority", 1699, 2),
    ("Express", 2199, 1),
)
_SERVICE_TABLE = lookup(np.arange(4), np.array([45.0, 30, 15, 10]))


@dataclass(frozen=True)
class OrderRows:
    """Part of a day's orders and their parcels, row by row the same.

    Attributes:
        orders: Rows of the orders file.
        parcels: Rows of the shipping file.
        products: Product of each order.
        amounts: Amount of each order in 1/10000.
        dates: Order date of each, in days since the epoch.
        again_on: Number of the day on which the order comes again, or -1.
    """

    orders: Chunk
    parcels: pl.DataFrame
    products: Ints
    amounts: Ints
    dates: Ints
    again_on: Ints

    @property
    def plain(self) -> Bools:
        """Orders that come once only."""
        return self.again_on < 0


@dataclass(frozen=True)
class Day:
    """The day being written."""

    number: int
    date: date
    days_since_epoch: int
    display_names: bool  # the shop's system writes `Credit Card` for `credit_card` on some days


def build(
    rng: Rng,
    day: Day,
    customers: Customers,
    products: Products,
    count: int,
    first_order: int,
    first_row: int,
    span: tuple[float, float],
) -> OrderRows:
    """Draw `count` new orders for the part of the day between two quantiles of its business hours."""
    seconds = np.sort(WEB_SHOP_CLOCK.instants(rng, count, span))
    customer = skewed(rng, customers.size, count, _LOYALTY)
    on_sale = products.on_sale()
    product = on_sale[skewed(rng, len(on_sale), count, _POPULARITY)]
    price = products.attributes[product, CENTS]
    # The amount is the price when the order was placed: yesterday only if the price has not moved since.
    before = (
        (rng.random(count) < _PLACED_THE_DAY_BEFORE) & (products.changed_on[product] < day.number) & (day.number > 0)
    )
    ordered = day.days_since_epoch - before.astype(np.int64)
    status = draw(rng, _STATUS_TABLE, count)
    again = (rng.random(count) < _COMES_AGAIN) & (status < 3)
    address = customers.addresses(customer)
    created = times(str(day.date), seconds)
    order_ids = counted("ORD", first_order, count, 6)
    # The catalogue is shorter than a chunk of orders: spelled once and looked up.
    money = cents(products.attributes[:, CENTS]).gather(product)
    currency = pl.repeat(CURRENCY, count, eager=True)
    orders = pl.DataFrame(
        [
            order_ids.alias("order_id"),
            pl.Series("customer_id", FIRST_CUSTOMER + customer),
            product_ids(np.arange(products.size)).gather(product).alias("product_id"),
            looked_up(ordered, dates).alias("order_date"),
            money.alias("order_amount"),
            currency.alias("currency"),
            _method_names(display=day.display_names).gather(draw(rng, _METHOD_TABLE, count)).alias("payment_method"),
            address.alias("shipping_address"),
            pl.Series(_STATUSES).gather(status).alias("order_status"),
            created.alias("created_timestamp"),
        ]
    )
    service = draw(rng, _SERVICE_TABLE, count)
    kinds = products.attributes[product, KIND]
    delivered = _PARCEL_STATUS[status] == 2
    arrived = pl.Series(["", str(day.date)]).gather(delivered.astype(np.int64))
    parcels = pl.DataFrame(
        [
            shipping_ids(first_row, count).alias("shipping_id"),
            order_ids.alias("order_id"),
            counted("TRK", 123_000_000 + first_order, count, 9).alias("tracking_number"),
            pl.Series(_CARRIERS).gather(rng.integers(0, len(_CARRIERS), count)).alias("carrier"),
            pl.Series([name for name, _, _ in _SERVICES]).gather(service).alias("service_type"),
            pl.Series([code for code, _ in WAREHOUSES]).gather(product * 5 % len(WAREHOUSES)).alias("origin_warehouse"),
            address.alias("destination_address"),
            looked_up(_SERVICE_CENTS[service] + rng.integers(0, 6, count) * 100, cents).alias("shipping_cost"),
            currency.alias("currency"),
            looked_up(day.days_since_epoch + _SERVICE_DAYS[service], dates).alias("estimated_delivery"),
            arrived.alias("actual_delivery"),
            pl.Series(_PARCEL_STATUSES).gather(_PARCEL_STATUS[status]).alias("shipping_status"),
            weights(kinds).alias("package_weight"),
            ('"' + dimensions(kinds) + '"').alias("package_dimensions"),
            money.alias("insurance_value"),
            created.alias("created_timestamp"),
        ]
    )
    nothing: Bools = np.zeros(count, dtype=np.bool_)
    return OrderRows(
        orders=Chunk(orders, plain=~again, free_text=nothing, guest=nothing, values=products.retired_values()),
        parcels=parcels,
        products=product,
        amounts=price * _CENTS_TO_AMOUNT,
        dates=ordered,
        again_on=np.where(again, day.number + rng.integers(1, MOST_DAYS_TO_UPDATE + 1, count), -1),
    )


def shipping_ids(first: int, count: int) -> pl.Series:
    """Number the rows of a day's shipping file; the numbers start again every day."""
    return "SHIP" + pl.Series(np.arange(first, first + count)).cast(pl.String).str.zfill(3)


def arrived_today(
    rng: Rng, day: Day, orders: pl.DataFrame, parcels: pl.DataFrame, first_row: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Turn orders of earlier days into today's rows: delivered, with today's timestamps."""
    created = times(str(day.date), random_seconds(rng, orders.height)).alias("created_timestamp")
    today = [pl.lit("delivered").alias("shipping_status"), pl.lit(str(day.date)).alias("actual_delivery")]
    return (
        orders.with_columns(pl.lit("delivered").alias("order_status"), created),
        parcels.with_columns(*today, shipping_ids(first_row, parcels.height).alias("shipping_id"), created),
    )


def iso_date(days_since_epoch: int) -> str:
    """Write a date given in days since the epoch."""
    return (date(1970, 1, 1) + timedelta(days=days_since_epoch)).isoformat()


def _method_names(*, display: bool) -> pl.Series:
    return pl.Series([name.replace("_", " ").title() if display else name for name in _METHODS])


_SERVICE_CENTS: Ints = np.array([price for _, price, _ in _SERVICES], dtype=np.int64)
_SERVICE_DAYS: Ints = np.array([days for _, _, days in _SERVICES], dtype=np.int64)
