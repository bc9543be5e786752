"""The shops of the demo are believable: what is injected to be found decides no shop's revenue."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

from seeds_gen import generate


def revenue(folder: Path, defects: str | list[str]) -> dict[str, Decimal]:
    """What the orders and the lines of a month of the demo come to, by shop."""
    generate(folder, date(2025, 1, 1), 30, 1, 1.0, defects, sources="all")
    out: defaultdict[str, Decimal] = defaultdict(Decimal)
    for day in json.loads((folder / "truth.json").read_text())["sales"]:
        shop = day["market"] or day["source"]
        out[f"{shop} lines"] += Decimal(day["total_price"])
        out[f"{shop} orders"] += Decimal(day["order_total"])
    return out


def test_outliers_are_at_most_a_twentieth_of_a_shops_revenue(tmp_path: Path) -> None:
    with_them = revenue(tmp_path / "outliers", ["quantity_outlier", "amount_outlier"])
    without = revenue(tmp_path / "none", "none")
    shares = {name: (with_them[name] - without[name]) / with_them[name] for name in without}
    assert {name: share for name, share in shares.items() if not 0 < share <= Decimal("0.05")} == {}
