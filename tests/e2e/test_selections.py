"""Any part of the project, built by any command at any time, leaves the next run able to make everything right."""

from collections.abc import Callable

import pytest

from ingestion import ingest
from orchestration.transform import runner
from orchestration.transform.runner import Finished
from tests.e2e import pipeline
from tests.e2e.kept import LATE, land
from tests.e2e.truth import content_hashes
from warehouse.connect import connect
from warehouse.settings import get_settings

Action = Callable[[], None]


def dbt(*words: str) -> Finished:
    """A plain dbt command: nobody lends it a lock."""
    return runner.invoke(get_settings(), words)


def told(finished: Finished) -> str:
    """What a command said that did not succeed."""
    return str(finished.exception or [(one.node.name, one.message) for one in finished.results])


def passes(words: str) -> Action:
    """A plain dbt command that succeeds."""

    def run() -> None:
        finished = dbt(*words.split())
        assert finished.success, told(finished)

    return run


def is_refused(words: str) -> Action:
    """One that would leave something out which nobody would notice: it stops before it writes."""

    def run() -> None:
        before = all_that_was_built()
        finished = dbt(*words.split())
        assert not finished.success
        assert "files or code have changed since changed_" in told(finished)
        assert all_that_was_built() == before

    return run


def dropped(table: str) -> Action:
    """A table that somebody drops by hand, with what Postgres takes along."""

    def run() -> None:
        with connect(get_settings(), "transformer", autocommit=True) as connection:
            connection.execute(f"drop table {table} cascade".encode())

    return run


def all_that_was_built() -> dict[str, str]:
    return content_hashes(("core", "kpi", "pii", "build_core", "build_kpi", "build_pii", "intermediate", "snapshots"))


def load_late_files() -> None:
    land(LATE)
    assert {file.state for file in ingest().files} == {"loaded"}


RETAIL_LOG = "run --full-refresh --select +chk_retail__invoices"
ONE_FACT = "run --select fct_sales"
slow = pytest.mark.reliability


@pytest.mark.usefixtures("four_shops")
@pytest.mark.parametrize(
    "part",
    [
        pytest.param([passes(RETAIL_LOG), is_refused(ONE_FACT)], id="a log built whole"),
        pytest.param(
            [
                passes(
                    "run --full-refresh --select stg_ops__files changed_files stg_retail__invoices chk_retail__invoices"
                )
            ],
            id="a log built whole and nothing else",
            marks=slow,
        ),
        pytest.param(
            [
                is_refused("run --full-refresh --select chk_*"),
                passes("run --full-refresh --select +changed_files +chk_*"),
            ],
            id="all logs",
            marks=slow,
        ),
        pytest.param([is_refused("build --select fct_sales")], id="a fact and its gates", marks=slow),
        pytest.param([is_refused("build --full-refresh --select snp_retail__customers")], id="a history", marks=slow),
        pytest.param([passes("seed --full-refresh")], id="seeds", marks=slow),
        pytest.param([passes("run --full-refresh --select stg_ops__files")], id="the frozen ledger", marks=slow),
        pytest.param([passes("run --select stg_ops__files"), is_refused(ONE_FACT)], id="frozen again", marks=slow),
        pytest.param([passes("run --select path:models/intermediate/changes")], id="change sets", marks=slow),
        pytest.param([passes("run --full-refresh")], id="all models", marks=slow),
        pytest.param([dropped("intermediate.chk_retail__invoices")], id="a log dropped", marks=slow),
        pytest.param([dropped("core.fct_sales")], id="what readers see dropped", marks=slow),
    ],
)
def test_a_part_while_files_wait_leaves_the_next_run_right(part: list[Action], all_at_once: dict[str, str]) -> None:
    load_late_files()
    for act in part:
        act()
    pipeline.run()
    assert differences(all_at_once) == []


@pytest.mark.usefixtures("four_shops")
@pytest.mark.parametrize(
    "part",
    [
        pytest.param([passes(ONE_FACT), dropped("core.fct_sales"), dropped("build_kpi.kpi_revenue")], id="a fact"),
        pytest.param([passes(RETAIL_LOG)], id="a log built whole", marks=slow),
        pytest.param([passes("build --select fct_sales")], id="a fact and its gates", marks=slow),
        pytest.param([passes("build --full-refresh --select snp_retail__customers")], id="a history", marks=slow),
        pytest.param(
            [passes("build --full-refresh --select path:snapshots int_customers int_products changed_orders")],
            id="who moved",
            marks=slow,
        ),
        pytest.param([passes("seed --full-refresh")], id="seeds", marks=slow),
        pytest.param([passes("run --full-refresh --select stg_ops__files")], id="the frozen ledger", marks=slow),
        pytest.param([dropped("intermediate.chk_app__orders")], id="a log dropped", marks=slow),
        pytest.param([dropped("snapshots.snp_retail__customers")], id="a history dropped", marks=slow),
        pytest.param([dropped("intermediate.changed_orders")], id="a change set dropped", marks=slow),
        pytest.param([dropped("staging.stg_ops__files")], id="the frozen ledger dropped", marks=slow),
        pytest.param([dropped("staging.geography")], id="a seed dropped", marks=slow),
    ],
)
def test_a_part_after_a_publication_leaves_the_next_runs_right(part: list[Action], all_at_once: dict[str, str]) -> None:
    published = content_hashes()
    for act in part:
        act()
    pipeline.run()
    assert differences(published) == []
    load_late_files()
    pipeline.run()
    assert differences(all_at_once) == []


def differences(expected: dict[str, str]) -> list[str]:
    """Tables that readers see and that are not as expected."""
    found = content_hashes()
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
