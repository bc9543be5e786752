"""A mistake in a contract names the file, the key and the remedy; path patterns mean one thing."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingestion.contracts import load_contracts
from ingestion.contracts.model import compile_pattern
from tests.unit.ingestion.reading import contract
from warehouse.errors import TillhouseError

COLUMN = {"name": "A", "raw": "a", "description": "x"}
GOOD: dict[str, Any] = {
    **{"version": 1, "source": "shop", "feed": "things", "description": "Things.", "path": "shop/*.csv"},
    **{"arrival": "stable", "natural_key": ["a"], "cadence_hours": 1, "columns": [COLUMN]},
}


def load(folder: Path, content: object, name: str = "shop__things.yml") -> None:
    (folder / name).write_text(content if isinstance(content, str) else yaml.safe_dump(content))
    load_contracts(folder)


def test_the_feeds_are_these() -> None:
    feeds = {
        "retail": ("invoices",),
        "storefront": ("customers", "inventory", "orders", "products", "shipping"),
        "markets": ("customers", "deliveries", "orders"),
        "app": ("events", "inventory", "orders"),
    }
    assert set(load_contracts()) == {f"{source}__{feed}" for source, names in feeds.items() for feed in names}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"colour": "red"}, ["colour"]),
        ({"version": 0}, ["version", "0"]),
        ({"version": "one"}, ["version", "one"]),
        ({"source": "Shop"}, ["source", "Shop"]),
        ({"feed": "a__b"}, ["feed", "a__b"]),
        ({"feed": "a_"}, ["feed", "a_"]),
        ({"path": "/shop/*.csv"}, ["path", "/shop/*.csv", "inside the landing zone"]),
        ({"path": "shop/../../x.csv"}, ["path", "inside the landing zone"]),
        ({"path": "other/*.csv"}, ["other/*.csv", "shop/"]),
        ({"delimiter": "£"}, ["delimiter", "£"]),
        ({"delimiter": ",,"}, ["delimiter"]),
        ({"encoding": "ebcdic"}, ["encoding", "ebcdic"]),
        ({"arrival": "trigger"}, ["trigger"]),
        ({"trigger": "shop/t.json"}, ["trigger"]),
        ({"drift": "ignore"}, ["drift", "ignore"]),
        ({"format": "parquet"}, ["format", "parquet"]),
        ({"format": []}, ["format"]),
        ({"format": ["json", "json"], "path": "shop/*"}, ["names each format once"]),
        ({"format": ["csv", "json"], "path": "shop/*"}, ["csv not beside others"]),
        ({"format": "json"}, ["shop/*.csv", "suffix of its format"]),
        ({"format": "xlsx", "path": "shop/*.xlsx"}, ["sheet"]),
        ({"sheet": "Stock"}, ["sheet"]),
        ({"max_unpack_ratio": 0}, ["max_unpack_ratio"]),
        ({"path": "shop/{file_id}/*.csv"}, ["file_id"]),
        ({"path": "shop/{row_number}.csv"}, ["row_number"]),
        ({"path": "shop/{a__b}.csv"}, ["a__b"]),
        ({"path": "shop/{a_}.csv"}, ["a_"]),
        ({"max_reject_rate": 1.5}, ["max_reject_rate", "1.5"]),
        ({"max_field_bytes": 0}, ["max_field_bytes"]),
        ({"natural_key": ["b"]}, ["natural_key", "b"]),
        ({"columns": []}, ["columns"]),
        ({"columns": [COLUMN, COLUMN]}, ["raw names", "a"]),
        ({"columns": [{**COLUMN, "aliases": [" a "]}]}, ["aliases", "a"]),
        ({"columns": [{**COLUMN, "raw": "a b"}]}, ["columns.0.raw", "a b"]),
        ({"columns": [{**COLUMN, "raw": "_file_id"}]}, ["columns.0.raw", "_file_id"]),
        ({"columns": [{**COLUMN, "raw": "a" * 56}]}, ["columns.0.raw"]),
        ({"columns": [{"name": "A", "raw": "a"}]}, ["columns.0.description"]),
    ],
)
def test_mistake_names_the_file_the_key_and_the_remedy(
    tmp_path: Path, change: dict[str, Any], words: list[str]
) -> None:
    with pytest.raises(TillhouseError) as caught:
        load(tmp_path, GOOD | change)
    assert "\n" not in str(caught.value)
    for word in ["shop__things.yml", *words]:
        assert word in caught.value.what
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["a: [", "- 1", "just text", "", "\t"])
def test_file_that_is_no_contract_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(TillhouseError, match=r"^shop__things\.yml"):
        load(tmp_path, text)


def test_file_name_must_be_the_feeds(tmp_path: Path) -> None:
    with pytest.raises(TillhouseError, match=r"rename it to shop__things\.yml"):
        load(tmp_path, GOOD, name="shop__other.yml")


@pytest.mark.parametrize(
    ("pattern", "path", "parts"),
    [
        ("shop/*.csv", "shop/a.csv", {}),
        ("shop/*.csv", "shop/.csv", {}),
        ("shop/*.csv", "shop/deep/a.csv", None),
        ("shop/*.csv", "shop/a.csv.tmp", None),
        ("shop/*.csv", "shop/a.csv\n", None),
        ("shop/*.csv", "shop/aXcsv", None),
        ("m/{market}/o/*.csv", "m/kenya/o/1.csv", {"market": "kenya"}),
        ("m/{market}/o/*.csv", "m/../o/1.csv", None),
        ("m/{market}/{market}.csv", "m/a/a.csv", {"market": "a"}),
        ("m/{market}/{market}.csv", "m/a/b.csv", None),
        ("s/o_{batch_date}.csv", "s/o_2025_01_15.csv", {"batch_date": "2025_01_15"}),
        ("s/o_{batch_date}.csv", "s/o_2025-01-15.csv", None),
        ("s/o_{batch_date}.csv", "s/o_\u0662\u0660\u0662\u0665_\u0660\u0661_\u0661\u0665.csv", None),
        ("s/o_{batch_date}.csv", "s/o_2025_01_15.csv/../x", None),
    ],
)
def test_pattern_matches_whole_paths_only(pattern: str, path: str, parts: dict[str, str] | None) -> None:
    match = compile_pattern(pattern).fullmatch(path)
    assert (match.groupdict() if match else None) == parts


@pytest.mark.parametrize(
    ("kind", "pattern", "path", "said"),
    [
        ("csv", "shop/*.csv", "shop/a.csv", "csv"),
        ("csv", "shop/*.csv", "shop/a.csv.gz", "csv"),
        ("csv", "shop/*.csv", "shop/a.json", None),
        ("csv", "shop/*.csv", "shop/a.gz", None),
        ("csv", "shop/*.csv", "shop/a.csv.gz.gz", None),
        (["json", "jsonl"], "shop/{market}/*", "shop/kenya/a.json", "json"),
        (["json", "jsonl"], "shop/{market}/*", "shop/kenya/a.jsonl.gz", "jsonl"),
        (["json", "jsonl"], "shop/{market}/*", "shop/kenya/a.csv", None),
        (["json", "jsonl"], "shop/{market}/*", "shop/kenya/a.jsonlx", None),
        ("xlsx", "shop/*.xlsx", "shop/a.xlsx", "xlsx"),
        ("xlsx", "shop/*.xlsx", "shop/a.xlsx.gz", None),
        ("xlsx", "shop/*.xlsx", "shop/a.xlsm", None),
    ],
)
def test_suffix_says_the_format(kind: Any, pattern: str, path: str, said: str | None) -> None:
    feed = contract(format=kind, path=pattern, sheet="Stock" if kind == "xlsx" else None)
    match = feed.path_regex.fullmatch(path)
    assert (feed.format_of(path) if match else None) == said
    if match:
        assert tuple(match.groupdict()) == feed.path_parts


@pytest.mark.parametrize(
    ("text", "day"),
    [("2024_02_29", date(2024, 2, 29)), ("2025_02_29", None), ("2025_13_01", None), ("0000_00_00", None)],
)
def test_business_date_is_a_real_day_or_none(text: str, day: date | None) -> None:
    assert contract().business_date(f"shop/{text}.csv", {"batch_date": text}) == day
    assert contract().business_date("shop/2024_02_29.csv", {}) is None
