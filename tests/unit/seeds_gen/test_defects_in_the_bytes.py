"""Each defect is really in the bytes of the files the truth names for it."""

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from seeds_gen import FileEntry, generate, striking
from tests.unit.seeds_gen.witness_loader import COLUMNS, MEBIBYTE, fold

SHOPS = ("retail", "storefront")
NAMES = striking(*SHOPS)
Look = Callable[[Path, FileEntry, bytes], bool]


def header(data: bytes) -> list[str]:
    return next(csv.reader([data.decode().split("\n")[0]]))


def wanted(entry: FileEntry) -> list[str]:
    return COLUMNS[entry.feed].split()


def column(entry: FileEntry, data: bytes, *names: str) -> list[str]:
    rows = csv.DictReader(data.decode().splitlines(keepends=True))
    name = next(name for name in names if name in wanted(entry))
    return [row[name] for row in rows]


def says(pattern: str, *names: str) -> Look:
    return lambda _out, entry, data: any(re.fullmatch(pattern, text) for text in column(entry, data, *names))


def contains(*what: bytes) -> Look:
    return lambda _out, _entry, data: any(part in data for part in what)


def undecodable(_: Path, __: FileEntry, data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return True
    return False


def ragged(_: Path, entry: FileEntry, data: bytes) -> bool:
    return any(len(row) != len(wanted(entry)) for row in csv.reader(data.decode().splitlines()))


def unbalanced(_: Path, __: FileEntry, data: bytes) -> bool:
    return any(line.count(b'"') % 2 for line in data.split(b"\n"))


def newline_inside(_: Path, entry: FileEntry, data: bytes) -> bool:
    rows = list(csv.reader(data.decode().splitlines(keepends=True)))
    return any("\n" in text for row in rows for text in row) and all(len(row) == len(wanted(entry)) for row in rows)


def arrives_later(out: Path, entry: FileEntry, _: bytes) -> bool:
    return entry.wave > 1 and not (out / entry.path).exists()


def two_versions(out: Path, entry: FileEntry, _: bytes) -> bool:
    first, second = (out / entry.path).read_bytes(), (out / ".later" / "2" / entry.path).read_bytes()
    return first != second and first.split(b"\n")[0] == second.split(b"\n")[0]


def copied(out: Path, entry: FileEntry, _: bytes) -> bool:
    copy = out / ".later" / "2" / entry.path.replace("_copy", "").replace(".csv", "_copy.csv")
    return copy.read_bytes() == (out / entry.path.replace("_copy", "")).read_bytes()


def rewrapped(out: Path, entry: FileEntry, _: bytes) -> bool:
    plain = entry.path.replace("_copy", "").removesuffix(".gz")
    copy = out / ".later" / "2" / plain.replace(".csv", "_copy.csv.gz")
    return gzip.decompress(copy.read_bytes()) == b"\xef\xbb\xbf" + (out / plain).read_bytes()


def cut(_: Path, entry: FileEntry, data: bytes) -> bool:
    last = next(csv.reader([data.decode().split("\n")[-1]]))
    return not data.endswith(b"\n") and 0 < len(last) < len(wanted(entry))


def parcel_missing(out: Path, entry: FileEntry, data: bytes) -> bool:
    orders = (out / entry.path.replace("shipping", "orders")).read_bytes()
    known = set(column(entry, data, "order_id"))
    return any(line.split(b",")[0].decode() not in known for line in orders.splitlines()[1:])


def ordered_though_discontinued(out: Path, entry: FileEntry, data: bytes) -> bool:
    products = csv.DictReader((out / entry.path.replace("orders", "products")).read_text().splitlines())
    gone = {row["product_id"]: row["price"] for row in products if row["discontinued"].lower() == "true"}
    orders = csv.DictReader(data.decode().splitlines())
    return any(gone.get(row["product_id"]) == row["order_amount"] for row in orders)


def price_wrong(out: Path, entry: FileEntry, data: bytes) -> bool:
    products = csv.DictReader((out / entry.path.replace("orders", "products")).read_text().splitlines())
    prices = {row["product_id"]: row["price"] for row in products}
    return any(prices[row["product_id"]] != row["order_amount"] for row in csv.DictReader(data.decode().splitlines()))


HIDDEN = "\u00a0\t\u200b\ufeff\u2009\u3000"
MONEY = ("UnitPrice", "order_amount", "price")
DATE = ("InvoiceDate", "order_date")
NULLS = ("CustomerID", "shipping_address", "last_login", "last_restocked", "actual_delivery")
TEXT = ("Description", "shipping_address", "destination_address", "address", "description", "location")
LOOKS: dict[str, Look] = {
    "corrected_file_new_bytes": two_versions,
    "duplicate_file_same_bytes": copied,
    "duplicate_file_other_wrapping": rewrapped,
    "late_file": arrives_later,
    "out_of_order_days": arrives_later,
    "missing_column": lambda _, entry, data: len(set(wanted(entry)) - set(header(data))) == 1,
    "added_column": lambda _, entry, data: header(data) == [*wanted(entry), "campaign_code"],
    "sql_in_header": lambda _, entry, data: "drop table" in header(data)[-1] and header(data)[:-1] == wanted(entry),
    "system_column": lambda _, entry, data: header(data) == [*wanted(entry), "ctid"],
    "spreadsheet_csv": lambda _, entry, data: (
        data.startswith(b"sep=;\n") and data.split(b"\n")[1].decode() == ";".join([*wanted(entry), "", ""])
    ),
    "renamed_header_case": lambda _, entry, data: (
        header(data) != wanted(entry)
        and [fold(name) for name in header(data)] == [fold(name) for name in wanted(entry)]
    ),
    "reordered_columns": lambda _, entry, data: (
        header(data) != wanted(entry) and sorted(header(data)) == sorted(wanted(entry))
    ),
    "bom": lambda _, __, data: data.startswith(b"\xef\xbb\xbf"),
    "utf16_file": lambda _, entry, data: (
        data.startswith(b"\xff\xfe") and header(data.decode("utf-16").encode()) == wanted(entry)
    ),
    "empty_file": lambda _, __, data: data == b"",
    "header_only": lambda _, entry, data: header(data) == wanted(entry) and data.count(b"\n") == 1,
    "truncated_file": cut,
    "cp1252_bytes": undecodable,
    "nul_byte": contains(b"\0"),
    "overlong_field": lambda _, __, data: max(map(len, data.split(b","))) > MEBIBYTE,
    "ragged_row": ragged,
    "stray_quote": unbalanced,
    "embedded_newline": newline_inside,
    "null_markers": says(r"NULL|null|-|NA|N/A| ", *NULLS),
    "null_spellings": says(r"None|nan|NaN|NaT|<NA>|\\N|#N/A|\(null\)", *NULLS),
    "invisible_blanks": says(f"[{HIDDEN}].+|.+[{HIDDEN}]", "StockCode", "product_id"),
    "letters_in_id": says(r"(DEU|FRA|\$)\d+", "CustomerID"),
    "foreign_currency": says(r"€ [\d.]+|[\d.]+ EUR", *MONEY),
    "unknown_currency": says("XYZ", "currency"),
    "unrated_currency": says("cad", "currency"),
    "clock_ahead": says(r"21\d\d-.*", "created_timestamp"),
    "currency_in_number": says(r"(£|\$ )[\d,]+\.\d\d", *MONEY),
    "spreadsheet_exponent": lambda out, entry, data: any(
        says(r"\d(\.\d+)?E[+-]\d\d", name)(out, entry, data) for name in (*MONEY, "Quantity") if name in wanted(entry)
    ),
    "comma_decimal": says(r"\d+,\d\d|1\.\d{3},\d\d", *MONEY),
    "negative_amount": says(r"-.*", *MONEY),
    "zero_price": says(r"0\.00?", *MONEY),
    "day_month_swap": says(r"\d\d/\d\d/\d{4}.*", *DATE),
    "impossible_date": says(r"\d{4}-02-30.*", *DATE),
    "future_date": says(r"21\d\d-.*", *DATE),
    "int_overflow": says(r"\d{20}", "Quantity", "stock_quantity"),
    "negative_stock": says(r"-\d+", "stock_quantity"),
    "quantity_outlier": lambda _, entry, data: any(
        int(pieces) * float(price) > 9_000
        for pieces, price in zip(column(entry, data, "Quantity"), column(entry, data, "UnitPrice"), strict=True)
    ),
    "amount_outlier": says(r"24[34]\d{2}\.99", "order_amount"),
    "price_mismatch": price_wrong,
    "bad_email": lambda _, entry, data: (
        not all(re.fullmatch(r"[^@]+@[^@.]+(\.[^@.]+)+", text) for text in column(entry, data, "email"))
    ),
    "bad_phone": says(r"\d{1,6}|\d{16,}", "phone"),
    "future_birth_date": says(r"2091-.*", "date_of_birth"),
    "bad_country": says(r"(?!USA).*", "country"),
    "duplicate_line": lambda _, __, data: any(a == b for a, b in pairwise(data.splitlines())),
    "orphan_customer": says(r"9000\d{4}", "customer_id"),
    "orphan_product": says(r"PROD9000\d+", "product_id"),
    "discontinued_product_order": ordered_though_discontinued,
    "order_without_shipping": parcel_missing,
    "html_in_text": contains(b"<script>", b"<img", b"<b>"),
    "formula_in_text": lambda out, entry, data: says(r"[=+@].*", *TEXT)(out, entry, data),
    "sql_in_text": contains(b"drop table", b"or '1'='1", b"delete from"),
}


def test_every_defect_is_looked_for() -> None:
    assert set(LOOKS) | {"broken_json"} == set(NAMES)


@pytest.mark.parametrize("name", LOOKS)
def test_a_defect_is_in_the_files_the_truth_names(tmp_path: Path, name: str) -> None:
    truth = generate(tmp_path, date(2024, 3, 4), 4, 11, 0.05, name, sources=SHOPS)
    named = [entry for entry in truth.files if name in entry.defects]
    assert named
    for entry in named:
        folder = tmp_path if entry.wave == 1 else tmp_path / ".later" / str(entry.wave)
        if name in ("late_file", "out_of_order_days") or entry.state != "superseded":
            assert LOOKS[name](tmp_path, entry, (folder / entry.path).read_bytes()), entry


def test_a_feed_the_defect_applies_to_is_not_forgotten(tmp_path: Path) -> None:
    truth = generate(tmp_path, date(2024, 3, 4), 4, 11, 0.05, ["ragged_row", "cp1252_bytes"], sources=SHOPS)
    struck = Counter(entry.feed for entry in truth.files if entry.rejects)
    assert set(struck) == {"invoices", "orders", "customers", "products", "inventory", "shipping"}


def test_a_broken_trigger_is_no_json(tmp_path: Path) -> None:
    truth = generate(tmp_path, date(2024, 3, 4), 4, 11, 0.05, "broken_json", sources=SHOPS)
    held = [batch for batch in truth.batches if batch.state == "held"]
    assert held
    for batch in held:
        with pytest.raises(json.JSONDecodeError):
            json.loads((tmp_path / batch.trigger).read_text())
