"""Whatever is started beside a build waits for it, says for whom, and what comes out is what one alone would make."""

import re
from collections.abc import Sequence
from typing import Any

import pytest

from ingestion import ingest
from orchestration.transform.build import build
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.kept import LATE, land
from tests.e2e.processes import RUN, all_succeeded, dbt, ended, started, together
from tests.e2e.truth import content_hashes
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("four_shops")
BUILD = ("dbt", "build")
JOB = ("dagster", "job", "execute", "-m", "orchestration.definitions", "-j", "process_new_files_job")
REPLAY = ("tillhouse", "quarantine", "replay", "--all")
WAITS = re.compile(
    r"waiting for (build \d+, started \S+ by )?(tillhouse run|dbt build|dbt \w+|dagster run \w+) \(pid \d+"
)
slow = pytest.mark.reliability


@pytest.mark.parametrize(
    ("first", "second", "seconds_later"),
    [
        pytest.param(RUN, BUILD, 1, id="run, build after 1 s"),
        pytest.param(RUN, BUILD, 0, id="run, build at once", marks=slow),
        pytest.param(RUN, BUILD, 3, id="run, build after 3 s", marks=slow),
        pytest.param(BUILD, RUN, 1, id="build, run after 1 s", marks=slow),
        pytest.param(BUILD, BUILD, 0, id="two builds", marks=slow),
        pytest.param(RUN, RUN, 0, id="two runs", marks=slow),
        pytest.param(RUN, ("dbt", "run", "--select", "dim_date"), 1, id="run, a part", marks=slow),
        pytest.param(RUN, ("dbt", "seed", "--full-refresh"), 1, id="run, seeds", marks=slow),
        pytest.param(RUN, REPLAY, 1, id="run, replay", marks=slow),
        pytest.param(RUN, JOB, 1, id="run, job", marks=slow),
        pytest.param(JOB, BUILD, 3, id="job, build", marks=slow),
    ],
)
def test_two_at_once_both_succeed_and_make_what_one_makes(
    first: Sequence[str],
    second: Sequence[str],
    seconds_later: float,
    all_at_once: dict[str, str],
) -> None:
    land(LATE)
    processes = together(
        whole(first, "first"),
        whole(second, "second"),
        seconds_later=seconds_later,
        DAGSTER_HOME="",
        TILLHOUSE_LOCK_SECONDS="600",
    )
    all_succeeded(processes)
    # A replay builds nothing, and Dagster takes longer to start than the first build to end.
    if second not in (REPLAY, JOB):
        assert any(WAITS.search(process.printed) for process in processes), [one.printed for one in processes]
    assert query("select count(*) from ops.builds where state <> 'passed'") == [(0,)]
    pipeline.run()
    assert content_hashes() == all_at_once


def whole(command: Sequence[str], scratch: str) -> Sequence[str]:
    return dbt(*command[1:], scratch=scratch) if command[0] == "dbt" else command


def test_a_file_that_is_loaded_after_the_plan_belongs_to_the_next_build(all_at_once: dict[str, str]) -> None:
    early = {path: content for path, content in LATE.items() if path.startswith("retail/")}
    land(early)
    ingest()
    seen: list[int] = []

    def load_the_others(event: Any) -> None:
        if event.info.name == "NodeStart" and not seen:
            seen.extend(query("select change_seq from ops.builds order by build_id desc limit 1")[0])
            land({path: content for path, content in LATE.items() if path not in early})
            all_succeeded([ended(started(("tillhouse", "ingest")))])

    built = build(get_settings(), started_by="test", on_event=load_the_others)
    assert built.outcome is not None
    assert built.outcome.failures == ()
    assert built.published is not None
    assert [built.published.change_seq] == seen
    assert built.published.files_waiting > 0
    pipeline.run()
    assert content_hashes() == all_at_once
