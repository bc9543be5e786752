"""Fixtures: a home of its own for each test that needs one, and a real embedded Postgres that starts empty."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.database import empty_warehouse
from warehouse import server
from warehouse.settings import WarehouseSettings, get_settings

# As in the command line: a process that builds a hundred times would else spend a fifth of its time on looking at
# what dbt keeps.
gc.set_threshold(50_000, 20, 50)


def _new_home() -> Path:
    """An empty folder; its path is short because a Unix socket's may have 103 bytes only."""
    return Path(tempfile.mkdtemp(prefix="th-", dir="/tmp"))


def use_home(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Let this process, and those it starts, work in a home and with no other settings."""
    for name in [name for name in os.environ if name.startswith("TILLHOUSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TILLHOUSE_HOME", str(home))
    monkeypatch.setenv("TILLHOUSE_STABLE_SECONDS", "0")


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty `TILLHOUSE_HOME` without a server; one that the test starts is stopped."""
    folder = _new_home()
    use_home(monkeypatch, folder)
    yield folder
    if server.is_running(get_settings()):
        server.down(get_settings())
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server_home() -> Iterator[Path]:
    """The home of one server for all tests of this process: starting one for each would take most of the time."""
    folder = _new_home()
    settings = WarehouseSettings(home=folder, database_url=None)
    server.up(settings)
    yield folder
    server.down(settings)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def warehouse(server_home: Path, monkeypatch: pytest.MonkeyPatch) -> WarehouseSettings:
    """A running embedded warehouse as `tillhouse up` leaves it: no files, no tables but the loader's empty ones."""
    use_home(monkeypatch, server_home)
    empty_warehouse()
    return get_settings()
