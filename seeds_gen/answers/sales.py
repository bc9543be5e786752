"""What the warehouse must hold of sales in the end, added up while the files are written."""

from dataclasses import dataclass, field, replace
from typing import Any

from seeds_gen.answers.truth import decimal_text


@dataclass(frozen=True)
class Sales:
    """Accepted sales of one source, market, date and currency: distinct orders, lines, and money in 1/10000.

    `amount` adds up the lines, `order_total` what each order says it comes to.
    """

    orders: int
    lines: int
    amount: int
    order_total: int


@dataclass
class SalesBook:
    """Adds up what counts in the final state."""

    totals: dict[tuple[str, str, str, str], Sales] = field(default_factory=dict)

    def add(
        self,
        source: str,
        day: str,
        currency: str,
        *,
        orders: int,
        lines: int,
        amount: int,
        market: str = "",
        order_total: int | None = None,
    ) -> None:
        """Add sales of one business date; nothing at all leaves no entry. No order total: the lines."""
        if not lines:
            return
        key = source, market, day, currency
        before = self.totals.get(key, Sales(0, 0, 0, 0))
        self.totals[key] = replace(
            before,
            orders=before.orders + orders,
            lines=before.lines + lines,
            amount=before.amount + amount,
            order_total=before.order_total + (amount if order_total is None else order_total),
        )

    def entries(self) -> list[dict[str, Any]]:
        """Return the totals in the form of truth.json, in a fixed order."""
        return [
            {
                "source": source,
                "market": market or None,
                "date": day,
                "currency": currency,
                "orders": sales.orders,
                "lines": sales.lines,
                "total_price": decimal_text(sales.amount),
                "order_total": decimal_text(sales.order_total),
            }
            for (source, market, day, currency), sales in sorted(self.totals.items())
        ]
