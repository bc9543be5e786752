"""`tillhouse run`: what it does, what it leaves alone, and how it says that data did not pass."""

from pathlib import Path

import pytest

from tests import shop
from tests.orchestration.conftest import Command
from warehouse.settings import WarehouseSettings


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
        "retail/invoices",
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


def test_a_gate_that_failed_is_exit_code_1_with_its_name_and_how_to_look(
    small_project: Path, tillhouse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMALL_AMOUNT", "-5")
    said = tillhouse("run")
    assert said.code == 1
    [line] = said.err.splitlines()
    assert line.startswith("1 did not pass: assert_amounts_are_positive · the rows: tillhouse psql -f ")
    query = Path(line.rpartition(" -f ")[2])
    assert "amount <= 0" in query.read_text()


def test_a_file_that_is_held_stops_neither_the_others_nor_the_build(small_project: Path, tillhouse: Command) -> None:
    shop.retail_file("bad.csv", ["1,2"], header="InvoiceNo,StockCode")
    shop.retail_file("good.csv", [shop.invoice_line(1)])
    said = tillhouse("run")
    assert said.code == 0
    assert "required column missing" in said.out
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
    assert "9 read = 8 loaded + 1 rejected" in said.out
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
    assert (before["ready"], before["waiting"], before["due"]) == (1, 5, "no build has passed yet")
    shop.trigger("2025-01-15")
    tillhouse("run")
    after = tillhouse("status", "--json").json
    assert (after["ready"], after["waiting"], after["due"]) == (0, 0, None)
    assert after["files"] == {"loaded": 6}
    assert after["last_batch"]["state"] == "loaded"
    assert after["last_build"]["state"] == "passed"
    assert "the warehouse is up to date" in tillhouse("status").out
