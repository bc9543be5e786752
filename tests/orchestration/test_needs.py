"""Who is needed, and for what: exit codes, one line each, and commands that can be typed."""

import errno
import shlex
from pathlib import Path

import pytest

from ingestion.load import claims, rounds
from ingestion.load.dlt_load import LoadFailedError
from tests import shop
from tests.database import states
from tests.orchestration.conftest import Command
from warehouse.connect import connect_admin
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("warehouse")
BAD = "retail/invoices/bad.csv"


def change(statement: str) -> None:
    """Change something in the test's warehouse, whatever the rights."""
    with connect_admin(get_settings(), autocommit=True) as connection:
        connection.execute(statement.encode())


def test_a_held_file_needs_somebody_until_it_is_mended_or_taken_away(tillhouse: Command) -> None:
    shop.retail_file("bad.csv", ["1"], header="InvoiceNo")
    said = tillhouse("ingest")
    assert said.code == 3
    [line] = [line for line in said.out.splitlines() if line.startswith("needed: ")]
    assert line.startswith(f"needed: {BAD} is held: required column missing: StockCode")
    assert line.endswith(f" · tillhouse explain {BAD}")
    assert tillhouse("status").code == 0
    assert tillhouse("status", "--check").code == 3
    assert tillhouse("status", "--json").json["needs"][0]["command"] == f"tillhouse explain {BAD}"
    (shop.landing() / BAD).unlink()
    assert tillhouse("ingest").code == 0
    assert tillhouse("status", "--check").code == 0


def test_what_is_to_be_typed_can_be_typed(tillhouse: Command) -> None:
    shop.retail_file("it's bad.csv", ["1"], header="InvoiceNo")
    [need] = tillhouse("ingest", "--json").json["needs"]
    assert shlex.split(need["command"]) == ["tillhouse", "explain", "retail/invoices/it's bad.csv"]
    story = tillhouse(*shlex.split(need["command"])[1:]).out
    typed = story.rpartition("then: ")[2].strip()
    assert shlex.split(typed) == ["tillhouse", "quarantine", "replay", "retail/invoices/it's bad.csv"]
    assert "ingestion/contracts/retail__invoices.yml" in story


def test_a_file_that_no_contract_names_needs_somebody_and_one_that_waits_does_not(tillhouse: Command) -> None:
    shop.write("storefront/orders_2024_03_01.csv", "x")
    assert tillhouse("ingest").code == 0
    shop.write("retail/notes.txt", "x")
    said = tillhouse("ingest")
    assert said.code == 3
    assert "needed: retail/notes.txt: no contract names this path" in said.out


def test_files_that_failed_are_exit_code_1_in_run_and_ingest(
    small_project: Path, tillhouse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise LoadFailedError("a value does not fit")

    monkeypatch.setattr(rounds, "load", fail)
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    for command in ("ingest", "run"):
        said = tillhouse(command)
        assert said.code == 1
        assert said.err == (
            "1 files could not be loaded, first retail/invoices/a.csv: a value does not fit · "
            "tillhouse explain retail/invoices/a.csv; the next run tries them again\n"
        )
    assert "next: tillhouse explain retail/invoices/a.csv · tillhouse run" in said.out


def test_no_free_connection_is_nobodys_file(tillhouse: Command) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    change("alter role loader connection limit 1")
    try:
        said = tillhouse("ingest")
    finally:
        change("alter role loader connection limit -1")
    assert said.code == 2
    assert said.err.startswith("the Postgres server has no free connection: ")
    assert "raise its max_connections" in said.err
    assert said.err.count("\n") == 1
    assert tillhouse("ingest").code == 0
    assert states() == {"retail/invoices/a.csv": ["loaded"]}


def test_a_full_disk_stops_the_load_with_one_sentence_and_blames_no_file(
    tillhouse: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    shop.retail_file("a.csv", [shop.invoice_line(1)])
    with monkeypatch.context() as patch:
        patch.setattr(claims, "fingerprint", write)
        said = tillhouse("ingest")
    assert said.code == 2
    assert said.err.startswith(f"no space is left on the disk of {get_settings().home} · make room on it, ")
    assert states() == {}
    assert tillhouse("ingest").code == 0


@pytest.mark.parametrize("where", ["named by a variable", "of a home that was used"])
def test_a_landing_zone_that_is_not_there_is_an_error(
    tillhouse: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str
) -> None:
    landing = shop.landing()
    if where == "named by a variable":
        landing = tmp_path / "a b"
        monkeypatch.setenv("TILLHOUSE_LANDING", str(landing))
    else:
        shop.retail_file("a.csv", [shop.invoice_line(1)])
        tillhouse("ingest")
        landing.rename(tmp_path / "moved")
    for command in (["ingest"], ["run"], ["status"]):
        said = tillhouse(*command)
        assert said.code == 2
        assert said.err.startswith(f"the landing zone {landing} is not there · mount it, or make it: mkdir -p ")
    assert shlex.split(said.err.partition("make it: ")[2].partition(";")[0]) == ["mkdir", "-p", str(landing)]


def test_up_makes_the_landing_zone_of_a_home(tillhouse: Command) -> None:
    assert not shop.landing().exists()
    assert tillhouse("up").code == 0
    assert shop.landing().is_dir()


def test_a_feed_that_stays_away_is_late(tillhouse: Command) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    assert tillhouse("ingest").code == 0
    # The contract expects one every 4 hours; half of that is patience.
    change("update ops.files set discovered_at = now() - interval '5 hours'")
    assert tillhouse("status", "--check").code == 0
    change("update ops.files set discovered_at = now() - interval '7 hours'")
    said = tillhouse("status", "--check")
    assert said.code == 3
    assert "needed: retail__invoices is late: its last file came " in said.out


def test_a_server_without_the_warehouse_is_told_with_the_command_that_makes_it(tillhouse: Command) -> None:
    change("drop schema ops cascade")
    said = tillhouse("files")
    assert (said.code, said.err) == (2, "the warehouse is not set up on this server · set it up: tillhouse up\n")
