"""The oracle's warehouse: built once a test run, in three deliveries, and kept as a DuckDB file that all tests read."""

import fcntl
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from seeds_gen import generate
from tests import shop
from tests.conftest import use_home
from tests.database import empty_warehouse
from tests.e2e import pipeline
from tests.e2e.truth import deliver_waves
from tests.oracle.metrics import read_metrics
from tests.oracle.shops import build_base, read_marts, read_raw

# Four weeks over the end of a leap February and the day on which New York's clocks go forward.
_START, _DAYS, _SEED, _SCALE = date(2024, 2, 13), 28, 11, 0.1


@pytest.fixture(scope="session")
def oracle(server_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What four shops wrote, what follows from it, and what the warehouse made of it."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # all processes of a run share it
    database = folder / "oracle.duckdb"
    with (folder / "oracle.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not database.exists():
            with pytest.MonkeyPatch.context() as patch:
                use_home(patch, server_home)
                _build(folder / "oracle.part")
            (folder / "oracle.part").rename(database)
    with duckdb.connect(database, read_only=True) as connection:
        yield connection


def _build(database: Path) -> None:
    empty_warehouse()
    database.unlink(missing_ok=True)
    generate(shop.landing(), _START, _DAYS, _SEED, _SCALE, "default", sources="all")
    truth = json.loads((shop.landing() / "truth.json").read_text())
    read_raw(database, truth)
    build_base(database)
    deliver_waves(truth, pipeline.run)
    read_marts(database)
    read_metrics(database)
