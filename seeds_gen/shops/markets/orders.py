"""The orders file of a marketplace: a row a line, with what belongs to the order repeated on each of its lines."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Ints
from seeds_gen.feeds.marketplaces import Market
from seeds_gen.feeds.markets import ORDERS
from seeds_gen.rng import Rng, draw, lookup
from seeds_gen.shops.markets.baskets import CANCELLED, COMPLETED, GUEST, STATUSES, Baskets
from seeds_gen.shops.markets.customers import numbers
from seeds_gen.shops.markets.goods import Goods
from seeds_gen.shops.markets.text import amounts, dashed, instants_utc, units, where
from seeds_gen.shops.markets.words import CATEGORIES, EXTRAS, PROMOTIONS, REASONS, REVIEWS, requests
from seeds_gen.shops.text import index, looked_up

_IMPLAUSIBLE_KM = 100
_REQUEST_TABLE = lookup(np.arange(63), np.array([60.0, 12, 8, *[20 / 60] * 60]))
_PROMOTION_TABLE = lookup(np.arange(4), np.array([94.0, 3, 2, 1]))
_SLOTS = 3_600  # a delivery is promised for a full hour
# What the columns hold that nobody fills in.
_CONSTANT = {
    "Additional Charge": "-",
    "Transaction Status": "",
    "Merchant Earning": "",
    "Commission Amount": "",
    "Commission Payout Status": "",
    "Order Preparation Time": "0",
    "Redeemed Loyalty Points": "-",
    "Flat Discount": "0",
    "Checkout Template Name": "-",
    "Checkout Template Value": "-",
}


@dataclass(frozen=True)
class OrderLines:
    """Rows of an orders file.

    Attributes:
        frame: The columns.
        flags: For each rule that flags rows without refusing them, the rows it flags.
        placed: UTC seconds of each row's order.
        payment: How each order is paid, as a number of the market's list.
    """

    frame: pl.DataFrame
    flags: Mapping[str, Bools]
    placed: Ints
    payment: Ints


def print_orders(
    rng: Rng, market: Market, goods: Goods, baskets: Baskets, first_order: int, midnight: int
) -> OrderLines:
    """Turn numbers into columns; `midnight` is the local midnight in UTC seconds."""
    count, line = len(baskets.customer), baskets.order
    placed = midnight + baskets.second
    payment = draw(rng, _payment_table(len(market.payments)), count)
    on_credit = payment == len(market.payments) - 1
    distance = _distances(rng, market, count)
    guest = baskets.customer == GUEST
    rated = (baskets.status == COMPLETED) & (rng.random(count) < 0.08)
    reviewed = rated & (rng.random(count) < 0.3)
    cancelled = baskets.status == CANCELLED
    owed = where(on_credit, baskets.total, otherwise="0")
    always = _CONSTANT | {"Currency Symbol": market.symbol, "Merchant ID": str(market.merchant)}
    by_order = {
        "Order ID": pl.Series(first_order + np.arange(count)),
        "Order Status": pl.Series(STATUSES).gather(baskets.status),
        "Order Total": amounts(baskets.total),
        "Sub Total": amounts(baskets.goods),
        "Tax": dashed(baskets.tax, baskets.tax > 0),
        "Delivery Charge": dashed(baskets.delivery // 100, baskets.delivery > 0, units),
        "Tip": dashed(baskets.tip // 100, baskets.tip > 0, units),
        "Discount": dashed(baskets.discount // 100, baskets.discount > 0, units),
        "Remaining Balance": owed,
        "Payment Method": pl.Series(market.payments).gather(payment),
        "Taxable Amount": dashed(baskets.taxable, baskets.taxable > 0),
        "Transaction ID": pl.Series((1 - (payment == 0)) * (7_000_000 + placed % 1_000_000)),
        "Promo Code": pl.Series(PROMOTIONS).gather(draw(rng, _PROMOTION_TABLE, count)),
        "Customer ID": where(~guest, baskets.customer, numbers, otherwise=""),
        "Description": pl.Series(_quoted(market)).gather(draw(rng, _REQUEST_TABLE, count)),
        "Distance (in km)": pl.Series(distance / 100),
        "Order Time": instants_utc(placed),
        "Pickup Time": instants_utc(placed + rng.integers(-150, 90, count)),
        "Delivery Time": looked_up(
            placed // _SLOTS + rng.integers(1, 8, count), lambda slot: instants_utc(slot * _SLOTS)
        ),
        "Ratings": pl.Series(["", "3", "4", "5"]).gather(np.where(rated, rng.integers(1, 4, count), 0)),
        "Reviews": pl.Series(["", *REVIEWS]).gather(np.where(reviewed, rng.integers(1, 1 + len(REVIEWS), count), 0)),
        "Debt Amount": owed,
        "Consumed Loyalty Points": dashed(baskets.goods // 50_000, baskets.goods >= 50_000, units),
        "Cancellation Reason": pl.Series(["", *REASONS]).gather(
            np.where(cancelled, rng.integers(0, 1 + len(REASONS), count), 0)
        ),
    }
    by_line = {
        "Category Name": pl.Series([category[0] for category in CATEGORIES]).gather(goods.category[baskets.product]),
        "SKU": goods.spelled(rng, baskets.product),
        "Customization Group": pl.Series([extra[0] for extra in EXTRAS]).gather(baskets.extra),
        "Customization Option": pl.Series([extra[1] for extra in EXTRAS]).gather(baskets.extra),
        "Quantity": pl.Series(baskets.quantity),
        "Unit Price": pl.Series(baskets.unit),
        "Cost Price": pl.Series(baskets.cost),
        "Total Cost Price": pl.Series(baskets.quantity * baskets.cost),
        "Total Price": pl.Series(baskets.amount // 100),
    }
    wanted = ORDERS[market.name].columns
    repeated = pl.DataFrame({name: by_order[name] for name in wanted if name in by_order})[index(line)]
    frame = repeated.hstack(pl.DataFrame(by_line)).select(
        pl.lit(always[name]).alias(name) if name in always else name for name in wanted
    )
    flags = {
        "MARKETS_ORDERS_CUSTOMER_ID_MISSING": guest[line],
        "MARKETS_ORDERS_DISTANCE_IMPLAUSIBLE": (distance > _IMPLAUSIBLE_KM * 100)[line],
        "MARKETS_ORDERS_LINE_TOTAL_MISMATCH": baskets.extra > 0,
    }
    return OrderLines(frame, flags, placed[line], payment)


def _distances(rng: Rng, market: Market, count: int) -> Ints:
    """Draw distances in hundredths of a kilometre; some are measured to where nobody lives."""
    near = (30 + 900 * rng.exponential(0.6, count)).astype(np.int64).clip(max=9_900)
    nowhere = rng.integers(1_197_500, 1_201_500, count)
    return np.where(rng.random(count) < market.far_away, nowhere, near)


def _quoted(market: Market) -> list[str]:
    return [f'"{text}"' if "," in text else text for text in requests(market)]


def _payment_table(kinds: int) -> Ints:
    return lookup(np.arange(kinds), np.array([80.0, 14, 6][:kinds]))
