"""When a build is due, that two never run at once, and what a killed or failed one leaves behind."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingestion import ingest
from orchestration.transform import ledger
from orchestration.transform.build import Built, build
from orchestration.transform.outcome import BuildOutcome
from orchestration.transform.project import fingerprint
from tests import shop
from tests.database import query
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings, get_settings

HOLD_THE_LOCK = """
import sys, time
from orchestration.transform import ledger
from warehouse.settings import get_settings
with ledger.writer_lock(get_settings()) as locked:
    with ledger.begin(locked, started_by="a test", project_hash="x", selection=None):
        print("held", flush=True)
        time.sleep(60)
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
    assert first.reason == "no build has passed yet"
    assert first.outcome is not None
    assert (first.outcome.state, first.outcome.models_passed, first.outcome.tests_passed) == ("passed", 2, 1)
    assert query("select total from core.totals") == [(5,)]
    assert run_build(warehouse) == Built()
    assert states() == ["passed"]


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


@pytest.mark.parametrize("change", ["models/totals.sql", "models/new.sql", "dbt_project.yml", "macros/new.sql"])
def test_a_change_to_the_project_makes_a_build_due(
    warehouse: WarehouseSettings, small_project: Path, change: str
) -> None:
    run_build(warehouse)
    with (small_project / change).open("a") as file:
        file.write("\n" if change != "models/new.sql" else "select 1 as one")
    assert due(warehouse) == "the dbt project changed since build 1"


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
    assert due(warehouse) == "no build has passed yet"
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


def test_a_part_built_from_another_project_makes_everything_due(
    warehouse: WarehouseSettings, small_project: Path
) -> None:
    run_build(warehouse)
    original = (small_project / "models/amounts.sql").read_text()
    (small_project / "models/amounts.sql").write_text("select 7 as amount")
    run_build(warehouse, selection=["--select", "amounts"], even_if_done=True)
    (small_project / "models/amounts.sql").write_text(original)
    assert due(warehouse) == "the dbt project changed since build 1"


def test_a_killed_build_is_repeated_and_called_killed(warehouse: WarehouseSettings, small_project: Path) -> None:
    run_build(warehouse)
    holder = subprocess.Popen([sys.executable, "-c", HOLD_THE_LOCK], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait()
    assert states() == ["passed", "running"]
    assert due(warehouse) == "build 2 did not pass"
    run_build(warehouse)
    assert states() == ["passed", "killed", "passed"]


def test_a_second_build_waits_says_for_whom_and_does_not_repeat_the_first(
    warehouse: WarehouseSettings, small_project: Path
) -> None:
    waited_for: list[str] = []
    second: list[Built] = []

    def build_too() -> None:
        second.append(build(get_settings(), started_by="the second", on_wait=waited_for.append))

    with (
        ledger.writer_lock(warehouse) as locked,
        ledger.begin(locked, started_by="the first", project_hash=fingerprint(), selection=None) as finish,
    ):
        thread = threading.Thread(target=build_too)
        thread.start()
        deadline = time.monotonic() + 20
        while not waited_for and time.monotonic() < deadline:
            time.sleep(0.05)
        finish(BuildOutcome(1, 1, 0, 0, ()))
    thread.join(timeout=20)
    assert len(waited_for) == 1
    assert waited_for[0].startswith("build 1, started ")
    assert "by the first (pid " in waited_for[0]
    assert second == [Built()]


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
