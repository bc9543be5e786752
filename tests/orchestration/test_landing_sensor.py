"""The landing sensor, driven tick by tick on an instance that lives in memory, against a real ledger."""

import os
from collections.abc import Iterator

import dagster as dg
import pytest
from dagster._core.test_utils import create_run_for_test

from dbt_tillhouse.lock import open_session
from dbt_tillhouse.session import Ended, NewBuild
from ingestion import ingest
from orchestration.assets import landing as decisions
from orchestration.assets.names import PROCESS_NEW_FILES
from orchestration.defs.sensors import landing_sensor
from orchestration.transform.project import fingerprint
from tests import shop
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings

FAILED, SUCCEEDED = dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.SUCCESS


@pytest.fixture
def instance(warehouse: WarehouseSettings) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        yield ephemeral


def tick(instance: dg.DagsterInstance) -> dg.RunRequest | dg.SkipReason:
    answer = landing_sensor(dg.build_sensor_context(instance=instance))
    assert isinstance(answer, dg.RunRequest | dg.SkipReason)
    return answer


def started(instance: dg.DagsterInstance) -> dg.RunRequest:
    answer = tick(instance)
    assert isinstance(answer, dg.RunRequest), answer
    assert answer.run_key
    return answer


def skipped(instance: dg.DagsterInstance) -> str:
    answer = tick(instance)
    assert isinstance(answer, dg.SkipReason), answer
    return str(answer.skip_message)


def run_that(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, request: dg.RunRequest) -> None:
    """What Dagster does with a request, without the work."""
    create_run_for_test(instance, job_name=PROCESS_NEW_FILES, status=status, tags=dict(request.tags))


def built(settings: WarehouseSettings, state: str) -> None:
    """What a build leaves in the database, without the work; one that passed was published."""
    session = open_session(lambda: connect(settings, "transformer"), "ops", started_by="a test")
    seq = session.freeze()
    build = NewBuild("x", "build", None, fingerprint(), seq, None, [], [])
    build_id = session.begin(build, forget=[], claims=lambda _: {})
    if state == "passed":
        publish = "insert into publications (build_id, change_seq) values (%s, %s)"
        session.connection.execute(publish, [build_id, seq])
    session.finish(Ended(state, 1, 1, [], []))
    session.close()


def test_an_empty_landing_zone_starts_nothing(instance: dg.DagsterInstance) -> None:
    assert skipped(instance) == "no file is ready and no build is due"


def test_a_ready_file_starts_a_run_and_an_unchanged_tick_asks_for_the_same_one(instance: dg.DagsterInstance) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    first = started(instance)
    assert first.tags["tillhouse/why"] == "files ready: 1"
    # Dagster starts one run per key, so a daemon that died between the tick and the run does not double it.
    assert started(instance).run_key == first.run_key


def test_a_file_older_than_everything_loaded_is_not_skipped(
    instance: dg.DagsterInstance, warehouse: WarehouseSettings
) -> None:
    shop.retail_file("new.csv", [shop.invoice_line(1)])
    ingest()
    built(warehouse, "passed")
    assert skipped(instance) == "no file is ready and no build is due"
    late = shop.retail_file("old.csv", [shop.invoice_line(2)])

    os.utime(late, (0, 0))
    assert started(instance)


def test_nothing_starts_while_a_run_is_at_it(instance: dg.DagsterInstance) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    run_that(instance, dg.DagsterRunStatus.STARTED, started(instance))
    shop.retail_file("b.csv", [shop.invoice_line(2)])
    assert skipped(instance).endswith("is at it")


def test_a_failed_run_is_tried_again_and_the_file_is_not_lost(instance: dg.DagsterInstance) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    first = started(instance)
    run_that(instance, FAILED, first)
    second = started(instance)
    assert second.run_key != first.run_key
    assert second.tags[decisions.WORK_TAG] == first.tags[decisions.WORK_TAG]


def test_after_three_failed_runs_it_backs_off_and_then_tries_again(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    for _ in range(3):
        run_that(instance, FAILED, started(instance))
    assert "3 runs did not finish this" in skipped(instance)
    monkeypatch.setattr(decisions, "FIRST_PAUSE", decisions.FIRST_PAUSE * 0)
    assert started(instance)


def test_another_file_is_not_held_up_by_the_back_off(instance: dg.DagsterInstance) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    for _ in range(3):
        run_that(instance, FAILED, started(instance))
    shop.retail_file("b.csv", [shop.invoice_line(2)])
    assert started(instance).tags["tillhouse/why"] == "files ready: 2"


def test_files_that_were_loaded_and_built_start_nothing(
    instance: dg.DagsterInstance, warehouse: WarehouseSettings
) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    request = started(instance)
    ingest()
    built(warehouse, "passed")
    run_that(instance, SUCCEEDED, request)
    assert skipped(instance) == "no file is ready and no build is due"


def test_a_run_that_died_after_the_load_is_followed_by_one_that_builds(
    instance: dg.DagsterInstance, warehouse: WarehouseSettings
) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    run_that(instance, FAILED, started(instance))
    ingest()
    request = started(instance)
    assert request.tags["tillhouse/why"] == "nothing was published yet"


def test_tests_that_failed_on_this_data_are_not_repeated_until_something_changes(
    instance: dg.DagsterInstance, warehouse: WarehouseSettings
) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    built(warehouse, "failed")
    assert "failed its tests on exactly this data" in skipped(instance)
    shop.retail_file("b.csv", [shop.invoice_line(2)])
    assert started(instance)


def test_a_server_that_is_down_is_a_skipped_tick_with_the_remedy(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    with dg.DagsterInstance.ephemeral() as ephemeral:
        assert "tillhouse up" in skipped(ephemeral)


def test_two_ticks_that_see_a_changed_file_ask_for_different_runs(instance: dg.DagsterInstance) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    first = started(instance)
    shop.retail_file("a.csv", [shop.invoice_line(1), shop.invoice_line(2)])
    assert started(instance).run_key != first.run_key
