"""Which lines are beyond what is usual, worked out again from the lines themselves, in plain Python."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log


@dataclass(frozen=True)
class Line:
    """An accepted line; what is usual is learnt of lines that are sold. Charges have no product."""

    order: str
    shop: str
    product: str | None
    day: date
    quantity: int
    price: float
    is_sold: bool

    @property
    def quarter(self) -> int:
        """See _quarter."""
        return _quarter(self.day)


Lines = Mapping[tuple[str | None, int], list[Line]]


def doubts(lines: Sequence[Line]) -> set[tuple[str, str]]:
    """Order and defect of every line in doubt."""
    last = {line.shop: line.quarter for line in sorted(lines, key=lambda line: line.quarter)}
    opening = _opening_days(lines)
    days = {(line.shop, line.day) for line in lines}
    of_products, of_shops, opened = defaultdict(list), defaultdict(list), defaultdict(list)
    for line in lines:
        if line.is_sold and line.product:
            if line.quarter < last[line.shop]:
                of_products[line.product, line.quarter].append(line)
                of_shops[line.shop, line.quarter].append(line)
            if (line.shop, line.day) in opening:
                opened[line.shop, line.quarter].append(line)
    found = set()
    for line in lines:
        is_many = is_dear = False
        own = _latest(of_products, line.product, line.quarter)
        if own:
            is_many = _is_far(abs(line.quantity), [one.quantity for one in own], 300)
            is_dear = _is_far(line.price, [one.price for one in own], 20, both_ways=True)
        usual, count = _latest(of_shops, line.shop, line.quarter), days
        if not usual:
            usual, count = opened[line.shop, line.quarter], opening
        amount = abs(line.quantity * line.price)
        is_large = _is_large(line, usual, count) and not (own and amount <= 100 * _usual_amount(own))
        named = {"QUANTITY_OUTLIER": is_many, "PRICE_OUTLIER": is_dear, "AMOUNT_OUTLIER": is_large}
        found |= {(line.order, defect) for defect, is_so in named.items() if is_so}
    return found


def _latest(lines: Lines, name: str | None, quarter: int) -> list[Line]:
    """The lines of the latest of the four quarters before that has thirty."""
    earlier = [lines.get((name, quarter - ago), []) for ago in range(1, 5)]
    return next((found for found in earlier if len(found) >= 30), [])


def _usual_amount(lines: Sequence[Line]) -> float:
    middle = (len(lines) - 1) // 2
    return sorted(one.quantity for one in lines)[middle] * sorted(one.price for one in lines)[middle]


def _is_large(line: Line, usual: Sequence[Line], days: set[tuple[str, date]]) -> bool:
    if len(usual) < 30:
        return False
    count = sum(shop == line.shop and _quarter(day) == usual[0].quarter for shop, day in days)
    amounts = [one.quantity * one.price for one in usual]
    return _is_far(abs(line.quantity * line.price), amounts, max(100, len(usual) / count / 2))


def _quarter(day: date) -> int:
    """Quarters since the year 0."""
    return day.year * 4 + (day.month - 1) // 3


def _is_far(value: float, usual: Sequence[float], least: float, *, both_ways: bool = False) -> bool:
    """Whether a value lies beyond five median absolute deviations of the logarithms, within 1,000 times the median."""
    if value <= 0:
        return False
    logs = sorted(log(one) for one in usual)
    median = logs[(len(logs) - 1) // 2]
    deviation = sorted(abs(one - median) for one in logs)[(len(logs) - 1) // 2]
    distance = log(value) - median
    return (abs(distance) if both_ways else distance) > min(max(5 * deviation, log(least)), log(1000))


def _opening_days(lines: Sequence[Line]) -> set[tuple[str, date]]:
    """Of each shop and quarter the first days, up to the one with the hundredth line."""
    counts = Counter((line.shop, line.quarter, line.day) for line in lines)
    before: Counter[tuple[str, int]] = Counter()
    days = set()
    for shop, quarter, day in sorted(counts):
        if before[shop, quarter] < 100:
            days.add((shop, day))
        before[shop, quarter] += counts[shop, quarter, day]
    return days
