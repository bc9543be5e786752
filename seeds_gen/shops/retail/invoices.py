"""One stretch of the gift shop's day as numbers: invoices of every kind and their lines, in the order of time."""

from dataclasses import dataclass

import numpy as np

from seeds_gen.chunk import Ints
from seeds_gen.rng import Rng, draw, lookup
from seeds_gen.shops.calendars import GIFT_SHOP_CLOCK
from seeds_gen.shops.retail.catalogue import Catalogue
from seeds_gen.shops.retail.charges import charge_cancellations, put_charges
from seeds_gen.shops.retail.customers import Customers
from seeds_gen.shops.retail.pool import SalesPool
from seeds_gen.shops.retail.words import HOME_COUNTRY, NOTES

SALE, CANCELLATION, CORRECTION, ADJUSTMENT = range(4)
GUEST = -1

# Shares per line, from a real month: 1.7 % cancelled lines, 0.6 % stock corrections, of which a third take stock away.
_LINES_PER_SALE = 24.0
_CANCELLATIONS_PER_LINE = 0.008
_CORRECTIONS_PER_LINE = 0.006
_CHARGE_CANCELLATIONS_PER_LINE = 0.0006
_ADJUSTMENTS_PER_LINE = 0.00003
_GUEST_SALES = 0.105
_REPEATED_LINE = 0.007

_QUANTITIES = lookup(
    np.array([1, 2, 12, 3, 6, 4, 24, 5, 8, 10, 48, 36, 20, 7, 16, 72, 96, 144, 25, 9, 240, 600]),
    np.array([350, 160, 85, 70, 70, 62, 40, 24, 22, 21, 10, 7, 7, 7, 6, 4, 3, 2, 4, 5, 1, 0.4]),
)
# Whoever trades takes hundreds of what costs pence, and a dozen of what would come to more than this in pence.
_DEAREST_LINE, _DOZEN = 150_000, 12
_GUEST_QUANTITIES = lookup(np.array([1, 2, 3, 4, 5, 6, 10]), np.array([700, 150, 50, 40, 30, 20, 10]))


@dataclass(frozen=True)
class Stretch:
    """Invoices (first five fields, one value an invoice) and their lines (the others), both in the order of time."""

    kind: Ints
    second: Ints
    customer: Ints
    country: Ints
    lines: Ints
    invoice: Ints
    code: Ints
    text: Ints
    quantity: Ints
    pence: Ints


def build(
    rng: Rng, catalogue: Catalogue, customers: Customers, pool: SalesPool, lines: int, span: tuple[float, float]
) -> Stretch:
    """Draw about `lines` invoice lines for the part of the day between two quantiles of its business hours.

    Only earlier sales are cancelled. In the shop's first stretch there are none, so it sells in the first half of it
    and takes back in the second.
    """
    opening = not len(pool)
    middle = (span[0] + span[1]) / 2
    sales = _sales(rng, catalogue, customers, lines, (span[0], middle) if opening else span)
    if opening:
        _remember(sales, pool, catalogue)
    cancelled = _cancellations(rng, catalogue, customers, pool, lines, (middle, span[1]) if opening else span)
    if not opening:
        _remember(sales, pool, catalogue)
    charges = charge_cancellations(rng, catalogue, int(rng.poisson(lines * _CHARGE_CANCELLATIONS_PER_LINE)))
    count = len(charges.code)
    refunds = Stretch(
        kind=np.full(count, CANCELLATION),
        second=_minutes(rng, count, span),
        customer=np.full(count, GUEST),
        country=np.full(count, HOME_COUNTRY),
        lines=np.ones(count, dtype=np.int64),
        invoice=np.arange(count),
        code=charges.code,
        text=charges.text,
        quantity=charges.quantity,
        pence=charges.pence,
    )
    return _in_time_order([sales, cancelled, refunds, _corrections(rng, catalogue, lines, span)])


def _minutes(rng: Rng, count: int, span: tuple[float, float]) -> Ints:
    """Draw times of the day; the shop's clock shows minutes."""
    return GIFT_SHOP_CLOCK.instants(rng, count, span) // 60 * 60


def _sales(rng: Rng, catalogue: Catalogue, customers: Customers, lines: int, span: tuple[float, float]) -> Stretch:
    """Draw ordinary invoices: many small ones of known customers, few long ones of guests."""
    count = max(1, round(lines / _LINES_PER_SALE))
    guest = rng.random(count) < _GUEST_SALES
    sizes = np.where(guest, rng.lognormal(4.0, 0.9, count), rng.lognormal(2.35, 1.0, count))
    sizes = np.clip(np.rint(sizes), 1, max(8, min(400, lines // 4))).astype(np.int64)
    sizes[0] = max(sizes[0], 2)
    customer = np.where(guest, GUEST, customers.pick(rng, count))
    country = np.where(guest, HOME_COUNTRY, customers.country[customer])
    invoice = np.repeat(np.arange(count), sizes)
    total = len(invoice)
    product = catalogue.pick(rng, total)
    line_of_guest = guest[invoice]
    quantity = np.where(line_of_guest, draw(rng, _GUEST_QUANTITIES, total), draw(rng, _QUANTITIES, total))
    quantity = np.where(quantity * catalogue.pence(product) > _DEAREST_LINE, _DOZEN, quantity)
    again = np.flatnonzero((rng.random(total) < _REPEATED_LINE) & (np.diff(invoice, prepend=-1) == 0))
    product[again], quantity[again] = product[again - 1], quantity[again - 1]
    lower = line_of_guest & (rng.random(count)[invoice] < 0.35)
    code, text, pence = catalogue.respell(product, lower), product.copy(), catalogue.pence(product)
    put_charges(rng, catalogue, guest, country, sizes, code, text, quantity, pence)
    return Stretch(
        np.full(count, SALE), _minutes(rng, count, span), customer, country, sizes, invoice, code, text, quantity, pence
    )


def _cancellations(
    rng: Rng, catalogue: Catalogue, customers: Customers, pool: SalesPool, lines: int, span: tuple[float, float]
) -> Stretch:
    """Take back parts of earlier sales: same customer, code and price, negative quantity."""
    taken = pool.cancel(rng, int(rng.poisson(lines * _CANCELLATIONS_PER_LINE)))
    sizes = np.bincount(taken.invoice).astype(np.int64)
    first = np.cumsum(sizes) - sizes
    customer = taken.customer[first]
    return Stretch(
        kind=np.full(len(sizes), CANCELLATION),
        second=_minutes(rng, len(sizes), span),
        customer=customer,
        country=customers.country[customer],
        lines=sizes,
        invoice=taken.invoice,
        code=taken.code,
        text=catalogue.identity[taken.code],
        quantity=taken.quantity,
        pence=taken.pence,
    )


def _corrections(rng: Rng, catalogue: Catalogue, lines: int, span: tuple[float, float]) -> Stretch:
    """Draw one-line invoices of the office: stock found or written off at no price, and now and then a bad debt."""
    fixes, debts = int(rng.poisson(lines * _CORRECTIONS_PER_LINE)), int(rng.poisson(lines * _ADJUSTMENTS_PER_LINE))
    count = fixes + debts
    is_debt = np.arange(count) >= fixes
    product = catalogue.pick(rng, count)
    quantity = np.where(rng.random(count) < 0.3, -1, 1) * rng.integers(1, 60, count)
    debt_code, debt_text = catalogue.charge("B")
    return Stretch(
        kind=np.where(is_debt, ADJUSTMENT, CORRECTION),
        second=_minutes(rng, count, span),
        customer=np.full(count, GUEST),
        country=np.full(count, HOME_COUNTRY),
        lines=np.ones(count, dtype=np.int64),
        invoice=np.arange(count),
        code=np.where(is_debt, debt_code, product),
        text=np.where(is_debt, debt_text, catalogue.first_note + rng.integers(0, len(NOTES), count)),
        quantity=np.where(is_debt, 1, quantity),
        pence=np.where(is_debt, -rng.integers(100_000, 1_200_000, count), 0),
    )


def _remember(sales: Stretch, pool: SalesPool, catalogue: Catalogue) -> None:
    """Let the products known customers bought be cancelled later."""
    keep = (sales.customer[sales.invoice] != GUEST) & (sales.code < catalogue.first_charge)
    invoice = sales.invoice[keep]
    pool.remember(invoice, sales.customer[invoice], sales.code[keep], sales.quantity[keep], sales.pence[keep])


def _in_time_order(parts: list[Stretch]) -> Stretch:
    """Merge groups of invoices by time and renumber them; the lines of an invoice stay together and in order."""
    second = np.concatenate([part.second for part in parts])
    order = np.argsort(second, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    offsets = np.cumsum([0, *(len(part.second) for part in parts[:-1])])
    invoice = np.concatenate(
        [place[part.invoice + offset] for part, offset in zip(parts, offsets.tolist(), strict=True)]
    )
    by_invoice = np.argsort(invoice, kind="stable")

    def invoices(name: str) -> Ints:
        merged: Ints = np.concatenate([getattr(part, name) for part in parts])[order]
        return merged

    def lines(name: str) -> Ints:
        merged: Ints = np.concatenate([getattr(part, name) for part in parts])[by_invoice]
        return merged

    return Stretch(
        invoices("kind"), second[order], invoices("customer"), invoices("country"), invoices("lines"),
        invoice[by_invoice], lines("code"), lines("text"), lines("quantity"), lines("pence"),
    )  # fmt: skip
