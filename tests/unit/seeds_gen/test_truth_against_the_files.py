"""The truth is right: an independent reader of the files comes to the same numbers, for each defect and for all."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from seeds_gen import DEFAULT, generate, striking
from seeds_gen.defects.registry import FILE_DEFECTS
from seeds_gen.shops.retail import shop as retail
from seeds_gen.shops.storefront import customers as storefront_customers
from seeds_gen.shops.storefront import shop as storefront
from tests.unit.seeds_gen.witness_labels import check_labels, check_untouched, matched
from tests.unit.seeds_gen.witness_loader import Reading, load_everything
from tests.unit.seeds_gen.witness_rules import history, judged, outcomes, sales

SHOPS = ("retail", "storefront")
NAMES = striking(*SHOPS)
START = date(2024, 3, 28)  # four days around a change of clocks and the end of a month


def check(
    out: Path, days: int, scale: float, defects: str | Sequence[str], seed: int = 5, hours: int = 24
) -> dict[str, Any]:
    """Generate, read everything back with the witness, and compare; returns the truth."""
    generate(out, START, days, seed, scale, defects, sources=SHOPS, retail_every_hours=hours)
    truth: dict[str, Any] = json.loads((out / "truth.json").read_text())
    readings, batches = load_everything(out)
    visible = []
    for entry, reading in matched(truth, readings):
        assert entry["rows"] == reading.records, entry
        assert entry["labels"] == {} or entry["state"] in ("loaded", "superseded")
        if entry["state"] in ("loaded", "superseded"):
            accepted, rules, flags = judged(reading)
            check_labels(entry, reading.refused, outcomes(reading))
            assert (entry["rejects"], entry["rule_rejects"]) == (reading.rejects, rules), entry
            assert entry["rule_warnings"] == flags, entry
            if entry["state"] == "loaded":
                visible.append((reading, accepted))
    assert {(entry["trigger"], entry["wave"]): entry["state"] for entry in truth["batches"]} == batches
    _check_sales(truth, visible)
    _check_histories(truth, visible)
    return truth


def _check_sales(truth: dict[str, Any], visible: list[tuple[Reading, list[dict[str, str]]]]) -> None:
    promised = {
        (entry["source"], entry["date"]): (entry["orders"], entry["lines"], Decimal(entry["total_price"]))
        for entry in truth["sales"]
    }
    assert promised == sales(visible)
    assert {(entry["source"], entry["currency"]) for entry in truth["sales"]} <= {
        ("retail", "GBP"),
        ("storefront", "USD"),
    }


def _check_histories(truth: dict[str, Any], visible: list[tuple[Reading, list[dict[str, str]]]]) -> None:
    products = {entry["product_id"]: entry["versions"] for entry in truth["products"] if entry["versions"]}
    for versions in products.values():
        for version in versions:
            if "discontinued" in version:
                version["discontinued"] = str(version["discontinued"]).lower()
    assert products == {**history(visible, "invoices"), **history(visible, "products")}
    customers = {entry["customer_id"]: entry["versions"] for entry in truth["customers"]}
    assert {key: each for key, each in customers.items() if key.startswith("storefront:")} == history(
        visible, "customers"
    )
    countries: dict[str, list[tuple[str, str]]] = {}
    for reading, rows in visible:
        for row in rows if reading.feed == "invoices" else ():
            if row["CustomerID"].endswith(".0"):
                key = f"retail:{row['CustomerID'].removesuffix('.0')}"
                countries.setdefault(key, []).append((row["InvoiceDate"].replace(" ", "T"), row["Country"]))
    assert {key for key in customers if key.startswith("retail:")} == set(countries)
    for key, shown in countries.items():
        shown.sort()
        changes = [shown[0], *(now for before, now in pairwise(shown) if before[1] != now[1])]
        assert customers[key] == [{"valid_from": at, "country": country} for at, country in changes]


def test_without_defects_every_row_is_accepted(tmp_path: Path) -> None:
    truth = check(tmp_path / "out", days=12, scale=0.3, defects="none")
    check_untouched(truth)


@pytest.mark.parametrize("name", NAMES)
def test_each_defect_alone_ends_as_promised(tmp_path: Path, name: str) -> None:
    truth = check(tmp_path / "out", days=4, scale=0.05, defects=[name])
    struck = {defect for entry in truth["files"] for defect in entry["defects"]}
    assert struck == ({name} if name != "broken_json" else set())


@pytest.mark.parametrize("hours", [24, 4])
def test_the_default_mix_ends_as_promised(tmp_path: Path, hours: int) -> None:
    truth = check(tmp_path / "out", days=12, scale=0.1, defects="default", hours=hours)
    states = {entry["state"] for entry in truth["files"]}
    assert states == {"loaded", "duplicate", "superseded"}
    assert {entry["wave"] for entry in truth["files"]} == {1, 2, 3}
    assert sum(sum(entry["rejects"].values()) for entry in truth["files"]) > 0
    assert sum(sum(entry["rule_rejects"].values()) for entry in truth["files"]) > 0
    assert {defect for entry in truth["files"] for defect in entry["defects"]} == set(DEFAULT) & set(NAMES)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_defects_together_end_as_promised(tmp_path: Path, seed: int) -> None:
    truth = check(tmp_path / "out", days=24, scale=0.08, defects=NAMES, seed=seed)
    struck = {defect for entry in truth["files"] for defect in entry["defects"]}
    assert struck == set(NAMES) - {"broken_json"}
    assert "held" in {batch["state"] for batch in truth["batches"]}


def test_files_of_many_chunks_end_as_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (retail, storefront, storefront_customers):
        monkeypatch.setattr(module, "CHUNK_ROWS", 37)
    check(tmp_path / "out", days=10, scale=0.2, defects="default")


def test_rejected_rows_stay_far_below_the_rate_that_holds_a_file(tmp_path: Path) -> None:
    truth = check(tmp_path / "out", days=8, scale=0.08, defects=[name for name in NAMES if name not in FILE_DEFECTS])
    for entry in truth["files"]:
        refused = sum(entry["rejects"].values()) + sum(entry["rule_rejects"].values())
        assert refused <= max(1, 0.1 * entry["rows"])
