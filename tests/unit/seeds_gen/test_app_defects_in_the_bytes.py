"""Each of the mobile shop's defects is really in the files, and in the very records, that the truth names for it."""

import ast
import gzip
import json
import re
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from seeds_gen import FileEntry, generate, striking
from tests.unit.seeds_gen.app_witness import COLUMNS, MEBIBYTE, Reading, Row, fold, parse

START = date(2024, 3, 4)
Look = Callable[[Reading, Row], bool]

DATE = {"events": "timestamp", "orders": "order_date", "inventory": "last_restock_date"}
TEXT = {"events": "page", "orders": "shipping_address", "inventory": "supplier"}
NULL = {"events": "referrer", "orders": "billing_address", "inventory": "supplier"}
MONEY = {"orders": "total_amount", "inventory": "retail_price"}
NUMBER = {"orders": "total_amount", "inventory": "reorder_quantity"}


def says(pattern: str, columns: dict[str, str]) -> Look:
    return lambda reading, row: re.fullmatch(pattern, str(row[columns[reading.feed]])) is not None


def items(row: Row) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(row["items"], parse_float=Decimal)
    return found


def first(reading: Reading, row: Row, key: str) -> Row:
    """The first record of the file with the same key."""
    return next(record.row for record in reading.records if record.row.get(key) == row[key])


def late(reading: Reading, row: Row) -> bool:
    named = date.fromisoformat(re.sub("_", "-", re.findall(r"\d{4}_\d\d_\d\d", reading.path)[0]))
    return date.fromisoformat(row["timestamp"][:10]) < named - timedelta(days=1)


def mismatched(_: Reading, row: Row) -> bool:
    subtotal = Decimal(row["subtotal"])
    cost = sum(item["quantity"] * item["unit_price"] for item in items(row))
    due = subtotal - Decimal(row["discount_amount"]) + Decimal(row["tax_amount"]) + Decimal(row["shipping_cost"])
    return (cost != subtotal) != (due != Decimal(row["total_amount"]))


def python_literal(_: Reading, row: Row) -> bool:
    with pytest.raises(json.JSONDecodeError):
        json.loads(row["items"])
    read = ast.literal_eval(row["items"])
    return {"product_id", "quantity", "unit_price", "note"} == set(read[0])


ROWS: dict[str, Look] = {
    "missing_event_type": lambda _, row: not row.get("event_type"),
    "duplicate_event": lambda reading, row: first(reading, row, "event_id")["timestamp"] <= row["timestamp"],
    "late_event": late,
    "python_literal_items": python_literal,
    "price_mismatch": mismatched,
    "negative_amount": lambda reading, row: (
        float(row[MONEY[reading.feed]]) < 0 or any(item["unit_price"] < 0 for item in items(row))
    ),
    "comma_decimal": says(r"\d+,\d\d|1\.\d{3},\d\d", MONEY),
    "currency_in_number": says(r"\$ [\d,]+\.\d\d", MONEY),
    "spreadsheet_exponent": says(r"\d(\.\d+)?E[+-]\d\d", NUMBER),
    "zero_price": lambda _, row: row["retail_price"] == 0,
    "int_overflow": lambda _, row: row["current_stock"] == "98765432109876543210",
    "negative_stock": lambda _, row: row["current_stock"] < 0,
    "duplicate_line": lambda reading, row: [record.row for record in reading.records].count(row) == 2,
    "orphan_customer": says(r"USR-90000\d\d", {"orders": "customer_id"}),
    "orphan_product": lambda _, row: re.fullmatch(r"PRD-9000\d\d", items(row)[0]["product_id"]) is not None,
    "quantity_outlier": lambda _, row: items(row)[0]["quantity"] * items(row)[0]["unit_price"] > 7_000,
    "amount_outlier": lambda _, row: items(row)[0]["unit_price"] > 12_900 and Decimal(row["total_amount"]) > 10_000,
    "null_spellings": says(r"None|nan|NaN|NaT|<NA>|\\N|#N/A|\(null\)", NULL),
    "null_markers": says(r"NULL|null|-|NA|N/A| ", NULL),
    "day_month_swap": says(r"\d\d/\d\d/\d{4}.*", DATE),
    "impossible_date": says(r"\d{4}-02-30.*", DATE),
    "future_date": says(r"21\d\d-.*", DATE),
    "html_in_text": says(r".*<.+>.*", TEXT),
    "formula_in_text": says(r"[=+@].*", TEXT),
    "sql_in_text": says(r".*(drop table|or '1'='1|delete from).*", TEXT),
    "embedded_newline": lambda _, row: "\n" in row["shipping_address"],
}
# Their records are no rows; that they are refused, and why, is compared with the witness elsewhere.
REFUSED = {"broken_json", "nul_byte", "overlong_field", "cp1252_bytes", "ragged_row", "stray_quote"}


def named(out: Path, name: str, days: int = 8) -> list[tuple[FileEntry, Reading]]:
    """Generate, and read the files the truth names for a defect."""
    truth = generate(out, START, days, 11, 0.08, name, sources="app")
    found = []
    for entry in truth.files:
        folder = out if entry.wave == 1 else out / ".later" / str(entry.wave)
        if name in entry.defects:
            found.append((entry, parse(entry.path, entry.wave, (folder / entry.path).read_bytes())))
    assert found
    return found


@pytest.mark.parametrize("name", ROWS)
def test_a_row_defect_is_in_the_records_that_are_labelled(tmp_path: Path, name: str) -> None:
    for entry, reading in named(tmp_path, name):
        labels = dict(entry.labels[name])
        assert labels
        for number in labels:
            assert ROWS[name](reading, reading.records[number - 1].row), (entry.path, number)


def test_a_discontinued_product_is_ordered_though_the_stock_file_says_it_is_gone(tmp_path: Path) -> None:
    truth = generate(tmp_path, START, 1, 11, 0.2, "discontinued_product_order", sources="app")
    entry = next(entry for entry in truth.files if entry.defects)
    orders = parse(entry.path, 1, (tmp_path / entry.path).read_bytes())
    stock = parse(path := "app/inventory/inventory_2024_03_04.xlsx", 1, (tmp_path / path).read_bytes())
    gone = {record.row["product_id"] for record in stock.records if not record.row["is_active"]}
    for number, _ in entry.labels["discontinued_product_order"]:
        assert items(orders.records[number - 1].row)[0]["product_id"] in gone


def test_broken_json_breaks_arrays_and_lines_in_several_ways_and_leaves_the_neighbours_alone(tmp_path: Path) -> None:
    forms, seen = set(), set()
    for entry, reading in named(tmp_path, "broken_json", days=60):
        forms.add(entry.path.split(".", 1)[1])
        lines = (tmp_path / entry.path).read_bytes()
        text = (gzip.decompress(lines) if entry.path.endswith(".gz") else lines).decode()
        damaged = re.findall(r'^\{"event_id.*$', text, re.MULTILINE) if "json" in entry.path else []
        for line in damaged:
            try:
                json.loads(line.removesuffix(","))
            except json.JSONDecodeError as error:
                seen.add(error.msg)
        assert len(reading.records) == entry.rows
        broken = {at for at, record in enumerate(reading.records, 1) if record.reject}
        assert broken == {number for number, _ in entry.labels["broken_json"]}
    assert {"json", "jsonl"} <= {form.removesuffix(".gz") for form in forms}
    assert len(seen) >= 3


FILES: dict[str, Callable[[FileEntry, Reading], bool]] = {
    "missing_column": lambda entry, reading: len(COLUMNS[entry.feed].split()) - len(reading.header) == 1,
    "added_column": lambda entry, reading: (
        reading.header == [*COLUMNS[entry.feed].split(), "campaign_code"]
        and {record.row["campaign_code"] for record in reading.records} == {"SPRING"}
    ),
    "sql_in_header": lambda entry, reading: (
        "drop table" in reading.header[-1] and reading.header[:-1] == COLUMNS[entry.feed].split()
    ),
    "renamed_header_case": lambda entry, reading: (
        reading.header != COLUMNS[entry.feed].split()
        and [fold(name) for name in reading.header] == [fold(name) for name in COLUMNS[entry.feed].split()]
    ),
    "reordered_columns": lambda entry, reading: (
        reading.header != COLUMNS[entry.feed].split() and sorted(reading.header) == sorted(COLUMNS[entry.feed].split())
    ),
    "bom": lambda entry, reading: (
        gzip.decompress(reading.data) if entry.path.endswith(".gz") else reading.data
    ).startswith(b"\xef\xbb\xbf"),
    "utf16_file": lambda _, reading: reading.data.startswith(b"\xff\xfe"),
    "empty_file": lambda _, reading: reading.data == b"",
    "header_only": lambda entry, reading: (
        reading.records == [] and (reading.data == b"[]\n" or reading.header == COLUMNS[entry.feed].split())
    ),
    "late_file": lambda entry, _: entry.wave == 3,
    "out_of_order_days": lambda entry, _: entry.wave == 2,
    "corrected_file_new_bytes": lambda entry, _: (entry.state, entry.wave) in {("superseded", 1), ("loaded", 2)},
    "duplicate_file_same_bytes": lambda entry, _: (entry.state, entry.wave) in {("loaded", 1), ("duplicate", 2)},
    "duplicate_file_other_wrapping": lambda entry, _: (entry.state, entry.wave) in {("loaded", 1), ("duplicate", 2)},
    "day_in_future": lambda entry, _: "_2142_" in entry.path and entry.state == "held",
    "system_column": lambda entry, reading: (
        reading.header == [*COLUMNS[entry.feed].split(), "ctid"]
        and {record.row["ctid"] for record in reading.records} == {"7"}
    ),
    "spreadsheet_csv": lambda entry, reading: (
        reading.data.startswith(b"sep=;\n") and reading.header == COLUMNS[entry.feed].split()
    ),
}


def test_every_defect_is_looked_for() -> None:
    others = {"truncated_file", "discontinued_product_order"}
    assert ROWS.keys() | FILES.keys() | REFUSED | others == set(striking("app"))


@pytest.mark.parametrize("name", FILES)
def test_a_file_defect_is_in_the_files_the_truth_names(tmp_path: Path, name: str) -> None:
    for entry, reading in named(tmp_path, name):
        assert FILES[name](entry, reading), entry.path


def test_a_copy_has_the_same_bytes_under_another_name_and_a_correction_others_under_the_same(tmp_path: Path) -> None:
    pairs: dict[str, list[bytes]] = {}
    for entry, reading in named(tmp_path / "copy", "duplicate_file_same_bytes"):
        pairs.setdefault(entry.path.replace("_copy", ""), []).append(reading.data)
    assert len(pairs) == 3
    assert all(original == copy for original, copy in pairs.values())
    for path, versions in _versions(tmp_path / "correction").items():
        one, other = versions
        assert one.data != other.data
        rows = zip(one.records, other.records, strict=True)
        assert sum(before.row != after.row for before, after in rows) == 1, path


def _versions(out: Path) -> dict[str, list[Reading]]:
    found: dict[str, list[Reading]] = {}
    for entry, reading in named(out, "corrected_file_new_bytes"):
        found.setdefault(entry.path, []).append(reading)
    assert len(found) == 3
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_truncated_file_ends_in_the_middle(tmp_path: Path, seed: int) -> None:
    truth = generate(tmp_path, START, 8, seed, 0.08, "truncated_file", sources="app")
    for entry in truth.files:
        if not entry.defects:
            continue
        data = (tmp_path / entry.path).read_bytes()
        kind = entry.path.split(".", 1)[1]
        lines = kind in ("csv", "jsonl")
        assert entry.state == ("loaded" if lines else "held")
        assert entry.rejects == ({"csv": {"too_few_fields": 1}, "jsonl": {"broken_json": 1}}[kind] if lines else {})
        if kind == "xlsx":
            with pytest.raises(zipfile.BadZipFile):
                zipfile.ZipFile(BytesIO(data))
        elif kind.endswith("gz"):
            with pytest.raises(EOFError):
                gzip.decompress(data)
        else:
            assert not data.endswith((b"\n", b"]"))


def test_no_text_is_longer_than_the_limit_but_the_one_meant_to_be(tmp_path: Path) -> None:
    for entry, reading in named(tmp_path, "overlong_field"):
        data = gzip.decompress(reading.data) if entry.path.endswith(".gz") else reading.data
        longest = sorted(len(text) for text in re.split(rb'[",\n]', data))
        assert longest[-1] > MEBIBYTE
        assert longest[-2] < 1_000
