"""Files with the same bytes: one counts, and which of them it is never depends on the order they came in."""

import pytest

from ingestion import ingest
from tests import shop
from tests.database import invoices, query, states
from tests.reliability.invariants import check_ledger, check_nothing_stuck

pytestmark = pytest.mark.usefixtures("warehouse")
A, B, C = (f"retail/invoices/{name}.csv" for name in "abc")
OLD = [shop.invoice_line(1), shop.invoice_line(2)]
NEW = [shop.invoice_line(2), shop.invoice_line(3)]


def land(name: str, lines: list[str]) -> None:
    shop.retail_file(f"{name}.csv", lines)


def test_a_copy_counts_once_its_original_is_corrected() -> None:
    land("a", OLD)
    ingest()
    land("b", OLD)
    ingest()
    land("a", NEW)
    report = ingest()
    assert states() == {A: ["superseded", "loaded"], B: ["loaded"]}
    assert invoices() == ["1", "2", "2", "3"]
    assert report.changed
    assert query("select duplicate_of, archived_path is not null from ops.files where path = %s", [B]) == [(None, True)]
    check_ledger()
    check_nothing_stuck()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_copy_may_come_before_between_or_after_the_file_and_its_correction(place: int) -> None:
    steps = [("a", OLD), ("a", NEW)]
    steps.insert(place, ("b", OLD))
    for name, lines in steps:
        land(name, lines)
        ingest()
    assert invoices() == ["1", "2", "2", "3"]
    check_ledger()


def test_a_correction_and_a_copy_in_one_run() -> None:
    land("a", OLD)
    ingest()
    land("a", NEW)
    land("b", OLD)
    ingest()
    assert states() == {A: ["superseded", "loaded"], B: ["loaded"]}
    assert invoices() == ["1", "2", "2", "3"]
    check_ledger()


def test_of_two_copies_one_comes_back_and_the_other_is_its_copy() -> None:
    land("a", OLD)
    ingest()
    land("b", OLD)
    land("c", OLD)
    ingest()
    land("a", NEW)
    ingest()
    assert states() == {A: ["superseded", "loaded"], B: ["loaded"], C: ["duplicate"]}
    assert invoices() == ["1", "2", "2", "3"]
    land("b", [shop.invoice_line(9)])
    ingest()
    assert invoices() == ["1", "2", "2", "3", "9"]
    check_ledger()


def test_a_copy_whose_path_was_corrected_itself_stays_out() -> None:
    land("a", OLD)
    ingest()
    land("b", OLD)
    ingest()
    land("b", [shop.invoice_line(7)])
    ingest()
    land("a", NEW)
    ingest()
    assert invoices() == ["2", "3", "7"]
    check_ledger()


def test_the_same_file_sent_twice_does_not_come_back_beside_its_correction() -> None:
    for lines in (OLD, OLD, NEW):
        land("a", lines)
        ingest()
    assert invoices() == ["2", "3"]
    assert states() == {A: ["superseded", "duplicate", "loaded"]}


def test_a_copy_whose_archived_bytes_are_gone_is_named_at_each_run_until_they_are_back() -> None:
    land("a", OLD)
    ingest()
    land("b", OLD)
    ingest()
    archive = shop.landing().parent / "archive"
    path = archive / query("select archived_path from ops.files where path = %s", [B])[0][0]
    content = path.read_bytes()
    path.unlink()
    land("a", NEW)
    ingest()
    (again,) = ingest().files
    assert (again.path, again.state) == (B, "failed")
    assert str(path) in (again.error or "")
    path.write_bytes(content)
    ingest()
    assert invoices() == ["1", "2", "2", "3"]
    check_ledger()
    check_nothing_stuck()


def test_days_without_sales_are_no_copies_of_each_other() -> None:
    land("a", [])
    ingest()
    land("b", [])
    land("c", [])
    ingest()
    assert states() == {A: ["loaded"], B: ["loaded"], C: ["loaded"]}
    land("b", [])
    ingest()
    assert states()[B] == ["loaded", "duplicate"], "the same file sent again is one"
    check_ledger()
