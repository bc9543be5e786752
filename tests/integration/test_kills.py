"""kill -9 at every step of the protocol and at random instants: nothing lost, doubled or stuck."""

import os
import random
import shutil
import signal
import subprocess
import time

import pytest

from ingestion import ingest
from ingestion.load.lock import loader_lock
from tests.database import query
from tests.reliability import loader
from tests.reliability.workload import Workload
from warehouse import server
from warehouse.connect import connect
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

# Before or after each call that changes something outside the process, in the order of the protocol.
STEPS = [
    ("ingestion.load.loading:recover", True),
    ("ingestion.load.claims:fingerprint", True),
    ("ingestion.load.claims:_read", False),
    ("ingestion.load.claims:_read", True),
    ("ingestion.load.rounds:load", False),
    ("ingestion.load.rounds:load", True),
    ("ingestion.load.rounds:_miscounted", True),
    ("ingestion.ledger.ledger:finish", True),
    ("ingestion.load.rounds:_tidy", False),
    ("ingestion.load.rounds:archive_file", False),
    ("ingestion.landing.archive:_move", True),
    ("ingestion.load.rounds:archive_trigger", False),
]


@pytest.mark.parametrize(("step", "after"), STEPS, ids=[f"{'after' if a else 'before'} {s}" for s, a in STEPS])
def test_kill_at_a_step_of_the_protocol(step: str, after: bool, warehouse: WarehouseSettings) -> None:
    workload = Workload()
    workload.land(0)
    ingest()
    workload.land(1)
    process = loader.start(dict(os.environ), step, after=after)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, "the step was not reached"
    ingest()
    workload.check()


def test_working_folder_lost_between_load_and_ledger_commit(warehouse: WarehouseSettings) -> None:
    workload = Workload()
    workload.land(1)
    process = loader.start(dict(os.environ), "ingestion.load.rounds:load", after=True)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert query("select count(*) > 0 from raw_retail.invoices") == [(True,)], "the copy had been committed"
    shutil.rmtree(warehouse.home / "work")
    ingest()
    workload.check()


def test_twenty_kills_at_random_instants(warehouse: WarehouseSettings) -> None:
    kill_at_random(Workload(), kills=20, seed=1)


# In tests of their own, because one of all 200 passes the time after which pytest takes a test for stuck.
@pytest.mark.reliability
@pytest.mark.parametrize("seed", range(2, 12))
def test_two_hundred_kills_at_random_instants(seed: int, warehouse: WarehouseSettings) -> None:
    kill_at_random(Workload(), kills=20, seed=seed)


def kill_at_random(workload: Workload, kills: int, seed: int) -> None:
    """Land files, kill the loader once or several times in a row, let one run finish, compare; until `kills` landed."""
    instants = random.Random(seed)
    workload.land(0)
    seconds = loader.seconds_of(dict(os.environ))
    landed, number = 0, 0
    while landed < kills:
        number += 1
        assert number < 4 * kills, f"only {landed} of {number} kills hit a loader at work"
        workload.land(number)
        for _ in range(instants.choice([1, 1, 2, 3])):
            landed += loader.kill_after(loader.start(dict(os.environ)), instants.uniform(0, seconds))
        started = time.monotonic()
        ingest()
        # How long a load takes here now: a kill drawn beyond it hits nothing.
        seconds = time.monotonic() - started
        workload.check()


def test_database_stopped_while_loading(warehouse: WarehouseSettings) -> None:
    workload = Workload()
    workload.land(1)
    process = loader.start(dict(os.environ), "ingestion.load.rounds:load", after=True)
    process.join(60)
    pid = int((warehouse.data_dir / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGQUIT)
    subprocess.run(["tail", f"--pid={pid}", "-f", "/dev/null"], check=True, timeout=60)
    with pytest.raises(TillhouseError, match="start it: tillhouse up"):
        ingest()
    server.up(warehouse)
    ingest()
    workload.check()


def test_second_loader_is_told_who_is_at_work(warehouse: WarehouseSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TILLHOUSE_LOCK_SECONDS", "0.2")
    told = pytest.raises(TillhouseError, match=r"another loader is at work \(database process")
    with connect(warehouse, "loader") as connection, loader_lock(warehouse, connection, 1), told:
        ingest()
    ingest()
