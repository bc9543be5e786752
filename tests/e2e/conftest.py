"""Warehouses that are built once for all tests of a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import use_home
from tests.e2e.kept import Kept, build_four_shops
from warehouse.settings import WarehouseSettings, get_settings


@pytest.fixture(scope="session")
def four_shops_once(server_home: Path) -> Iterator[Kept]:
    """Two days of the four shops as they lie there once they are published."""
    with pytest.MonkeyPatch.context() as patch:
        use_home(patch, server_home)
        kept = build_four_shops()
    yield kept


@pytest.fixture
def four_shops(four_shops_once: Kept, server_home: Path, monkeypatch: pytest.MonkeyPatch) -> WarehouseSettings:
    """A warehouse that has published two days of the four shops."""
    use_home(monkeypatch, server_home)
    four_shops_once.put_back()
    return get_settings()
