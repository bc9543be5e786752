"""Earlier sales that may still be cancelled: a bounded memory of what was sold."""

from dataclasses import dataclass

import numpy as np

from seeds_gen.chunk import Ints
from seeds_gen.rng import Rng

_REMEMBERED = 40_000


@dataclass(frozen=True)
class Cancelled:
    """Cancelled lines: `invoice` numbers the cancellations from 0, the other fields repeat the sale."""

    invoice: Ints
    customer: Ints
    code: Ints
    quantity: Ints
    pence: Ints


class SalesPool:
    """Lines of registered customers' earlier sales with the quantity not yet cancelled."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._lines = np.empty((0, 5), dtype=np.int64)  # invoice, customer, code, quantity left, pence
        self._invoices = 0

    def __len__(self) -> int:
        """Count the remembered lines."""
        return len(self._lines)

    def remember(self, invoice: Ints, customer: Ints, code: Ints, quantity: Ints, pence: Ints) -> None:
        """Add sold lines; the oldest are forgotten."""
        if not len(invoice):
            return
        lines = np.column_stack([invoice + self._invoices, customer, code, quantity, pence])
        self._invoices += int(invoice.max()) + 1
        self._lines = np.concatenate([self._lines, lines[-_REMEMBERED:]])[-_REMEMBERED:]

    def cancel(self, rng: Rng, invoices: int) -> Cancelled:
        """Choose lines of `invoices` earlier sales (fewer when little is left) and take a part of them back."""
        starts = rng.permutation(len(self._lines))[:invoices]
        lengths = np.minimum(rng.geometric(0.45, len(starts)), 12)
        number = np.repeat(np.arange(len(starts)), lengths)
        row = np.repeat(starts, lengths) + np.arange(len(number)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        number, row = number[row < len(self._lines)], row[row < len(self._lines)]
        same = self._lines[row, 0] == self._lines[starts[number], 0]
        _, first = np.unique(row, return_index=True)
        once = np.zeros(len(row), dtype=np.bool_)
        once[first] = True
        keep = same & once & (self._lines[row, 3] > 0)
        number, row = number[keep], row[keep]
        left = self._lines[row, 3]
        quantity = np.where(rng.random(len(row)) < 0.5, left, np.ceil(left * rng.random(len(row))).astype(np.int64))
        quantity = np.clip(quantity, 1, left)
        self._lines[row, 3] -= quantity
        _, dense = np.unique(number, return_inverse=True)
        return Cancelled(dense, self._lines[row, 1], self._lines[row, 2], -quantity, self._lines[row, 4])
