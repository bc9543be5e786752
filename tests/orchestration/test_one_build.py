"""One build at a time, whoever starts it: real dbt processes beside each other, killed, and with their lock cut."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.database import query
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings

DBT = Path(sys.executable).with_name("dbt")
GATE = 4711
WAITS_AT_THE_GATE = f"select cast(1 as integer) as amount from (select pg_advisory_lock_shared({GATE})) as gate"
GATES = "select pid from pg_locks where locktype = 'advisory' and objid = {key} and granted = {granted}"
LOCKS = "select pid from pg_locks where relation = to_regclass('ops.build_lock') and granted = {granted}"


class Dbt:
    """Starts dbt in the small project, each time with folders of its own for what it writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *words: str) -> subprocess.Popen[str]:
        number = len(self.started)
        folders = ["--project-dir", self.folder, "--profiles-dir", self.folder]
        written = ["--target-path", self.folder / f"target-{number}", "--log-path", self.folder / f"logs-{number}"]
        process = subprocess.Popen(
            [DBT, *words, *folders, *written],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"DBT_USE_COLORS": "false"},
        )
        self.started.append(process)
        return process

    def run(self, *words: str) -> tuple[int, str, str]:
        return said(self.start(*words))


def said(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def until(is_so: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def states() -> list[str]:
    return [row[0] for row in query("select state from ops.builds order by build_id")]


def is_at_the_gate() -> bool:
    """Whether a build is in the middle of its first model."""
    return bool(query(GATES.format(key=GATE, granted="false")))


def is_waiting() -> bool:
    """Whether a build waits for another one to end."""
    return bool(query(LOCKS.format(granted="false")))


def cut_the_lock() -> None:
    holder = LOCKS.format(granted="true")
    assert query(f"select pg_terminate_backend(pid) from ({holder}) as holder") == [(True,)]


def exists(table: str) -> bool:
    return query("select to_regclass(%s) is not null", [table]) == [(True,)]


@pytest.fixture
def dbt(warehouse: WarehouseSettings, small_project: Path) -> Iterator[Dbt]:
    runner = Dbt(small_project)
    yield runner
    for process in runner.started:
        process.kill()
        process.communicate()


@pytest.fixture
def gate(dbt: Dbt, warehouse: WarehouseSettings) -> Iterator[psycopg.Connection]:
    """Stops every build in its first model until this connection is closed."""
    (dbt.folder / "models/amounts.sql").write_text(WAITS_AT_THE_GATE)
    with connect_admin(warehouse, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [GATE])
        yield connection


def test_a_plain_build_is_recorded_and_published(dbt: Dbt) -> None:
    code, out, _ = dbt.run("build")
    assert code == 0, out
    [row] = query(
        "select state, command, selection, models_passed, tests_passed, started_by, jsonb_array_length(required),"
        " interval_start from ops.builds"
    )
    assert row[:5] == ("passed", "build", None, 2, 1)
    assert re.fullmatch(r"dbt build \(pid \d+ on .+\)", row[5])
    assert row[6:] == (3, None)
    assert query("select build_id from ops.publications") == [(1,)]
    assert query("select unique_id from ops.built_nodes order by 1") == [
        ("model.small.amounts",),
        ("model.small.totals",),
        ("test.small.assert_amounts_are_positive",),
    ]


def test_a_second_build_waits_says_for_whom_and_both_succeed(dbt: Dbt, gate: psycopg.Connection) -> None:
    first = dbt.start("build")
    until(is_at_the_gate)
    second = dbt.start("run")
    until(is_waiting)
    gate.close()
    assert said(first)[0] == 0
    code, out, err = said(second)
    assert code == 0, out
    [line] = [line for line in err.splitlines() if line.startswith("waiting")]
    pid = first.pid
    assert re.fullmatch(rf"waiting for build 1, started \d\d:\d\d:\d\d by dbt build \(pid {pid} on .+\)", line)
    assert states() == ["passed", "passed"]
    assert query("select selection from ops.builds where build_id = 2") == [("dbt run",)]
    overlaps = "select count(*) from ops.builds as a join ops.builds as b on b.started_at < a.finished_at"
    assert query(f"{overlaps} and a.build_id < b.build_id") == [(0,)]


def test_commands_that_only_read_do_not_wait(dbt: Dbt, gate: psycopg.Connection) -> None:
    dbt.start("build")
    until(is_at_the_gate)
    reading = [dbt.start(*words) for words in (["ls"], ["compile", "--select", "totals"], ["parse"])]
    for process in reading:
        code, out, err = said(process)
        assert (code, err) == (0, ""), out
    assert is_at_the_gate()
    assert states() == ["running"]


def test_a_build_that_was_killed_is_called_so_and_the_next_one_takes_over(dbt: Dbt, gate: psycopg.Connection) -> None:
    first = dbt.start("build")
    until(is_at_the_gate)
    second = dbt.start("build")
    until(is_waiting)
    first.kill()
    gate.close()
    code, out, _ = said(second)
    assert code == 0, out
    assert states() == ["killed", "passed"]


def test_a_build_whose_lock_was_cut_stops_before_it_writes_another_row(dbt: Dbt, gate: psycopg.Connection) -> None:
    process = dbt.start("build")
    until(is_at_the_gate)
    cut_the_lock()
    gate.close()
    code, out, err = said(process)
    assert code == 1
    assert "this build lost its lock: another one may be running" in out
    assert "Traceback" not in out + err
    assert (exists("core.amounts"), exists("core.totals")) == (True, False)
    assert states() == ["killed"]
    assert query("select count(*) from ops.publications") == [(0,)]


def test_whoever_comes_after_a_cut_lock_waits_for_what_is_still_being_written(
    dbt: Dbt, gate: psycopg.Connection
) -> None:
    first = dbt.start("build")
    until(is_at_the_gate)
    cut_the_lock()
    second = dbt.start("build")
    # It has the lock, and waits for the row of the first: the model at the gate is still to commit.
    until(
        lambda: query("select from pg_stat_activity where wait_event = 'transactionid' and query like 'update builds%'")
    )
    assert states() == ["running"]
    gate.close()
    code, out, _ = said(second)
    assert code == 0, out
    assert said(first)[0] == 1
    assert states() == ["killed", "passed"]
    assert query("select build_id from ops.publications") == [(2,)]


def test_the_row_says_what_a_part_was_and_publishes_nothing(dbt: Dbt) -> None:
    dbt.run("build", "--select", "amounts", "--exclude", "totals")
    dbt.run("build", "--empty")
    dbt.run("retry")
    rows = query("select command, selection, jsonb_array_length(required) from ops.builds order by build_id")
    assert rows == [
        ("build", "dbt build --select amounts --exclude totals", 0),
        ("build", "dbt build --empty", 0),
    ]
    assert query("select count(*) from ops.publications") == [(0,)]
    claims = {row[0] for row in query("select fingerprint from ops.built_nodes where unique_id like 'model.%'")}
    assert claims == {"not as the code says: dbt build --empty"}


def test_without_its_record_a_build_does_not_begin(dbt: Dbt) -> None:
    code, out, _ = dbt.run("build", "--no-write-json")
    assert code != 0
    assert "this is not the build that runs" in out
    assert states() == []


def without_macros_of_builds(dbt: Dbt) -> None:
    """Leaves the project as one that knows nothing of builds."""
    file = dbt.folder / "dbt_project.yml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith("on-run")]
    file.write_text("\n".join(lines).replace(', +pre-hook: "{{ fence() }}"', ""))


def test_a_project_in_a_database_of_its_own_is_left_alone(dbt: Dbt) -> None:
    without_macros_of_builds(dbt)
    profile = dbt.folder / "profiles.yml"
    other = profile.read_text().replace("transformer", "postgres").replace("dbname: tillhouse", "dbname: postgres")
    profile.write_text(other)
    code, out, err = dbt.run("build")
    assert (code, err) == (0, ""), out
    assert states() == []


def test_a_developer_has_a_lock_and_a_state_of_her_own(dbt: Dbt, gate: psycopg.Connection) -> None:
    dbt.start("build")
    until(is_at_the_gate)
    without_macros_of_builds(dbt)
    profile = dbt.folder / "profiles.yml"
    profile.write_text(profile.read_text().replace("test:", "dev:").replace("schema: core", "schema: dev_anna"))
    (dbt.folder / "models/mine.sql").write_text("select 1 as mine")
    code, out, err = dbt.run("run", "--target", "dev", "--select", "mine")
    assert (code, err) == (0, ""), out
    assert query("select state, selection from dev_anna_ops.builds") == [("passed", "dbt run --select mine")]
    assert states() == ["running"]
    assert query("select pg_get_userbyid(relowner) from pg_class where oid = 'dev_anna_ops.builds'::regclass") == [
        ("transformer",)
    ]


def test_a_database_that_is_down_or_not_set_up_is_a_sentence_with_a_remedy(
    dbt: Dbt, warehouse: WarehouseSettings
) -> None:
    project = dbt.folder / "dbt_project.yml"
    project.write_text(project.read_text().replace("small", "tillhouse"))
    profile = dbt.folder / "profiles.yml"
    profile.write_text(profile.read_text().replace("small", "tillhouse"))
    with connect_admin(warehouse) as connection:
        connection.execute("drop table ops.built_nodes")
    code, out, err = dbt.run("build")
    assert (code, err) == (2, "")
    assert "the database is not set up for builds · bring it up to date: tillhouse up" in out
    profile.write_text(re.sub(r"host: [^,]+", "host: 127.0.0.1", profile.read_text()))
    code, out, err = dbt.run("build")
    assert (code, err) == (2, "")
    assert re.search(r"no connection to Postgres at 127.0.0.1:5432/tillhouse: .* · start it: tillhouse up", out)
    assert "Traceback" not in out
