"""Each defect is in the very records of the marketplaces' files that the truth labels, and in the files it names."""

import csv
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from seeds_gen import FileEntry, generate, striking
from seeds_gen.defects.registry import FILE_DEFECTS
from tests.unit.seeds_gen.markets_witness import HEADERS, parse_array
from tests.unit.seeds_gen.witness_loader import fold, parse_csv

Row = dict[str, Any]
ORDERS, DELIVERIES, CUSTOMERS = "orders", "deliveries", "customers"


def matches(pattern: str, **columns: str) -> dict[str, Callable[[Row], bool]]:
    """For each feed named, a test of the column given for it."""
    return {
        feed: lambda row, name=column: re.fullmatch(pattern, str(row[name]), re.DOTALL) is not None
        for feed, column in columns.items()
    }


def _adds_up(row: Row) -> bool:
    return Decimal(row["Quantity"]) * Decimal(row["Unit Price"]) == Decimal(row["Total Price"])


# What the labelled record of a feed shows; feeds not named are not struck.
SHOWS: dict[str, dict[str, Callable[[Row], bool]]] = {
    "embedded_newline": matches(r".*\n.*", orders="Description", deliveries="Special_Instructions"),
    "null_markers": matches(
        r"NULL|null|-|NA|N/A| ", orders="Promo Code", deliveries="Special_Instructions", customers="language"
    ),
    "null_spellings": matches(
        r"None|nan|NaN|NaT|<NA>|\\N|#N/A|\(null\)",
        orders="Promo Code",
        deliveries="Special_Instructions",
        customers="language",
    ),
    "invisible_blanks": matches(
        "[\u00a0\t\u200b\ufeff\u2009\u3000].+|.+[\u00a0\t\u200b\ufeff\u2009\u3000]", orders="SKU"
    ),
    "float_id": matches(r"00\d+|\d+\.0", orders="Order ID"),
    "foreign_currency": matches(r"(KSh|₦) [\d.]+|[\d.]+ (KES|NGN)", orders="Unit Price"),
    "currency_in_number": matches(r"(KSh|₦) [\d,]+\.\d\d", orders="Unit Price", customers="outstandingamount"),
    "spreadsheet_exponent": {
        ORDERS: lambda row: any("E+" in row[name] for name in ("Unit Price", "Quantity")),
        **matches(r"\d\.\d\dE\+29", deliveries="Relationship"),
        **matches(r"\d(\.\d+)?E\+\d\d", customers="loyaltypoints"),
    },
    "comma_decimal": {
        **matches(r"\d+,50|1\.\d{3},50", orders="Unit Price", customers="outstandingamount"),
        **matches(r"(KSh|₦) \d+,50", deliveries="Task_Details_AMOUNT"),
    },
    "negative_amount": matches(
        r"((KSh|₦) )?-\d+(\.\d+)?", orders="Order Total", deliveries="Task_Details_AMOUNT", customers="loyaltypoints"
    ),
    "zero_price": {ORDERS: lambda row: row["Unit Price"] == row["Total Price"] == "0"},
    "day_month_swap": matches(r"\d\d/\d\d/20\d\dT.*Z", orders="Order Time", customers="createdat"),
    "impossible_date": matches(r"\d{4}-02-30T.*Z", orders="Order Time", customers="createdat"),
    "future_date": matches(r"21\d\d-.*Z", orders="Order Time", customers="createdat"),
    "int_overflow": {
        **matches(r"\d{20}", orders="Quantity"),
        CUSTOMERS: lambda row: row["numberofemployees"] > 2**32,
    },
    "quantity_outlier": {ORDERS: lambda row: int(row["Total Price"]) > 400_000 and _adds_up(row)},
    "price_mismatch": {ORDERS: lambda row: row["Total Price"].endswith(".35") and not _adds_up(row)},
    "amount_outlier": {
        ORDERS: lambda row: (
            Decimal(row["Order Total"]) > 10 * Decimal(row["Sub Total"]) and Decimal(row["Sub Total"]) > 0
        )
    },
    "orphan_customer": matches(r"9000\d{4}", orders="Customer ID"),
    "shifted_row": {
        DELIVERIES: lambda row: (
            re.fullmatch(r"\d{1,6}", row["Agent_ID"]) is not None
            and row["Total_Time_Taken(min)"] == "Completed"
            and row["Pricing"] == ""
            and row["Payment_Type"] == "-"
        )
    },
    "html_in_text": matches(r"<.*", orders="Description", deliveries="Special_Instructions"),
    "formula_in_text": matches(r"[=+@].*", orders="Description", deliveries="Special_Instructions"),
    "sql_in_text": matches(r".*(drop|delete|or '1').*", orders="Description", deliveries="Special_Instructions"),
}
# Refused by their bytes (the witness reads the files for the truth's tests), or seen in two records or in none.
ELSEWHERE = {
    "cp1252_bytes", "nul_byte", "overlong_field", "ragged_row", "stray_quote", "broken_json", "duplicate_line",
    "order_without_shipping",
}  # fmt: skip
NAMES = striking("markets")


def records(out: Path, entry: FileEntry) -> dict[int, Row]:
    market = entry.path.split("/")[1]
    data = (out / entry.path).read_bytes()
    if entry.feed == CUSTOMERS:
        reading = parse_array(entry.path, 1, data)
    else:
        reading = parse_csv(entry.path, entry.feed, 1, data, HEADERS[market, entry.feed], set())
    return dict(zip(reading.numbers, reading.rows, strict=True))


def test_every_defect_is_looked_for() -> None:
    assert set(SHOWS) | ELSEWHERE | set(FILES) | {"truncated_file", "empty_file", "header_only", "missing_column"} | {
        "corrected_file_new_bytes",
        "duplicate_file_same_bytes",
        "duplicate_file_other_wrapping",
        "late_file",
        "out_of_order_days",
    } == set(NAMES)


@pytest.mark.parametrize("name", SHOWS)
def test_a_labelled_record_shows_the_defect(tmp_path: Path, name: str) -> None:
    truth = generate(tmp_path, date(2025, 3, 4), 4, 11, 0.2, name, sources="markets")
    struck = [entry for entry in truth.files if entry.labels]
    assert {entry.feed for entry in struck} == set(SHOWS[name])
    for entry in struck:
        rows = records(tmp_path, entry)
        for number, _ in entry.labels[name]:
            assert SHOWS[name][entry.feed](rows[number]), (entry.path, number, rows[number])


def test_a_repeated_line_stands_twice(tmp_path: Path) -> None:
    truth = generate(tmp_path, date(2025, 3, 4), 4, 11, 0.2, "duplicate_line", sources="markets")
    struck = [entry for entry in truth.files if entry.labels]
    assert {entry.feed for entry in struck} == {ORDERS, DELIVERIES, CUSTOMERS}
    for entry in struck:
        rows = records(tmp_path, entry)
        (first, _), (second, _) = entry.labels["duplicate_line"][:2]
        assert second == first + 1
        assert rows[first] == rows[second]


def test_an_order_loses_its_delivery(tmp_path: Path) -> None:
    truth = generate(tmp_path, date(2025, 3, 4), 4, 11, 0.2, "order_without_shipping", sources="markets")
    struck = [entry for entry in truth.files if entry.defects]
    assert struck
    for entry in struck:
        path = tmp_path / entry.path
        orders = path.read_text(), Path(str(path).replace(DELIVERIES, ORDERS)).read_text()
        tasks, lines = (list(csv.DictReader(text.splitlines())) for text in orders)
        served = {row["Order_ID"][3:-2] for row in tasks}
        assert len({row["Order ID"] for row in lines} - served) == entry.defects["order_without_shipping"]


def header(entry: FileEntry, data: bytes) -> list[str]:
    """Return the header, or the keys of the first element."""
    if entry.feed == CUSTOMERS:
        return list(json.loads(data.decode("utf-8-sig"))[0])
    text = data.decode("utf-16") if data.startswith(b"\xff\xfe") else data.decode("utf-8-sig")
    return next(csv.reader([text.split("\n")[0]]))


def wanted(entry: FileEntry) -> list[str]:
    return HEADERS[entry.path.split("/")[1], entry.feed]


FILES: dict[str, Callable[[FileEntry, bytes], bool]] = {
    "added_column": lambda entry, data: header(entry, data) == [*wanted(entry), "campaign_code"] and b"SPRING" in data,
    "sql_in_header": lambda entry, data: (
        "drop table" in header(entry, data)[-1] and header(entry, data)[:-1] == wanted(entry)
    ),
    "system_column": lambda entry, data: header(entry, data) == [*wanted(entry), "ctid"] and b"7" in data,
    "spreadsheet_csv": lambda entry, data: (
        data.startswith(b"sep=;\n") and data.split(b"\n")[1].decode() == ";".join([*wanted(entry), "", ""])
    ),
    "day_in_future": lambda entry, data: "2142" in entry.path and header(entry, data) == wanted(entry),
    "renamed_header_case": lambda entry, data: (
        header(entry, data) != wanted(entry)
        and [fold(name) for name in header(entry, data)] == [fold(name) for name in wanted(entry)]
    ),
    "reordered_columns": lambda entry, data: (
        header(entry, data) != wanted(entry) and sorted(header(entry, data)) == sorted(wanted(entry))
    ),
    "bom": lambda entry, data: data.startswith(b"\xef\xbb\xbf") and header(entry, data) == wanted(entry),
    "utf16_file": lambda entry, data: data.startswith(b"\xff\xfe") and header(entry, data) == wanted(entry),
}


def struck_files(truth: Any, name: str) -> Iterator[FileEntry]:
    return (entry for entry in truth.files if name in entry.defects)


@pytest.mark.parametrize("name", FILES)
def test_a_struck_file_shows_the_defect(tmp_path: Path, name: str) -> None:
    truth = generate(tmp_path, date(2025, 3, 4), 4, 11, 0.1, name, sources="markets")
    markets_and_feeds = {(entry.path.split("/")[1], entry.feed) for entry in struck_files(truth, name)}
    assert {feed for _, feed in markets_and_feeds} == {feed.name for feed in FILE_DEFECTS[name].feeds if feed.market}
    for entry in struck_files(truth, name):
        assert FILES[name](entry, (tmp_path / entry.path).read_bytes()), entry.path
