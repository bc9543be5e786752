"""`tillhouse run`: what it does, what it leaves alone, and how it says that data did not pass."""

import re
from pathlib import Path

import pytest

from orchestration.transform.build import build
from tests import shop
from tests.database import query
from tests.orchestration.conftest import Command
from warehouse.settings import WarehouseSettings, get_settings


def test_it_loads_builds_and_sums_up(small_project: Path, tillhouse: Command) -> None:
    shop.retail_file("a.csv", [*map(shop.invoice_line, range(9)), "one field"])
    said = tillhouse("run", "--json")
    assert said.code == 0, said.err
    [file] = said.json["ingest"]["files"]
    assert (file["path"], file["state"], file["rows_loaded"]) == ("retail/invoices/a.csv", "loaded", 9)
    assert said.json["build"]["state"] == "passed"
    assert (said.json["build"]["models_passed"], said.json["build"]["tests_passed"]) == (2, 1)
    assert said.json["summary"]["files"] == {"loaded": 1}
    [feed] = said.json["summary"]["feeds"]
    assert (feed["feed"], feed["rows_read"], feed["rows_loaded"], feed["rows_rejected"]) == (
        "retail__invoices",
        10,
        9,
        1,
    )


def test_a_second_run_changes_nothing_and_says_so(small_project: Path, tillhouse: Command) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    tillhouse("run")
    said = tillhouse("run")
    assert said.code == 0
    assert "nothing new: the last build passed, and neither files nor models changed since" in said.out
    assert tillhouse("run", "--json").json["build"] is None


def test_it_starts_the_server_when_it_is_down(home: Path, tillhouse: Command) -> None:
    assert tillhouse("status", "--json").json["database"]["running"] is False
    assert tillhouse("ingest", "--json").json["files"] == []
    assert tillhouse("status", "--json").json["database"]["running"] is True


def test_it_says_what_is_published_what_was_rebuilt_and_why(small_project: Path, tillhouse: Command) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    said = tillhouse("run")
    assert re.search(r"^published: everything up to 2025-01-02, build 1 of \d\d:\d\d$", said.out, re.MULTILINE)
    (small_project / "models/totals.sql").write_text("select 1 as total")
    said = tillhouse("run")
    assert re.search(r"^  model totals changed +totals$", said.out, re.MULTILINE)
    assert "build 2 of" in said.out
    assert "build 2 of" in tillhouse("status").out
    published = tillhouse("run", "--json").json["published"]
    assert (published["build_id"], published["as_of_date"], published["files_waiting"]) == (2, "2025-01-02", 0)


def test_a_gate_that_failed_is_exit_code_1_with_its_name_and_how_to_look(
    small_project: Path, tillhouse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_AMOUNT", "-5")
    said = tillhouse("run")
    assert said.code == 1
    [line] = said.err.splitlines()
    assert line.startswith("1 did not pass: assert_amounts_are_positive · the rows: tillhouse psql -f ")
    assert "amount <= 0" in Path(line.rpartition(" -f ")[2]).read_text()
    assert "a gate failed: readers see nothing yet" in said.out
    log = get_settings().home / "dbt/logs/dbt.log"
    assert "assert_amounts_are_positive" in log.read_text()


def test_a_gate_that_failed_leaves_what_readers_see_and_says_so(
    small_project: Path, tillhouse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    tillhouse("run")
    monkeypatch.setenv("SMALL_AMOUNT", "-5")
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    said = tillhouse("run")
    assert said.code == 1
    sees = r"build 1 of \d\d:\d\d, as of 2025-01-01; 1 file waits"
    assert re.search(f"^a gate failed: readers still see {sees}$", said.out, re.MULTILINE)
    assert re.search(r"^  assert_amounts_are_positive +test +an amount is negative$", said.out, re.MULTILINE)
    status = tillhouse("status", "--json").json
    assert (status["published"]["build_id"], status["published"]["files_waiting"]) == (1, 1)
    assert re.search(r"everything up to 2025-01-01, build 1 of \d\d:\d\d; 1 file waits", tillhouse("status").out)
    monkeypatch.delenv("SMALL_AMOUNT")
    assert tillhouse("run", "--json").json["published"]["build_id"] == 3


def test_audits_pass_or_are_named_and_exit_code_1(
    small_project: Path, tillhouse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (small_project / "tests/audit_totals.sql").write_text("select * from {{ ref('totals') }} where total > 5")
    assert tillhouse("run").code == 0
    said = tillhouse("audit")
    assert said.code == 0
    assert "1 audits passed" in said.out
    monkeypatch.setenv("SMALL_AMOUNT", "6")
    build(get_settings(), started_by="a test", even_if_done=True)
    said = tillhouse("audit")
    assert said.code == 1
    assert said.err.startswith("1 did not pass: audit_totals · the rows: tillhouse psql -f ")
    assert query("select command, selection, state from ops.builds order by build_id offset 1") == [
        ("test", "dbt test --selector audit", "passed"),
        ("build", None, "passed"),
        ("test", "dbt test --selector audit", "failed"),
    ]


def test_a_file_that_is_held_stops_neither_the_others_nor_the_build(small_project: Path, tillhouse: Command) -> None:
    shop.retail_file("bad.csv", ["1,2"], header="InvoiceNo,StockCode")
    shop.retail_file("good.csv", [shop.invoice_line(1)])
    said = tillhouse("run")
    assert said.code == 3
    assert "required column missing" in said.out
    assert "next: tillhouse explain retail/invoices/bad.csv · tillhouse run" in said.out
    assert "1 held, 1 loaded" in said.out
    held = tillhouse("files", "--state", "held", "--json").json
    assert [file["path"] for file in held] == ["retail/invoices/bad.csv"]


def test_explain_shows_the_reason_the_line_and_the_bytes(warehouse: WarehouseSettings, tillhouse: Command) -> None:
    lines = [shop.invoice_line(n) for n in range(1, 9)]
    content = "\n".join([shop.RETAIL_HEADER, *lines]).encode() + b"\n9,x\x1b[2J\xe9\n"
    shop.write("retail/invoices/a.csv", content)
    tillhouse("ingest")
    said = tillhouse("explain", "a.csv")
    assert said.code == 0
    assert "retail/invoices/a.csv (file 1)" in said.out
    assert "9 read = 8 loaded + 1 damaged" in said.out
    assert "\\x1b[2J" in said.out
    assert "\x1b" not in said.out
    [version] = tillhouse("explain", "retail/invoices/a.csv", "--json").json
    assert [row["line_number"] for row in version["rejects"]] == [10]


def test_a_file_nobody_knows_is_exit_code_2_on_one_line(warehouse: WarehouseSettings, tillhouse: Command) -> None:
    said = tillhouse("explain", "nothing.csv")
    assert (said.code, said.out) == (2, "")
    assert said.err == "the ledger has no file nothing.csv · see `tillhouse files`; a new file is known after ingest\n"


def test_status_says_what_is_pending_and_what_is_due(small_project: Path, tillhouse: Command) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    shop.storefront_files("2025-01-15")
    before = tillhouse("status", "--json").json
    assert (before["ready"], before["waiting"], before["due"]) == (1, 5, "nothing was published yet")
    shop.trigger("2025-01-15")
    tillhouse("run")
    after = tillhouse("status", "--json").json
    assert (after["ready"], after["waiting"], after["due"]) == (0, 0, None)
    assert after["files"] == {"loaded": 6}
    assert after["last_batch"]["state"] == "loaded"
    assert after["last_build"]["state"] == "passed"
    assert "the warehouse is up to date" in tillhouse("status").out
