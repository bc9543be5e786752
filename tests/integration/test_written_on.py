"""A file that is still being written loses nothing: what lies in the archive is what was read."""

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from ingestion import ingest
from ingestion.landing import archive, discovery, writers
from ingestion.load import rounds
from tests import shop
from tests.database import VISIBLE, invoices, query, states
from tests.reliability.invariants import check_ledger, check_nothing_stuck
from warehouse.settings import WarehouseSettings

pytestmark = pytest.mark.usefixtures("warehouse")
A = "retail/invoices/a.csv"


def event(number: int) -> bytes:
    return json.dumps({"event_id": f"e{number}", "event_type": "x", "timestamp": "2025-01-15"}).encode() + b"\n"


@pytest.fixture
def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers cannot be seen, as those on another machine."""
    for module in (archive, discovery, rounds):
        monkeypatch.setattr(module, "open_for_writing", lambda _: set())


def in_archive(warehouse: WarehouseSettings) -> list[tuple[str, int]]:
    """Files that differ from what the ledger says lies in the archive for them."""
    rows = query("select archived_path, content_sha256, file_id from ops.files where archived_path is not null")
    return [(path, key) for path, sha, key in rows if archive.sha256_of(warehouse.home / "archive" / path) != sha]


@pytest.mark.parametrize(
    ("relative", "first", "rest"),
    [
        (A, f"{shop.RETAIL_HEADER}\n{shop.invoice_line(1)}\n".encode(), f"{shop.invoice_line(2)}\n".encode()),
        ("app/events/a.jsonl", event(1), event(2)),
        ("app/events/a.json", b"[" + event(1), b"," + event(2) + b"]"),
        ("app/events/a.jsonl.gz", gzip.compress(event(1)), gzip.compress(event(2))),
    ],
    ids=["csv", "jsonl", "json", "gz"],
)
def test_a_file_that_is_open_for_writing_waits(relative: str, first: bytes, rest: bytes) -> None:
    path = shop.write(relative, first)
    with path.open("ab") as writer:
        report = ingest()
        assert report.files == ()
        assert [(item.path, item.reason) for item in report.waiting] == [(relative, "still being written")]
        writer.write(rest)
    (outcome,) = ingest().files
    assert (outcome.state, outcome.rows_loaded) == ("loaded", 2)


@pytest.mark.usefixtures("unseen")
@pytest.mark.parametrize(
    ("relative", "first", "rest"),
    [
        (A, f"{shop.RETAIL_HEADER}\n{shop.invoice_line(1)}\n".encode(), f"{shop.invoice_line(2)}\n".encode()),
        ("app/events/a.jsonl", event(1), event(2)),
        ("app/events/a.jsonl.gz", gzip.compress(event(1)), gzip.compress(event(2))),
    ],
    ids=["csv", "jsonl", "gz"],
)
def test_what_a_writer_nobody_saw_adds_to_the_archive_is_loaded(
    relative: str, first: bytes, rest: bytes, warehouse: WarehouseSettings
) -> None:
    path = shop.write(relative, first)
    with path.open("ab") as writer:
        ingest()
        assert states() == {relative: ["loaded"]}
        writer.write(rest)
    report = ingest()
    assert (states(), report.changed) == ({relative: ["superseded", "loaded"]}, True)
    assert query("select rows_loaded from ops.files where state = 'loaded'") == [(2,)]
    assert query("select error from ops.files where state = 'superseded'") == [
        ("it was written on after it was read: the whole of it is another version",)
    ]
    assert in_archive(warehouse) == []
    check_ledger()
    check_nothing_stuck()
    assert (ingest().files, ingest().files) == ((), ())


@pytest.mark.usefixtures("unseen")
def test_what_is_added_between_reading_and_the_move_is_loaded_by_the_same_run(
    warehouse: WarehouseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop.retail_file("a.csv", [shop.invoice_line(1)])
    original = archive._move

    def late(landed: Path, target: Path, relative: str) -> Any:
        info = landed.stat()
        with landed.open("ab") as writer:
            writer.write(f"{shop.invoice_line(2)}\n".encode())
        os.utime(landed, ns=(info.st_atime_ns, info.st_mtime_ns))
        monkeypatch.setattr(archive, "_move", original)
        return original(landed, target, relative)

    monkeypatch.setattr(archive, "_move", late)
    ingest()
    assert not path.exists()
    assert (states(), invoices()) == ({A: ["superseded", "loaded"]}, ["1", "2"])
    assert in_archive(warehouse) == []
    check_ledger()
    check_nothing_stuck()


def test_a_file_opened_while_it_was_loaded_stays_until_it_is_closed(
    warehouse: WarehouseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shop.retail_file("a.csv", [shop.invoice_line(1)])
    original = rounds.load
    writer = path.open("ab")
    writer.close()

    def load(*args: Any) -> Any:
        nonlocal writer
        writer = path.open("ab")
        return original(*args)

    with monkeypatch.context() as patch:
        patch.setattr(rounds, "load", load)
        assert [item.reason for item in ingest().waiting] == [writers.STILL_WRITTEN]
    assert [item.reason for item in ingest().waiting] == [writers.STILL_WRITTEN]
    writer.write(f"{shop.invoice_line(2)}\n".encode())
    writer.close()
    assert ingest().waiting == ()
    assert (states(), invoices()) == ({A: ["superseded", "loaded"]}, ["1", "2"])
    assert in_archive(warehouse) == []


def test_a_batch_waits_for_the_file_that_is_being_written() -> None:
    files = shop.storefront_files("2025-01-15")
    shop.trigger("2025-01-15")
    with files["shipping"].open("ab"):
        (waiting,) = ingest().waiting
        assert waiting.reason == "storefront/shipping_2025_01_15.csv still being written"
    assert len(ingest().files) == 5


def test_a_folder_that_is_copied_in_file_by_file_is_loaded_whole() -> None:
    copied = [f"retail/invoices/{number}.csv" for number in range(4)]
    for number, relative in enumerate(copied):
        content = f"{shop.RETAIL_HEADER}\n{shop.invoice_line(number)}\n{shop.invoice_line(10 + number)}\n".encode()
        path = shop.write(relative, content[:-40])
        with path.open("ab") as writer:
            ingest()
            writer.write(content[-40:])
    ingest()
    assert states() == {relative: ["loaded"] for relative in copied}
    assert len(invoices()) == 8


def test_the_archive_is_compared_once(warehouse: WarehouseSettings) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    ingest()
    checked = query(f"select archive_checked_at, count(*) from raw_retail.invoices {VISIBLE} group by 1")
    assert [count for at, count in checked if at is not None] == [1]
    ingest()
    assert query(f"select archive_checked_at, count(*) from raw_retail.invoices {VISIBLE} group by 1") == checked
    del warehouse


def test_a_file_that_vanishes_before_it_is_archived_is_said_in_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    path = shop.retail_file("a.csv", [shop.invoice_line(1)])
    original = rounds.load

    def load(*args: Any) -> Any:
        path.unlink()
        return original(*args)

    monkeypatch.setattr(rounds, "load", load)
    ingest()
    ingest()
    assert query("select state, archived_path, error from ops.files") == [
        ("loaded", None, "it was gone from the landing zone before it was archived: it cannot be replayed")
    ]
    assert invoices() == ["1"]
    check_ledger()
    check_nothing_stuck()
