"""What is measured of the quality of columns equals a count over the files by other means."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.truth import generated

pytestmark = pytest.mark.usefixtures("warehouse")

Row = dict[str, str]
TEXTS = ("first_name", "email", "phone", "country", "customer_tier")


def test_missing_repeated_and_invalid_values_are_those_of_the_files() -> None:
    generated(["bad_email", "bad_phone"], sources="storefront")
    rows: dict[str, int] = {}
    expected: Counter[tuple[str, str, str]] = Counter()
    for number, file in enumerate(sorted(shop.landing().glob("storefront/customers_*.csv")), start=1):
        day = file.stem.removeprefix("customers_").replace("_", "-")
        customers = damaged(file, times=number)
        shop.trigger(day)
        rows[day] = len(customers)
        for column in TEXTS:
            expected[day, column, "completeness"] = sum(is_nothing(row[column]) for row in customers)
        ids = [row["customer_id"] for row in customers if row["customer_id"]]
        expected[day, "customer_id", "completeness"] = len(customers) - len(ids)
        expected[day, "customer_id", "uniqueness"] = len(ids) - len(set(ids))
        expected[day, "email", "validity"] = sum(is_no_address(row["email"]) for row in customers)
        expected[day, "phone", "validity"] = sum(is_no_number(row["phone"]) for row in customers)
    pipeline.run()
    measured = {
        (day, column, dimension): (checked, failed)
        for day, column, dimension, checked, failed in query(
            "select metric_date::text, column_name, dimension, rows_checked, failed_count"
            " from observability.data_quality_metrics where table_name = 'chk_storefront__customers'"
        )
    }
    assert {key: measured[key] for key in expected} == {key: (rows[key[0]], count) for key, count in expected.items()}
    found_something = {(column, dimension) for (_, column, dimension), count in expected.items() if count}
    assert len(found_something) == len(TEXTS) + 4


def damaged(file: Path, times: int) -> list[Row]:
    """Leave values out of a file's rows and repeat some; returns all rows of it."""
    with file.open(newline="", encoding="utf-8") as lines:
        customers = list(csv.DictReader(lines))
    for place, column in enumerate(TEXTS * times):
        customers[place][column] = ("", "-", "null", " NULL ", "n/a")[place % 5]
    customers += customers[-times:]
    customers[0]["customer_id"] = ""
    with file.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, fieldnames=list(customers[0]))
        writer.writeheader()
        writer.writerows(customers)
    return customers


def is_nothing(text: str) -> bool:
    return text.strip().lower() in ("", "-", "null", "n/a")


def is_no_address(text: str) -> bool:
    name, at, domain = text.partition("@")
    return not is_nothing(text) and not (name and at and "@" not in domain and "." in domain.strip("."))


def is_no_number(text: str) -> bool:
    return not is_nothing(text) and not 7 <= sum(char.isdigit() for char in text) <= 15
