"""A part of a marketplace's day as numbers: who ordered when, what, and what it came to."""

from dataclasses import dataclass

import numpy as np

from seeds_gen.chunk import Bools, Ints
from seeds_gen.feeds.marketplaces import Market
from seeds_gen.rng import Rng, draw, lookup
from seeds_gen.shops.calendars import GROCERY_CLOCK
from seeds_gen.shops.markets.customers import Customers
from seeds_gen.shops.markets.goods import Goods
from seeds_gen.shops.markets.words import EXTRAS

LINES_PER_ORDER = 2.05
_LINES_TABLE = lookup(np.arange(1, 11), np.array([40.0, 35, 12, 5, 3, 2, 1, 1, 0.5, 0.5]))
_QUANTITY_TABLE = lookup(np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 24]), np.array([46.0, 19, 11, 6, 4, 4, 3, 5, 1, 1]))
_EXTRA_TABLE = lookup(np.arange(len(EXTRAS)), np.array([984.0, 6, 2, 5, 3]))
_DELIVERY_TABLE = lookup(np.array([0, 50, 100, 150, 200]), np.array([62.0, 8, 16, 9, 5]))
_DISCOUNT_TABLE = lookup(np.array([0, 20, 50, 100, 200]), np.array([86.0, 5, 5, 3, 1]))
_TIP_TABLE = lookup(np.array([0, 20, 50, 100]), np.array([96.0, 2, 1.5, 0.5]))
_GUESTS = 0.006
GUEST = -1
# A discount is at most this part of the goods.
_DISCOUNT_PART = 5

ORDERED, DISPATCHED, COMPLETED, CANCELLED = range(4)
STATUSES = ("ORDERED", "DISPATCHED", "COMPLETED", "CANCELLED")
_STATUS_TABLE = lookup(np.arange(4), np.array([12.0, 4, 74, 10]))


@dataclass(frozen=True)
class Baskets:
    """Orders of one day and their lines; money is in hundredths, prices and costs in whole units.

    By order: `customer` (or GUEST), `second` of the local day, `status`, `delivery`, `discount`, `tax`, `tip`, `goods`,
    `total`, `taxable`. By line: `order` (its number here), `product`, `quantity`, `extra`, `unit`, `cost`, `amount`,
    `version` of the product.
    """

    customer: Ints
    second: Ints
    status: Ints
    delivery: Ints
    discount: Ints
    tax: Ints
    tip: Ints
    goods: Ints
    total: Ints
    taxable: Ints
    order: Ints
    product: Ints
    quantity: Ints
    extra: Ints
    unit: Ints
    cost: Ints
    amount: Ints
    version: Ints

    @property
    def last_line(self) -> Bools:
        """Tell which lines are the last of their order."""
        return np.append(np.diff(self.order) > 0, True)

    @property
    def alone(self) -> Bools:
        """Tell which lines are the only one of their order."""
        alone: Bools = np.bincount(self.order, minlength=len(self.customer)) == 1
        return alone[self.order]


def build(
    rng: Rng, market: Market, goods: Goods, customers: Customers, orders: int, span: tuple[float, float]
) -> Baskets:
    """Draw orders for the part of the day between two quantiles of its hours.

    What the customer pays is the goods plus delivery plus tax less the discount; a tip goes to the rider.
    """
    factor = market.price_factor
    customer = customers.pick(rng, orders)
    customer[rng.random(orders) < _GUESTS] = GUEST
    order = np.repeat(np.arange(orders), draw(rng, _LINES_TABLE, orders))
    lines = len(order)
    product = goods.pick(rng, lines)
    quantity = draw(rng, _QUANTITY_TABLE, lines)
    extra = draw(rng, _EXTRA_TABLE, lines)
    unit, cost = goods.price[product], goods.cost[product]
    amount = (quantity * unit + _EXTRA_UNITS[extra] * factor) * 100
    bought = _by_order(order, amount, orders)
    taxable = _by_order(order, amount * goods.taxed(product), orders) * (market.tax_percent > 0)
    tax = (taxable * market.tax_percent + 50) // 100
    discount = draw(rng, _DISCOUNT_TABLE, orders) * factor * 100
    discount = np.where(discount * _DISCOUNT_PART <= bought, discount, 0)
    delivery = draw(rng, _DELIVERY_TABLE, orders) * factor * 100
    return Baskets(
        customer=customer,
        second=np.sort(GROCERY_CLOCK.instants(rng, orders, span)),
        status=draw(rng, _STATUS_TABLE, orders),
        delivery=delivery,
        discount=discount,
        tax=tax,
        tip=draw(rng, _TIP_TABLE, orders) * factor * 100,
        goods=bought,
        total=bought + delivery + tax - discount,
        taxable=taxable,
        order=order,
        product=product,
        quantity=quantity,
        extra=extra,
        unit=unit,
        cost=cost,
        amount=amount,
        version=goods.version[product],
    )


def _by_order(order: Ints, amounts: Ints, orders: int) -> Ints:
    totals = np.zeros(orders, dtype=np.int64)
    np.add.at(totals, order, amounts)
    return totals


_EXTRA_UNITS: Ints = np.array([extra[2] for extra in EXTRAS], dtype=np.int64)
