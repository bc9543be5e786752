"""What is held in memory at a time depends on the chunk, not on how much is generated."""

import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from seeds_gen import generate
from seeds_gen.answers import truth
from seeds_gen.chunk import CHUNK_ROWS
from seeds_gen.rng import stream
from seeds_gen.shops.markets import customers as markets_customers
from seeds_gen.shops.markets import place as markets_place
from seeds_gen.shops.retail import shop as retail
from seeds_gen.shops.retail.pool import SalesPool
from seeds_gen.shops.storefront import customers as storefront_customers
from seeds_gen.shops.storefront import shop as storefront


def test_no_chunk_is_larger_than_a_chunk_however_large_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heights: dict[str, list[int]]
) -> None:
    limit = 500
    for module in (retail, storefront, storefront_customers):
        monkeypatch.setattr(module, "CHUNK_ROWS", limit)
    promised = generate(tmp_path, date(2024, 5, 6), 1, 1, 12, "none", sources="retail,storefront")
    assert (
        sum(heights["InvoiceNo"]) == next(entry.rows for entry in promised.files if entry.feed == "invoices") > 15_000
    )
    assert len(heights["InvoiceNo"]) > 30
    # Lines come in whole invoices, so a chunk is about as large as asked for.
    assert max(heights["InvoiceNo"]) < 2 * limit
    for column in ("order_id", "customer_id", "shipping_id"):
        assert len(heights[column]) > 3
        assert max(heights[column]) <= 1.3 * limit
    assert limit < CHUNK_ROWS


def test_a_markets_chunks_are_bounded_too_and_only_open_orders_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heights: dict[str, list[int]]
) -> None:
    limit = 500
    for module in (markets_place, markets_customers):
        monkeypatch.setattr(module, "CHUNK_ROWS", limit)
    promised = generate(tmp_path, date(2024, 5, 6), 1, 1, 20, "none", sources="markets")
    written = sum(entry.rows for entry in promised.files if entry.feed == "orders")
    assert sum(heights["Order ID"]) == sum(heights["Task_ID"]) == written > 9_000
    for column in ("Order ID", "Task_ID", "Customer ID"):
        assert len(heights[column]) > 8
        assert max(heights[column]) < 1.3 * limit
    heights.clear()
    generate(tmp_path / "longer", date(2024, 5, 6), 12, 1, 20, "none", sources="markets")
    # What comes again stands in the first chunk of a day: a part of the days just before, not more the more days pass.
    by_day = heights["Order ID"]
    assert max(by_day[: len(by_day) // 2]) > 2 * limit
    assert max(by_day[len(by_day) // 2 :]) < 1.5 * max(by_day[: len(by_day) // 2])


def test_the_shop_remembers_a_bounded_number_of_sales() -> None:
    pool, rng = SalesPool(), stream(1, "test")
    for _ in range(10):
        size = 30_000
        columns = [rng.integers(0, 9, size) for _ in range(4)]
        pool.remember(rng.integers(0, 99, size), *columns)
    assert len(pool) == 40_000


def test_the_truth_is_written_entity_by_entity(tmp_path: Path) -> None:
    asked: list[int] = []

    def entities() -> Iterator[dict[str, int]]:
        for number in range(3):
            asked.append(number)
            assert (tmp_path / ".truth.json.part").exists()
            yield {"customer_id": number}

    promised = truth.Truth(tmp_path / "truth.json", {"seed": 1}, (), (), ())
    truth.write(promised, entities(), iter(()))
    assert asked == [0, 1, 2]
    content = json.load(io.StringIO((tmp_path / "truth.json").read_text()))
    assert [each["customer_id"] for each in content["customers"]] == [0, 1, 2]
    assert content["products"] == []
