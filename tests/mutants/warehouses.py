"""Warehouses that are built once without a mutant, and what must be so in each of them with or without one."""

import json
import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from ingestion import ingest
from seeds_gen import generate, striking
from seeds_gen.defects.registry import FILE_DEFECTS
from tests import shop
from tests.database import empty_warehouse
from tests.e2e import kept, pipeline
from tests.e2e.histories import histories, history_differences, order_histories
from tests.e2e.kept import Kept
from tests.e2e.test_histories import FIRST, convergent, deliver, found
from tests.e2e.truth import (
    batch_differences,
    deliver_waves,
    doubt_differences,
    generated,
    label_differences,
    rule_differences,
    sales_differences,
)
from tests.oracle.compare import differences, oracles
from tests.oracle.shops import build_base, read_marts, read_raw
from warehouse.errors import GateError

ORACLE, TRUTH, HISTORIES = "oracle", "truth", "histories"
_OF_ROWS = ("models/intermediate/checked/", "models/intermediate/quality/", "macros/rules/")
# The weeks of the oracle.
_START, _DAYS, _SEED, _SCALE = date(2024, 2, 13), 28, 11, 0.1


@dataclass(frozen=True)
class Built:
    """A warehouse without a mutant.

    Args:
        kept: to be put back.
        judges: beginnings of the paths of files whose code it can judge.
        selection: what of dbt's is built in it; None for all that a mutant is in, gates included.
        checks: by the kind of test, what finds differences from an independent computation.
    """

    kept: Kept
    judges: tuple[str, ...]
    selection: Sequence[str] | None
    checks: dict[str, Callable[[], list[str]]]


def warehouses(scratch: Path) -> list[Built]:
    """All of them; takes minutes.

    Raises:
        GateError: the project does not pass its own tests without a mutant.
    """
    return [_month(scratch), _defects(), _histories()]


def _month(scratch: Path) -> Built:
    """Four weeks of believable shops in three deliveries, as the oracle has them."""
    generate(shop.landing(), _START, _DAYS, _SEED, _SCALE, "default", sources="all")
    truth: dict[str, Any] = json.loads((shop.landing() / "truth.json").read_text())
    raw, both = scratch / "raw" / "oracle.duckdb", scratch / "oracle.duckdb"
    raw.parent.mkdir()
    read_raw(raw, truth)
    build_base(raw)
    deliver_waves(truth, pipeline.run)

    def against_oracle() -> list[str]:
        shutil.copy(raw, both)
        read_marts(both)
        with duckdb.connect(both, read_only=True) as connection:
            return [f"{mart}: {one}" for mart in oracles() for one in differences(connection, mart)]

    truths = (rule_differences, label_differences, batch_differences, sales_differences, history_differences)
    checks = {ORACLE: against_oracle, TRUTH: lambda: [one for differ in truths for one in differ(truth)]}
    return _kept("month", ("",), None, checks)


def _defects() -> Built:
    """Every defect of a row that the generator knows."""
    empty_warehouse()
    truth: dict[str, Any] = {"files": [], "sales": []}
    rows = [name for name in striking("retail", "storefront") if name not in FILE_DEFECTS]
    for defects, days, sources in ((rows, 14, "retail,storefront"), ([*striking("markets", "app")], 30, "markets,app")):
        shutil.rmtree(shop.landing(), ignore_errors=True)
        written = generated(defects, days=days, sources=sources)
        deliver_waves(written, ingest)
        truth = {key: [*truth[key], *written[key]] for key in truth}
    pipeline.run()
    looks = (rule_differences, label_differences, doubt_differences, sales_differences)
    return _kept("defects", _OF_ROWS, None, {TRUTH: lambda: [one for differ in looks for one in differ(truth)]})


def _histories() -> Built:
    """A thousand customers, and orders, stocks and parcels, of which every file says something else."""
    empty_warehouse()
    dice = random.Random(1)
    files, orders = convergent(dice, 1000), convergent(dice, 300, ("pending", "shipped", "refunded"))
    stocks, parcels = convergent(dice, 200), convergent(dice, 200)
    expected = {
        ("customers", "customer_id", "city"): histories(files),
        ("orders", "order_id", "order_status"): order_histories(orders, FIRST),
        ("inventory", "stock_id", "location"): histories(stocks),
        ("shipping", "delivery_id", "carrier"): order_histories(parcels),
    }
    for day, rows in files.items():
        deliver(day, rows, orders=orders[day], inventory=stocks[day], shipping=parcels[day])
    pipeline.run()

    def check() -> list[str]:
        both = ((found(*place), right) for place, right in expected.items())
        return [key for seen, right in both for key in seen | right if seen.get(key) != right.get(key)]

    names = [f"snp_storefront__{feed}" for feed, *_ in expected]
    selection = ("--select", *names, "--exclude", "resource_type:test")
    judges = ("macros/build/", *(f"snapshots/storefront/{name}" for name in names))
    return _kept("histories", judges, selection, {HISTORIES: check})


def _kept(
    name: str,
    judges: tuple[str, ...],
    selection: Sequence[str] | None,
    checks: dict[str, Callable[[], list[str]]],
) -> Built:
    wrong = [one for check in checks.values() for one in check()]
    if wrong:
        raise GateError(f"{name}: without a mutant {len(wrong)} things differ, first {wrong[0]}", "make test says why")
    return Built(kept.keep(name), judges, selection, checks)
