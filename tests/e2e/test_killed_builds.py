"""kill -9 of `tillhouse run` at any instant, and a lock that is cut: the next run makes everything right by itself."""

import os
import random
import signal
import time
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from ingestion import ingest
from orchestration.transform.build import build
from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.kept import Kept, land, without
from tests.e2e.truth import content_hashes
from tests.reliability import loader, runs
from tests.reliability.invariants import check_ledger, check_nothing_stuck
from warehouse.connect import connect, connect_admin
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("four_shops")
DAY = "2024-03-03"
CORRECTED = ("retail/invoices/2024-03-02.csv", "markets/kenya/orders/orders_2024_03_02.csv")
Undisturbed = Callable[[], tuple[dict[str, str], float]]
LOCK = "select pid from pg_locks where relation = to_regclass('ops.build_lock') and granted = %s"


def land_more() -> None:
    """A new day of two shops, and files of two shops that take an order back."""
    shop.storefront_files(DAY)
    shop.trigger(DAY)
    shop.retail_file(f"{DAY}.csv", [shop.invoice_line(n).replace("2010-12-01", DAY) for n in range(3)])
    land({path: without(path, 1) for path in CORRECTED})


@pytest.fixture(scope="module")
def undisturbed(four_shops_once: Kept) -> Undisturbed:
    """What a run shows that nobody disturbs, and how many seconds it takes."""

    @cache
    def run() -> tuple[dict[str, str], float]:
        four_shops_once.put_back()
        land_more()
        started = time.monotonic()
        pipeline.run()
        return content_hashes(), time.monotonic() - started

    return run


def ends_well(undisturbed: Undisturbed) -> None:
    """Run once more, without any help, and compare."""
    pipeline.run()
    check_ledger()
    check_nothing_stuck()
    # Before the undisturbed run, which may be still to come.
    found = content_hashes()
    wanted, _ = undisturbed()
    assert [name for name in {*wanted, *found} if wanted.get(name) != found.get(name)] == []


def shown() -> dict[str, str]:
    return {name: found for name, found in content_hashes().items() if "." in name}


def kill_at_random(kept: Kept, undisturbed: Undisturbed, kills: int, in_a_row: int, seed: int) -> None:
    """Kill runs and backfills, some times in a row before one may end, until `kills` hit one at work."""
    _, seconds = undisturbed()
    dice = random.Random(seed)
    landed = tried = 0
    while landed < kills:
        kept.put_back()
        land_more()
        for _ in range(in_a_row):
            work = dice.choice([runs.run, runs.run, runs.backfill])
            landed += loader.kill_after(loader.start(dict(os.environ), work=work), dice.uniform(0, seconds))
            tried += 1
        assert tried < 3 * kills + in_a_row, f"only {landed} of {tried} kills hit a run at work"
        ends_well(undisturbed)


@pytest.mark.reliability
def test_runs_killed_in_a_row_at_random_instants(four_shops_once: Kept, undisturbed: Undisturbed) -> None:
    kill_at_random(four_shops_once, undisturbed, kills=3, in_a_row=3, seed=1)


@pytest.mark.reliability
@pytest.mark.parametrize("seed", range(2, 12))
def test_hundred_runs_killed_at_random_instants(four_shops_once: Kept, undisturbed: Undisturbed, seed: int) -> None:
    kill_at_random(four_shops_once, undisturbed, kills=10, in_a_row=1, seed=seed)


def test_killed_between_build_and_publication(undisturbed: Undisturbed) -> None:
    land_more()
    before = shown()
    process = loader.start(dict(os.environ), work=runs.die_before_publishing)
    process.join(300)
    assert process.exitcode == -signal.SIGKILL
    assert query("select models_passed, state from ops.builds order by build_id desc limit 1") == [(None, "running")]
    assert shown() == before
    ends_well(undisturbed)


def test_killed_before_the_old_table_is_dropped(undisturbed: Undisturbed) -> None:
    land_more()
    process = loader.start(dict(os.environ), work=runs.die_before_dropping_what_was_replaced)
    process.join(300)
    assert process.exitcode == -signal.SIGKILL
    left = "select 1 from pg_class where relname = 'stg_ops__files__dbt_backup'"
    assert query(left) == [(1,)]
    pipeline.run()
    assert query(left) == []
    ends_well(undisturbed)


def test_a_build_whose_lock_is_cut_stops_and_the_one_that_waits_ends_well(undisturbed: Undisturbed) -> None:
    land_more()
    with connect(get_settings(), "transformer") as gate:
        gate.execute("lock table build_core.fct_sales in access exclusive mode")
        first = loader.start(dict(os.environ), work=runs.run)
        eventually("select 1 from pg_locks where relation = 'build_core.fct_sales'::regclass and not granted", [])
        second = loader.start(dict(os.environ), work=runs.run)
        eventually(LOCK, [False])
        with connect_admin(get_settings(), autocommit=True) as admin:
            [holder] = admin.execute(LOCK, [True]).fetchall()
            assert admin.execute("select pg_terminate_backend(%s)", holder).fetchone() == (True,)
        # The second has the lock and waits for the row that the first is just writing.
        eventually(LOCK, [True])
        waits = "select 1 from pg_stat_activity where query ilike '%%state = ''killed''%%' and wait_event_type = 'Lock'"
        eventually(waits, [])
        assert query("select state from ops.builds order by build_id desc limit 1") == [("running",)]
    first.join(300)
    second.join(300)
    assert (first.exitcode, second.exitcode) == (1, 0)
    ended = query(
        "select state, finished_at < (select max(started_at) from ops.builds) from ops.builds order by build_id"
    )
    assert ended[-2:] == [("killed", True), ("passed", False)]
    ends_well(undisturbed)


def test_a_build_that_another_one_called_killed_writes_no_other_row(undisturbed: Undisturbed) -> None:
    """The fence alone: the connection that holds the lock is whole, only the row says that it is over."""
    land_more()
    ingest()
    before = content_hashes(("build_core",))

    def bury(event: Any) -> None:
        if event.info.name == "NodeFinished" and event.data.node_info.node_name == "dim_customers":
            with connect_admin(get_settings(), autocommit=True) as admin:
                admin.execute("update ops.builds set state = 'killed' where state = 'running'")

    built = build(get_settings(), started_by="test", on_event=bury)
    assert built.outcome is not None
    assert {"this build lost its lock" in failure.message for failure in built.outcome.failures} == {True}
    after = content_hashes(("build_core",))
    assert after["build_core.fct_sales"] == before["build_core.fct_sales"]
    ends_well(undisturbed)


def eventually(statement: str, values: list[object], seconds: float = 120) -> None:
    """Wait until a query returns a row."""
    end = time.monotonic() + seconds
    while not query(statement, values):
        assert time.monotonic() < end, f"never: {statement}"
        time.sleep(0.05)
