"""The gift shop's files look like the real ones and behave like a shop."""

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from seeds_gen import generate
from seeds_gen.shops.retail.catalogue import Catalogue
from seeds_gen.shops.retail.customers import Customers
from tests.unit.seeds_gen.witness_rules import NOT_PRODUCTS

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("retail")
    generate(out, date(2024, 10, 28), 28, 7, 0.5, "none", sources="retail")
    return out / "retail" / "invoices"


@pytest.fixture(scope="module")
def rows(folder: Path) -> Rows:
    lines: Rows = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="") as file:
            lines += csv.DictReader(file)
    return lines


def test_each_day_has_a_file_with_the_exact_header_and_only_its_own_lines(folder: Path) -> None:
    files = sorted(folder.glob("*.csv"))
    assert len(files) == 28
    for path in files:
        text = path.read_text()
        assert text.startswith(HEADER + "\n")
        assert text.endswith("\n")
        assert "\r" not in text
        assert all(row["InvoiceDate"].startswith(path.stem) for row in csv.DictReader(text.splitlines()))


def test_values_are_spelled_as_the_shop_spells_them(rows: Rows) -> None:
    spelled = {
        "InvoiceNo": r"[CA]?\d{6,}",
        "StockCode": r"\d{5}[A-Za-z]{0,2}|" + NOT_PRODUCTS.pattern + "|m|gift_0001_[0-9]0",
        "Quantity": r"-?\d+",
        "InvoiceDate": r"\d{4}-\d\d-\d\d \d\d:\d\d:00",
        "UnitPrice": r"-?\d+\.\d{1,2}",
        "CustomerID": r"(\d{5,}\.0)?",
        "Country": r"[A-Z][A-Za-z ]+",
    }
    for row in rows:
        for column, pattern in spelled.items():
            assert re.fullmatch(pattern, row[column]), (column, row)
        assert not re.fullmatch(r".*\.\d0", row["UnitPrice"]) or row["UnitPrice"].endswith(".0")
        assert len(row["Description"]) <= 50


def test_only_text_that_needs_quotes_has_them(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        for line in path.read_text().splitlines():
            if '"' in line:
                description = next(csv.reader([line]))[2]
                assert "," in description or '"' in description


def test_invoice_numbers_rise_with_time_and_are_used_once(rows: Rows) -> None:
    numbers = [int(row["InvoiceNo"].lstrip("CA")) for row in rows]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(numbers[0], numbers[-1] + 1))
    headers: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for row in rows:
        headers[row["InvoiceNo"].lstrip("CA")].add(
            (row["InvoiceDate"], row["CustomerID"], row["Country"], row["InvoiceNo"])
        )
    assert {len(each) for each in headers.values()} == {1}
    assert [row["InvoiceDate"] for row in rows] == sorted(row["InvoiceDate"] for row in rows)


def test_cancellations_take_back_no_more_than_was_sold_earlier(rows: Rows) -> None:
    left: Counter[tuple[str, ...]] = Counter()
    cancelled = 0
    for row in rows:
        if NOT_PRODUCTS.fullmatch(row["StockCode"].upper()):
            continue
        key = row["CustomerID"], row["StockCode"], row["UnitPrice"]
        if row["InvoiceNo"].startswith("C"):
            cancelled += 1
            assert int(row["Quantity"]) < 0
            assert row["CustomerID"]
        left[key] += int(row["Quantity"]) if row["UnitPrice"] != "0.0" else 0
        assert left[key] >= 0, row
    assert 0.008 < cancelled / len(rows) < 0.035


def test_adjustments_write_offs_and_gifts_look_like_the_real_ones(rows: Rows) -> None:
    adjustments = [row for row in rows if row["InvoiceNo"].startswith("A")]
    assert all(
        row["StockCode"] == "B" and Decimal(row["UnitPrice"]) < 0 and not row["CustomerID"] for row in adjustments
    )
    ordinary = [row for row in rows if row["InvoiceNo"].isdigit()]
    write_offs = [row for row in ordinary if row["Quantity"].startswith("-")]
    assert write_offs
    assert all(row["UnitPrice"] == "0.0" and not row["CustomerID"] for row in write_offs)
    assert any(row["UnitPrice"] == "0.0" and int(row["Quantity"]) > 0 for row in ordinary)
    assert any(row["Description"] == "" for row in rows)
    assert all(Decimal(row["UnitPrice"]) >= 0 for row in ordinary)


def test_guests_and_loyal_customers_share_the_lines_as_in_life(rows: Rows) -> None:
    by_customer = Counter(row["CustomerID"] for row in rows)
    guests = by_customer.pop("")
    assert 0.2 < guests / len(rows) < 0.42
    shares = sorted(by_customer.values(), reverse=True)
    assert sum(shares[: len(shares) // 10]) > 0.25 * sum(shares)
    invoices: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        invoices[row["CustomerID"]].add(row["InvoiceNo"])
    assert sum(len(each) > 1 for each in invoices.values()) > 0.5 * len(invoices)


def test_the_week_and_the_hours_have_their_shape(rows: Rows) -> None:
    weekdays = Counter(date.fromisoformat(row["InvoiceDate"][:10]).weekday() for row in rows)
    assert weekdays[5] < 0.6 * min(count for day, count in weekdays.items() if day != 5)
    hours = Counter(int(row["InvoiceDate"][11:13]) for row in rows)
    assert set(hours) <= set(range(7, 21))
    assert hours[12] > 3 * hours[18]


def test_the_last_quarter_is_stronger(tmp_path: Path) -> None:
    lines = {}
    for month in (2, 11):
        truth = generate(tmp_path / str(month), date(2024, month, 5), 14, 1, 0.3, "none", sources="retail")
        lines[month] = sum(entry.rows for entry in truth.files if entry.source == "retail")
    assert lines[11] > 1.3 * lines[2]


def test_codes_descriptions_and_prices_have_their_quirks(rows: Rows) -> None:
    codes = {row["StockCode"] for row in rows}
    assert len({code.upper() for code in codes}) < len(codes)
    assert {"POST", "DOT", "M", "m", "S"} <= codes
    products = [
        row
        for row in rows
        if row["InvoiceNo"].isdigit() and row["UnitPrice"] != "0.0" and row["StockCode"][0].isdigit()
    ]
    prices, texts = defaultdict(set), defaultdict(set)
    for row in products:
        prices[row["StockCode"].upper()].add(row["UnitPrice"])
        texts[row["StockCode"].upper()].add(row["Description"])
    assert 0.02 < sum(len(each) > 1 for each in prices.values()) / len(prices) < 0.5
    assert any(len(each) > 1 for each in texts.values())
    assert any(row["Description"] != row["Description"].strip() for row in products)
    assert any("," in row["Description"] for row in products)
    assert any('"' in row["Description"] for row in products)
    assert len({tuple(row.values()) for row in rows}) < len(rows)


def test_the_countries_that_need_mapping_all_occur(rows: Rows) -> None:
    countries = Counter(row["Country"] for row in rows)
    assert {"EIRE", "RSA", "USA", "European Community", "Unspecified", "Channel Islands"} <= set(countries)
    assert countries["United Kingdom"] > 0.8 * len(rows)


def test_a_file_every_four_hours_holds_only_its_hours(tmp_path: Path) -> None:
    generate(tmp_path, date(2024, 3, 4), 2, 1, 0.2, "none", sources="retail", retail_every_hours=4)
    files = sorted((tmp_path / "retail" / "invoices").glob("*.csv"))
    assert [path.stem for path in files[:5]] == [f"2024-03-04_{hour}00" for hour in ("04", "08", "12", "16", "20")]
    for path in files:
        with path.open(newline="") as file:
            hours = {int(row["InvoiceDate"][11:13]) for row in csv.DictReader(file)}
        first = int(path.stem[-4:-2])
        assert hours <= set(range(first, first + 4))
        assert hours


def test_volume_follows_the_scale_and_the_shop_grows_slower(tmp_path: Path) -> None:
    lines = {}
    for scale in (0.25, 1.0):
        truth = generate(tmp_path / str(scale), date(2024, 5, 6), 6, 1, scale, "none", sources="retail")
        lines[scale] = sum(entry.rows for entry in truth.files if entry.source == "retail")
    assert 3 < lines[1.0] / lines[0.25] < 5
    assert 1_300 * 6 < lines[1.0] < 2_700 * 6
    assert 2 < Customers(1, 16.0).size / Customers(1, 4.0).size < 3
    assert 1.2 < Catalogue(1, 16.0).size / Catalogue(1, 4.0).size < 2
