"""The truth about the marketplaces is right: an independent reader comes to the same, for each defect and for all."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from seeds_gen import DEFAULT, generate, striking
from seeds_gen.shops.markets import customers as markets_customers
from seeds_gen.shops.markets import place as markets_place
from tests.unit.seeds_gen import markets_witness_rules as witness
from tests.unit.seeds_gen.markets_witness import load_everything
from tests.unit.seeds_gen.witness_labels import check_labels, check_untouched, matched

START = date(2025, 1, 28)  # the end of a month
NAMES = striking("markets")


def check(out: Path, days: int, scale: float, defects: str | Sequence[str], seed: int = 5) -> dict[str, Any]:
    """Generate, read everything back with the witness, and compare; returns the truth."""
    generate(out, START, days, seed, scale, defects, sources="markets")
    truth: dict[str, Any] = json.loads((out / "truth.json").read_text())
    visible = []
    for entry, reading in matched(truth, load_everything(out)):
        check_labels(entry, reading.refused, witness.codes(reading) if reading.state != "held" else {})
        if entry["state"] in ("loaded", "superseded"):
            assert entry["rows"] == reading.records, entry
            assert entry["rejects"] == reading.rejects, entry
            assert entry["rule_rejects"] == witness.counted(reading, "rule"), entry
            assert entry["rule_warnings"] == witness.counted(reading, "warn"), entry
        if entry["state"] == "loaded":
            visible.append(reading)
    promised = {
        (entry["market"], entry["date"], entry["currency"]): (
            entry["orders"],
            entry["lines"],
            Decimal(entry["total_price"]),
            Decimal(entry["order_total"]),
        )
        for entry in truth["sales"]
    }
    assert promised == witness.sales(visible)
    money = ("price", "cost", "outstanding_amount")
    for entity in (*truth["products"], *truth["customers"]):
        for version in entity["versions"]:
            version.update({name: Decimal(version[name]) for name in money if version.get(name) is not None})
    assert {each["product_id"]: each["versions"] for each in truth["products"]} == witness.products(visible)
    assert {each["customer_id"]: each["versions"] for each in truth["customers"]} == {
        customer: [version] for customer, version in witness.customers(visible).items()
    }
    return truth


def test_without_defects_every_row_is_accepted(tmp_path: Path) -> None:
    truth = check(tmp_path / "out", days=12, scale=0.5, defects="none")
    check_untouched(truth)


@pytest.mark.parametrize("name", NAMES)
def test_each_defect_alone_ends_as_promised(tmp_path: Path, name: str) -> None:
    truth = check(tmp_path / "out", days=4, scale=0.15, defects=[name])
    assert {defect for entry in truth["files"] for defect in entry["defects"]} == {name}


def test_the_default_mix_ends_as_promised(tmp_path: Path) -> None:
    truth = check(tmp_path / "out", days=14, scale=0.3, defects="default")
    assert {entry["state"] for entry in truth["files"]} == {"loaded", "duplicate", "superseded"}
    struck = {defect for entry in truth["files"] for defect in entry["defects"]}
    assert struck == set(DEFAULT) & set(NAMES)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_defects_together_end_as_promised(tmp_path: Path, seed: int) -> None:
    truth = check(tmp_path / "out", days=30, scale=0.3, defects=NAMES, seed=seed)
    assert {defect for entry in truth["files"] for defect in entry["defects"]} == set(NAMES)
    assert {entry["state"] for entry in truth["files"]} == {"loaded", "duplicate", "superseded", "held"}


def test_files_of_many_chunks_end_as_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (markets_place, markets_customers):
        monkeypatch.setattr(module, "CHUNK_ROWS", 37)
    check(tmp_path / "out", days=8, scale=0.6, defects="default")
