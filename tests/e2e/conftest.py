"""Warehouses that are built once for all tests of a process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import use_home
from tests.database import empty_warehouse
from tests.e2e import kept, pipeline
from tests.e2e.document import copied
from tests.e2e.kept import LATE, Kept, build_four_shops, land
from tests.e2e.truth import content_hashes
from warehouse.settings import WarehouseSettings, get_settings


@pytest.fixture(scope="session")
def four_shops_once(server_home: Path) -> Kept:
    """Two days of the four shops as they lie there once they are published."""
    with pytest.MonkeyPatch.context() as patch:
        use_home(patch, server_home)
        return build_four_shops()


@pytest.fixture(scope="session")
def all_at_once(server_home: Path) -> dict[str, str]:
    """What a warehouse shows that loads the files of the four shops and the late ones together."""
    with pytest.MonkeyPatch.context() as patch:
        use_home(patch, server_home)
        empty_warehouse()
        land({**kept.four_shops(), **LATE})
        pipeline.run()
        return content_hashes()


@pytest.fixture
def four_shops(four_shops_once: Kept, server_home: Path, monkeypatch: pytest.MonkeyPatch) -> WarehouseSettings:
    """A warehouse that has published two days of the four shops."""
    use_home(monkeypatch, server_home)
    four_shops_once.put_back()
    return get_settings()


@pytest.fixture
def copy() -> Iterator[Path]:
    """A copy of the project, to change and to work in."""
    with copied() as folder:
        yield folder
