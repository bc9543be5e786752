"""kill -9 while files are replayed: each counts as before or as after, and the next run ends what was begun."""

import os
import random
import signal

import pytest

from ingestion import ingest
from tests.database import empty_warehouse, query
from tests.reliability import loader, replaying
from tests.reliability.invariants import check_ledger, check_nothing_stuck
from warehouse.settings import WarehouseSettings

# Before or after each call that changes something outside the process, in the order of the protocol; whether the
# replay has been asked for by then, so that it survives.
STEPS = [
    ("ingestion.ledger.replays:request", True, False),
    ("ingestion.load.claims:fingerprint", True, True),
    ("ingestion.load.claims:_read", True, True),
    ("ingestion.load.rounds:load", False, True),
    ("ingestion.load.rounds:load", True, True),
    ("ingestion.load.rounds:_miscounted", True, True),
    ("ingestion.load.attempts:finish", True, True),
    ("ingestion.load.rounds:_tidy", False, True),
]
WHOLE = ({replaying.GOOD}, {replaying.GOOD + replaying.DAMAGED})


@pytest.mark.parametrize(
    ("step", "after", "asked"), STEPS, ids=[f"{'after' if a else 'before'} {s}" for s, a, _ in STEPS]
)
def test_kill_at_a_step_of_a_replay(step: str, after: bool, asked: bool, warehouse: WarehouseSettings) -> None:
    replaying.land()
    ingest()
    process = loader.start(dict(os.environ), step, after=after, work=replaying.replay_mended)
    process.join(60)
    assert process.exitcode == -signal.SIGKILL, "the step was not reached"
    assert set(replaying.rows_by_file()) in WHOLE, "one round: all files as before, or all as after"
    end(asked=asked)


def test_replays_killed_at_random_instants(warehouse: WarehouseSettings) -> None:
    kill_replays_at_random(kills=12, seed=5)


@pytest.mark.reliability
@pytest.mark.parametrize("seed", range(6, 16))
def test_hundred_replays_killed_at_random_instants(seed: int, warehouse: WarehouseSettings) -> None:
    kill_replays_at_random(kills=10, seed=seed)


def kill_replays_at_random(kills: int, seed: int) -> None:
    """Load, replay and kill, let one run finish, compare; again until `kills` hit a process at work."""
    instants = random.Random(seed)
    replaying.land()
    ingest()
    seconds = loader.seconds_of(dict(os.environ), replaying.replay_mended)
    landed = tried = 0
    while landed < kills:
        tried += 1
        assert tried < 4 * kills, f"only {landed} of {tried} kills hit a replay"
        empty_warehouse()
        replaying.land()
        ingest()
        process = loader.start(dict(os.environ), work=replaying.replay_mended)
        instant = instants.uniform(0, seconds)
        hit = loader.kill_after(process, instant)
        landed += hit
        # How long a replay takes here now: an instant drawn beyond it hits nothing.
        seconds = seconds * 1.1 if hit else instant
        assert set(replaying.rows_by_file()) in WHOLE
        end(asked=None)


def end(*, asked: bool | None) -> None:
    """Let the next run finish what was asked for, and look at everything."""
    due = "select count(*) from ops.files where is_replay_due or attempts > 1"
    found = query(due)[0][0]
    assert asked is None or found == (replaying.FILES if asked else 0)
    process = loader.start(dict(os.environ), work=replaying.finish_mended)
    process.join(60)
    assert process.exitcode == 0
    rows = replaying.GOOD + (replaying.DAMAGED if found else 0)
    assert replaying.rows_by_file() == [rows] * replaying.FILES
    assert query("select count(*) from ops.files where is_replay_due") == [(0,)]
    check_ledger()
    check_nothing_stuck()
