"""When a build is due, that two never run at once, and what a killed or failed one leaves behind."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ingestion import ingest
from orchestration.transform import ledger
from orchestration.transform.build import Built, build
from orchestration.transform.project import fingerprint
from tests import shop
from tests.database import query
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings

HOLD_THE_LOCK = """
import sys, time
from dbt_tillhouse.lock import open_session
from dbt_tillhouse.session import NewBuild
from warehouse.connect import connect
from warehouse.settings import get_settings
session = open_session(lambda: connect(get_settings(), "transformer"), "ops", started_by="the first")
session.begin(NewBuild("x", "build", None, "x", 0, None, [], []), forget=[], claims=lambda build_id: {"x": "y"})
print("held", flush=True)
time.sleep(float(sys.argv[1]))
"""


def run_build(settings: WarehouseSettings, **options: object) -> Built:
    return build(settings, started_by="a test", **options)  # type: ignore[arg-type]


def due(settings: WarehouseSettings) -> str | None:
    with connect(settings, "loader") as connection:
        return ledger.due(connection, fingerprint())


def states() -> list[str]:
    return [row[0] for row in query("select state from ops.builds order by build_id")]


def test_a_build_counts_models_and_tests_and_is_not_repeated(warehouse: WarehouseSettings, small_project: Path) -> None:
    first = run_build(warehouse)
    assert first.reason == "nothing was published yet"
    assert first.outcome is not None
    assert (first.outcome.state, first.outcome.models_passed, first.outcome.tests_passed) == ("passed", 2, 1)
    assert first.published is not None
    assert (first.build_id, first.published.build_id, first.published.files_waiting) == (1, 1, 0)
    assert query("select total from core.totals") == [(5,)]
    second = run_build(warehouse)
    assert (second.reason, second.outcome, second.published) == (None, None, first.published)
    assert states() == ["passed"]


def test_a_build_runs_the_gates_and_neither_audits_nor_unit_tests(
    warehouse: WarehouseSettings, small_project: Path
) -> None:
    (small_project / "tests/an_audit.sql").write_text("select 1 as finding")
    (small_project / "models/_models.yml").write_text(
        "unit_tests: [{name: asks_about_code, model: totals, given: [{input: ref('amounts'), rows: [{amount: 1}]}],"
        " expect: {rows: [{total: 2}]}}]"
    )
    built = run_build(warehouse)
    assert built.outcome is not None
    assert (built.outcome.state, built.outcome.tests_passed) == ("passed", 1)


def test_a_file_that_became_visible_makes_a_build_due(warehouse: WarehouseSettings, small_project: Path) -> None:
    run_build(warehouse)
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    assert due(warehouse) == "files changed since build 1"
    run_build(warehouse)
    assert due(warehouse) is None


def test_a_file_that_was_held_makes_none_due(warehouse: WarehouseSettings, small_project: Path) -> None:
    run_build(warehouse)
    shop.retail_file("a.csv", ["1,2"], header="InvoiceNo,StockCode")
    assert [outcome.state for outcome in ingest().files] == ["held"]
    assert due(warehouse) is None


@pytest.mark.parametrize(
    ("change", "text", "rebuilt"),
    [
        ("models/amounts.sql", "union all select 2", {"amounts", "totals"}),
        ("models/totals.sql", "where amount > 0", {"totals"}),
        ("models/new.sql", "select 1 as one", {"new"}),
    ],
)
def test_a_change_to_code_builds_what_it_concerns_and_names_it(
    warehouse: WarehouseSettings, small_project: Path, change: str, text: str, rebuilt: set[str]
) -> None:
    run_build(warehouse)
    with (small_project / change).open("a") as file:
        file.write(f"\n{text}")
    built = run_build(warehouse)
    assert built.reason == "the dbt project changed since build 1"
    assert built.outcome is not None
    assert built.outcome.models_passed == len(rebuilt)
    name = Path(change).stem
    why = f"model {name} is not in the database" if name == "new" else f"model {name} changed"
    assert {(one.name, one.why) for one in built.rebuilt} == {(name, why) for name in rebuilt}


def test_a_change_that_is_none_of_code_builds_nothing_and_is_looked_at_once(
    warehouse: WarehouseSettings, small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_build(warehouse)
    with (small_project / "models/totals.sql").open("a") as file:
        file.write("\n\n-- what a nice sum\n")
    assert run_build(warehouse).outcome is None
    assert due(warehouse) is None
    assert states() == ["passed"]


def test_what_dbt_writes_into_the_project_is_no_change(warehouse: WarehouseSettings, small_project: Path) -> None:
    before = fingerprint()
    for folder in ("target", "logs"):
        (small_project / folder).mkdir()
        (small_project / folder / "x.json").write_text("{}")
    (small_project / ".user.yml").write_text("id: 1")
    assert fingerprint() == before


def test_a_failed_test_is_named_and_the_build_stays_due(
    warehouse: WarehouseSettings, small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_AMOUNT", "-5")
    built = run_build(warehouse)
    assert built.outcome is not None
    assert built.outcome.state == "failed"
    [failure] = built.outcome.failures
    assert (failure.name, failure.rows) == ("assert_amounts_are_positive", 1)
    assert failure.compiled is not None
    assert "amount <= 0" in Path(failure.compiled).read_text()
    assert failure.message == "an amount is negative"
    assert due(warehouse) == "nothing was published yet"
    monkeypatch.delenv("SMALL_AMOUNT")
    run_build(warehouse)
    assert states() == ["failed", "passed"]


def test_a_build_that_fails_after_one_that_passed_is_due_again_without_new_files(
    warehouse: WarehouseSettings, small_project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_build(warehouse)
    monkeypatch.setenv("SMALL_AMOUNT", "-5")
    run_build(warehouse, even_if_done=True)
    assert due(warehouse) == "build 2 did not pass"


def test_a_model_that_cannot_run_is_an_error_and_skips_what_needs_it(
    warehouse: WarehouseSettings, small_project: Path
) -> None:
    (small_project / "models/amounts.sql").write_text("select amount from nowhere")
    built = run_build(warehouse)
    assert built.outcome is not None
    assert built.outcome.state == "error"
    assert [failure.name for failure in built.outcome.failures] == ["amounts"]
    assert built.outcome.skipped == 2


def test_a_part_of_changed_code_is_not_published_and_everything_it_concerns_stays_due(
    warehouse: WarehouseSettings, small_project: Path
) -> None:
    run_build(warehouse)
    (small_project / "models/amounts.sql").write_text("select 7 as amount")
    part = run_build(warehouse, selection=["--select", "amounts"], even_if_done=True)
    assert part.published is not None
    assert (part.build_id, part.published.build_id) == (2, 1)
    assert query("select selection, required from ops.builds where build_id = 2") == [("--select amounts", [])]
    whole = run_build(warehouse)
    assert whole.reason == "the dbt project changed since build 1"
    assert [(one.name, one.why) for one in whole.rebuilt] == [
        ("amounts", "build 2 of amounts was not published"),
        ("totals", "build 2 of amounts was not published, model totals was not built to the end"),
    ]


def test_a_killed_build_is_repeated_and_called_killed(warehouse: WarehouseSettings, small_project: Path) -> None:
    run_build(warehouse)
    with holding_the_lock(60) as holder:
        holder.kill()
    assert states() == ["passed", "running"]
    assert due(warehouse) == "build 2 did not pass"
    run_build(warehouse)
    assert states() == ["passed", "killed", "passed"]


def test_a_second_build_waits_says_for_whom_and_does_not_repeat_the_first(
    warehouse: WarehouseSettings, small_project: Path
) -> None:
    waited_for: list[str] = []
    run_build(warehouse)
    with holding_the_lock(1):
        built = run_build(warehouse, on_wait=waited_for.append)
    assert len(waited_for) == 1
    assert waited_for[0].startswith("build 2, started ")
    assert "by the first (pid " in waited_for[0]
    assert built.reason == "build 2 did not pass"
    assert states() == ["passed", "killed", "passed"]


@contextmanager
def holding_the_lock(seconds: float) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the lock, as a build that has begun, and ends without a word."""
    command = [sys.executable, "-c", HOLD_THE_LOCK, str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        yield holder


def test_builds_hit_the_parse_cache(warehouse: WarehouseSettings, small_project: Path) -> None:
    run_build(warehouse)
    parsed: list[str] = []
    names = ("PartialParsingEnabled", "PartialParsingNotEnabled", "UnableToPartialParse", "ParsePerfInfoPath")

    def note(event: object) -> None:
        if event.info.name in names:  # type: ignore[attr-defined]
            parsed.append(event.info.name)  # type: ignore[attr-defined]

    run_build(warehouse, even_if_done=True, on_event=note)
    assert "UnableToPartialParse" not in parsed
    assert "PartialParsingEnabled" in parsed
