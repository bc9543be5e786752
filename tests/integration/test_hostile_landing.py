"""Odd names, odd moments and odd triggers in the landing zone: each is reported, and keeps nothing else out."""

import json
import os
from pathlib import Path

import pytest

from ingestion import ingest
from ingestion.contracts import Contract
from ingestion.landed import LandedFile
from ingestion.landing import archive
from ingestion.load import rounds
from ingestion.reading.reader import Part
from tests import shop
from tests.database import invoices, query, states
from tests.reliability.invariants import check_ledger, check_nothing_stuck
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings, get_settings

pytestmark = pytest.mark.usefixtures("warehouse")
DAY = "2025-01-15"
A, B = "retail/invoices/a.csv", "retail/invoices/b.csv"


def waiting() -> dict[str, str]:
    """What a run leaves in the landing zone, with the reason."""
    return {item.path: item.reason for item in ingest().waiting}


def test_name_that_is_not_utf8_or_breaks_lines_keeps_nothing_out() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    for name in (b"caf\xe9.csv", b"two\nlines.csv"):
        path = os.fsencode(shop.landing() / "retail/invoices") + b"/" + name
        Path(os.fsdecode(path)).write_bytes(b"x")
    left = waiting()
    assert set(left) == {"retail/invoices/caf\\udce9.csv", "retail/invoices/two\\nlines.csv"}
    assert invoices() == ["1"]


def test_longest_possible_name_is_archived() -> None:
    name = f"{'é' * 125}a.csv"
    assert len(name.encode()) == 255
    shop.retail_file(name, [shop.invoice_line(1)])
    assert ingest().waiting == ()
    assert states() == {f"retail/invoices/{name}": ["loaded"]}
    assert not any((shop.landing() / "retail").rglob("*.csv"))


def test_hostile_names_are_only_names() -> None:
    names = ["a'; drop table ops.files; --.csv", 'a".csv', "a%s{}$(id).csv", "<b>.csv", "a[1].csv", "名.csv"]
    for number, name in enumerate(names):
        shop.retail_file(name, [shop.invoice_line(number)])
    ingest()
    assert set(states()) == {f"retail/invoices/{name}" for name in names}
    assert invoices() == [str(number) for number in range(len(names))]


def test_version_that_arrives_before_the_move_is_not_archived_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    original = rounds.archive_file

    def late(connection: object, settings: object, file_id: int, file: LandedFile) -> object:
        shop.retail_file("a.csv", [shop.invoice_line(2), shop.invoice_line(3)])
        return original(connection, settings, file_id, file)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "archive_file", late)
        ingest()
    ingest()
    assert states() == {A: ["superseded", "loaded"]}
    assert invoices() == ["2", "3"]


def test_archive_that_cannot_be_written_is_reported_and_mended(warehouse: WarehouseSettings) -> None:
    (warehouse.home / "archive").write_text("not a folder")
    for name in ("a.csv", "b.csv"):
        shop.retail_file(name, [shop.invoice_line(name)])
    assert "cannot be moved to the archive" in waiting()[A]
    shop.retail_file("c.csv", [shop.invoice_line("c.csv")])
    assert set(waiting()) == {A, B, "retail/invoices/c.csv"}
    (warehouse.home / "archive").unlink()
    assert waiting() == {}
    assert invoices() == ["a.csv", "b.csv", "c.csv"]
    assert query("select count(*) from ops.files where archived_path is null or attempts > 1") == [(0,)]


def test_move_that_was_not_noted_is_noted_by_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    with monkeypatch.context() as patch:
        patch.setattr(archive, "_note_file", lambda *_: None)
        ingest()
    assert query("select archived_path from ops.files") == [(None,)]
    assert ingest().files == ()
    ((noted,),) = query("select archived_path from ops.files")
    assert (shop.landing().parent / "archive" / noted).exists()


def test_held_version_that_comes_back_is_not_tried_for_ever() -> None:
    for lines in (["1,2"], ["3,4"], ["1,2"]):
        shop.retail_file("a.csv", lines)
        ingest()
    assert ingest().files == ()
    assert query("select attempts from ops.files order by file_id") == [(2,), (1,)]


def test_version_that_was_cut_off_and_then_replaced_is_closed() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    query_state = "update ops.files set state = 'discovered', rows_read = null, archived_path = null returning 1"
    assert query(query_state) == [(1,)]
    query("delete from raw_retail.invoices returning 1")
    shop.retail_file("a.csv", [shop.invoice_line(2)])
    ingest()
    assert states() == {A: ["superseded", "loaded"]}
    assert query("select change_seq is not null from ops.files where state = 'loaded'") == [(True,)]
    check_ledger()
    check_nothing_stuck()


def test_correction_that_equals_another_file_takes_the_rows_away() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(2)])
    shop.retail_file("b.csv", [shop.invoice_line(1)])
    ingest()
    shop.retail_file("b.csv", [shop.invoice_line(2)])
    report = ingest()
    assert report.changed
    assert invoices() == ["2"]
    assert states() == {A: ["loaded"], B: ["superseded", "duplicate"]}
    assert query("select supersedes from ops.files where state = 'duplicate'") == [(2,)]


def test_correction_to_no_rows_at_all_takes_the_rows_away_too() -> None:
    shop.retail_file("a.csv", [])
    shop.retail_file("b.csv", [shop.invoice_line(1)])
    ingest()
    shop.retail_file("b.csv", [])
    report = ingest()
    assert report.changed
    assert invoices() == []
    assert states() == {A: ["loaded"], B: ["superseded", "loaded"]}


@pytest.mark.parametrize("changes", [{"trigger_id": "a\0b"}, {"trigger_id": "\ud800"}, {"trigger_id": ["x"]}])
def test_trigger_with_text_no_column_can_hold_is_held(changes: dict[str, object]) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    shop.storefront_files(DAY)
    shop.trigger(DAY, **changes)
    ingest()
    assert query("select state from ops.batches") == [("held",)]
    assert invoices() == ["1"]


def test_trigger_waits_for_the_file_it_promises_though_an_older_one_is_loaded() -> None:
    shop.storefront_files(DAY)
    shop.trigger(DAY)
    ingest()
    name = "orders_2025_01_15.csv"
    shop.trigger(DAY, trigger_id="again", files=[{"name": name, "sha256": "0" * 64}])
    assert waiting() == {"storefront/trigger_2025_01_15.json": f"waits for storefront/{name}"}
    assert json.dumps(states()).count("loaded") == 5


def test_database_that_takes_no_rows_is_given_up_on_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        shop.retail_file(f"{number}.csv", [shop.invoice_line(number)])
    tries: list[int] = []

    def refuse(*_: object) -> dict[str, str]:
        tries.append(1)
        raise rounds.LoadFailedError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "load", refuse)
        assert {file.state for file in ingest().files} == {"failed"}
    assert len(tries) == 40
    ingest()
    assert len(invoices()) == 60
    check_ledger()
    check_nothing_stuck()


def test_half_of_a_split_round_may_add_a_column_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A round of which the last file cannot be loaded: the first half is counted, then the second adds its column."""
    header = f"{shop.RETAIL_HEADER},Colour"
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    shop.retail_file("b.csv", [f"{shop.invoice_line(2)},red"], header=header)
    original = rounds.load

    def refuse_both(settings: WarehouseSettings, parts: list[tuple[Contract, Part]], work: Path) -> dict[str, str]:
        if len(parts) == 2:
            raise rounds.LoadFailedError("not both")
        return original(settings, parts, work)

    monkeypatch.setattr(rounds, "load", refuse_both)
    with connect_admin(get_settings(), autocommit=True) as admin:
        admin.execute("alter role loader set lock_timeout = '5s'")
        try:
            ingest()
        finally:
            admin.execute("alter role loader reset lock_timeout")
    assert states() == {A: ["loaded"], B: ["loaded"]}
    assert query("select colour from raw_retail.invoices order by 1") == [("red",), (None,)]
