"""The mobile shop's truth is right: an independent reader comes to the same numbers, for each defect and for all."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from seeds_gen import generate, striking
from seeds_gen.shops.app import shop as app
from tests.unit.seeds_gen import app_witness_rules as rules
from tests.unit.seeds_gen.app_witness import Reading, load_everything
from tests.unit.seeds_gen.witness_labels import matched

START = date(2024, 3, 28)
NAMES = striking("app")


def check(out: Path, days: int, scale: float, defects: str | Sequence[str], seed: int = 5) -> dict[str, Any]:
    """Generate, read everything back with the witness, and compare; returns the truth."""
    generate(out, START, days, seed, scale, defects, sources="app")
    truth: dict[str, Any] = json.loads((out / "truth.json").read_text())
    visible = []
    for entry, reading in matched(truth, load_everything(out)):
        if entry["state"] in ("loaded", "superseded"):
            check_file(entry, reading)
        if entry["state"] == "loaded":
            visible.append(reading)
    check_marts(truth, visible)
    return truth


def check_file(entry: dict[str, Any], reading: Reading) -> None:
    assert entry["rows"] == len(reading.records), entry["path"]
    found = rules.outcomes(reading)
    counts = Counter(outcome for record in found for outcome in record)
    for kind, name in (("reject", "rejects"), ("rule", "rule_rejects"), ("warn", "rule_warnings")):
        assert entry[name] == {o.split(":")[1]: n for o, n in counts.items() if o.split(":")[0] == kind}, entry["path"]
    labelled: dict[int, list[str]] = defaultdict(list)
    for labels in entry["labels"].values():
        for number, outcome in labels:
            # What is usual in the shop says nothing of a file: a doubt is looked for in the warehouse (tests/e2e).
            labelled[number].append("accepted" if outcome.startswith("doubt:") else outcome)
    # What the witness found is labelled, and a label says what the witness found.
    assert {number for number, record in enumerate(found, 1) if record} <= set(labelled)
    for number, promised in labelled.items():
        assert promised == (found[number - 1] or ["accepted"]), (entry["path"], number)


def check_marts(truth: dict[str, Any], visible: list[Reading]) -> None:
    assert {(entry["source"], entry["market"], entry["currency"]) for entry in truth["sales"]} <= {
        ("app", "app", "USD")
    }
    promised = {
        entry["date"]: (
            entry["orders"],
            entry["lines"],
            Decimal(entry["total_price"]),
            Decimal(entry["order_total"]),
        )
        for entry in truth["sales"]
    }
    assert promised == rules.sales(visible)
    assert [entry["versions"] for entry in truth["customers"] if entry["versions"]] == []
    known = Counter(entry["customer_id"] for entry in truth["customers"])
    assert known == {f"app:{name}": 1 for name in rules.customers(visible)}
    histories = {entry["product_id"]: entry["versions"] for entry in truth["products"]}
    assert histories == {f"app:{name}": versions for name, versions in rules.products(visible).items()}


def test_without_defects_every_row_is_accepted(tmp_path: Path) -> None:
    truth = check(tmp_path, days=16, scale=0.3, defects="none")
    for entry in truth["files"]:
        assert (entry["state"], entry["wave"], entry["labels"]) == ("loaded", 1, {})
    assert any(len(entry["versions"]) > 1 for entry in truth["products"])


FEEDS_OF = {
    **dict.fromkeys(("broken_json", "missing_event_type", "duplicate_event", "late_event"), "events"),
    **dict.fromkeys(
        (
            "utf16_file", "spreadsheet_csv", "cp1252_bytes", "ragged_row", "stray_quote", "embedded_newline",
            "python_literal_items", "price_mismatch", "orphan_customer", "orphan_product", "discontinued_product_order",
            "quantity_outlier",
            "amount_outlier",
        ),
        "orders",
    ),
    **dict.fromkeys(("zero_price", "int_overflow", "negative_stock"), "inventory"),
    **dict.fromkeys(("bom", "nul_byte", "overlong_field", "duplicate_file_other_wrapping"), "events orders"),
    **dict.fromkeys(
        ("currency_in_number", "spreadsheet_exponent", "comma_decimal", "negative_amount", "duplicate_line"),
        "orders inventory",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_each_defect_alone_ends_as_promised_in_each_feed_it_applies_to(tmp_path: Path, name: str) -> None:
    truth = check(tmp_path, days=8, scale=0.06, defects=[name])
    assert {defect for entry in truth["files"] for defect in entry["defects"]} == {name}
    struck = {entry["feed"] for entry in truth["files"] if entry["defects"]}
    assert struck == set(FEEDS_OF.get(name, "events orders inventory").split())


def test_the_default_mix_ends_as_promised(tmp_path: Path) -> None:
    truth = check(tmp_path, days=24, scale=0.1, defects="default")
    assert {entry["state"] for entry in truth["files"]} == {"loaded", "duplicate", "superseded"}
    assert {entry["wave"] for entry in truth["files"]} == {1, 2, 3}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_defects_together_end_as_promised(tmp_path: Path, seed: int) -> None:
    truth = check(tmp_path, days=120, scale=0.05, defects=NAMES, seed=seed)
    assert {defect for entry in truth["files"] for defect in entry["defects"]} == set(NAMES)
    assert {entry["state"] for entry in truth["files"]} == {"loaded", "held", "duplicate", "superseded"}


def test_files_of_many_chunks_end_as_promised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "CHUNK_ROWS", 60)
    check(tmp_path, days=12, scale=0.3, defects="default")
