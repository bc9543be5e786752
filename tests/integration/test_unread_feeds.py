"""A feed that no model reads yet waits, with what to do about it, and keeps nobody else waiting."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion import ingest
from ingestion.contracts import Contract, load_contracts, read
from tests import shop
from tests.database import invoices, states

pytestmark = pytest.mark.usefixtures("warehouse")
RECEIPTS = "corner/orders/2025-03-01.csv"


@pytest.fixture
def staging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The staging models of the project, to add to and to take from."""
    copy = shutil.copytree(read.STAGING_DIR, tmp_path / "staging")
    monkeypatch.setattr(read, "STAGING_DIR", copy)
    return copy


@pytest.fixture
def corner_shop() -> Iterator[None]:
    """A contract of a shop that no model knows."""
    contracts = load_contracts()
    values = contracts["retail__invoices"].model_dump()
    contracts["corner__orders"] = Contract.model_validate(
        values | {"source": "corner", "feed": "orders", "path": "corner/orders/*.csv"}
    )
    yield
    del contracts["corner__orders"]


@pytest.mark.usefixtures("corner_shop")
def test_files_of_a_feed_without_a_model_wait_until_there_is_one(staging: Path) -> None:
    shop.write(RECEIPTS, f"{shop.RETAIL_HEADER}\n{shop.invoice_line(1)}\n")
    shop.retail_file("a.csv", [shop.invoice_line(2)])
    report = ingest()
    assert [file.path for file in report.files] == ["retail/invoices/a.csv"]
    [waiting] = report.waiting
    assert waiting.path == RECEIPTS
    assert waiting.reason.startswith("held: no model reads it yet: add stg_corner__orders.sql")
    assert "docs/add-a-source.md" in waiting.reason
    assert invoices() == ["2"]
    assert states() == {"retail/invoices/a.csv": ["loaded"]}
    (staging / "corner").mkdir()
    (staging / "corner" / "stg_corner__orders.sql").touch()
    assert [(file.path, file.state) for file in ingest().files] == [(RECEIPTS, "loaded")]


def test_a_batch_with_such_a_file_waits_whole_and_alone(staging: Path) -> None:
    (staging / "storefront" / "stg_storefront__shipping.sql").rename(staging / "not_yet")
    shop.storefront_files("2025-01-15")
    trigger = shop.trigger("2025-01-15")
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    report = ingest()
    assert [file.path for file in report.files] == ["retail/invoices/a.csv"]
    assert [(one.path, one.reason.partition(": add ")[0]) for one in report.waiting] == [
        (f"storefront/{trigger.name}", "held: no model reads it yet")
    ]
    (staging / "not_yet").rename(staging / "storefront" / "stg_storefront__shipping.sql")
    assert {file.state for file in ingest().files} == {"loaded"}
    assert len(states()) == 6
