"""Damaged rows go to quarantine with their bytes; files that cannot be trusted are held; nothing is lost."""

import os

import pytest

from ingestion import ingest
from ingestion.quarantine.explain import explain
from tests import shop
from tests.database import VISIBLE, invoices, query, states
from tests.reliability.invariants import check_ledger
from warehouse.connect import connect
from warehouse.errors import TillhouseError
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("warehouse")
GOOD = [shop.invoice_line(number) for number in range(100, 120)]
PATH = "retail/invoices/a.csv"


def load_with(*damaged: bytes) -> list[tuple[int, str, bytes]]:
    """Load a file whose second to last lines are `damaged`; returns (line, reason, bytes) from quarantine."""
    lines = [shop.RETAIL_HEADER.encode(), *(line.encode() for line in GOOD), *damaged, shop.invoice_line(999).encode()]
    shop.write(PATH, b"\n".join(lines) + b"\n")
    ingest()
    check_ledger()
    return query("select line_number, reason, raw from quarantine.rejected_rows order by line_number")


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (b"1,2,3", "too_few_fields"),
        (shop.invoice_line(1).encode() + b",one more", "too_many_fields"),
        (shop.invoice_line(1).encode().replace(b"HEART", b"CAF\xe9"), "invalid_encoding"),
        (shop.invoice_line(1).encode().replace(b"HEART", b"\x00"), "nul_byte"),
        (shop.invoice_line(1).encode().replace(b"WHITE", b'"WHITE'), "malformed_quote"),
    ],
)
def test_damaged_row_goes_to_quarantine_alone(damaged: bytes, reason: str) -> None:
    assert load_with(damaged) == [(22, reason, damaged)]
    assert len(invoices()) == 21
    counts = "select rows_read, rows_loaded, rows_rejected, reject_counts from ops.files"
    assert query(counts) == [(22, 21, 1, {reason: 1})]


def test_row_numbers_skip_the_damaged_row() -> None:
    load_with(b"1,2,3")
    assert query(f"select _row_number from raw_retail.invoices {VISIBLE} and invoice_no = '999'") == [(22,)]


def test_overlong_field_is_cut_in_quarantine_and_said_to_be_longer() -> None:
    damaged = shop.invoice_line(1).replace("HEART", "H" * (2 << 20)).encode()
    ((line, reason, raw),) = load_with(damaged)
    assert (line, reason, raw) == (22, "field_too_long", damaged[: 64 << 10])
    assert query("select detail from quarantine.rejected_rows")[0][0].endswith("bytes are kept here")


def test_quoted_newline_is_one_row() -> None:
    assert load_with(shop.invoice_line(1).encode().replace(b"WHITE HANGING HEART", b'"WHITE\nHEART"')) == []
    assert query(f"select description from raw_retail.invoices {VISIBLE} and invoice_no = '1'") == [("WHITE\nHEART",)]


def test_too_many_damaged_rows_hold_the_file() -> None:
    shop.retail_file("a.csv", [*GOOD[:3], "1,2", "3"])
    ingest()
    assert states() == {PATH: ["held"]}
    error = query("select error from ops.files")[0][0]
    assert error == "2 of 5 rows are damaged (40.0%), at most 20.0% may be"
    assert invoices() == []
    assert ingest().waiting[0].reason == f"held: {error}"


def test_held_file_that_was_mended_is_loaded() -> None:
    shop.retail_file("a.csv", ["1,2"])
    ingest()
    shop.retail_file("a.csv", GOOD)
    ingest()
    assert states() == {PATH: ["held", "loaded"]}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file has no header"),
        (shop.RETAIL_HEADER.replace("StockCode,", "").encode(), "required column missing: StockCode"),
        (shop.RETAIL_HEADER.replace("Country", "stock code").encode(), "two columns are both called 'stock code'"),
        (",".join(f"c{number}" for number in range(1001)).encode(), "1001 columns, at most 1000 are read"),
    ],
)
def test_file_that_cannot_be_read_is_held(content: bytes, reason: str) -> None:
    shop.write(PATH, content)
    ingest()
    assert query("select state, error from ops.files") == [("held", reason)]


def test_header_without_rows_is_loaded_with_nothing() -> None:
    shop.retail_file("a.csv", [])
    ingest()
    assert query("select state, rows_read, rows_loaded from ops.files") == [("loaded", 0, 0)]


@pytest.mark.parametrize(
    "content",
    [
        "\ufeff".encode() + "\n".join([shop.RETAIL_HEADER, *GOOD]).encode(),
        "\n".join([shop.RETAIL_HEADER, *GOOD]).encode("utf-16"),
        "\r\n".join([shop.RETAIL_HEADER, *GOOD]).encode(),
        "\n".join([shop.RETAIL_HEADER.upper().replace("NO,", " no ,"), *GOOD]).encode(),
    ],
    ids=["bom", "utf-16", "crlf", "header case"],
)
def test_other_spellings_of_the_same_file_load_the_same_rows(content: bytes) -> None:
    shop.write(PATH, content)
    ingest()
    assert invoices() == [str(number) for number in range(100, 120)]
    assert query("select distinct country from raw_retail.invoices") == [("United Kingdom",)]


def test_new_column_is_added_and_reported_and_older_files_have_null() -> None:
    shop.retail_file("a.csv", GOOD[:1])
    ingest()
    shop.retail_file("b.csv", [GOOD[1] + ",web", GOOD[2] + ",shop"], header=shop.RETAIL_HEADER + ",Sales Channel")
    report = ingest()
    assert report.files[0].columns_added == ("sales_channel",)
    shop.retail_file("c.csv", GOOD[3:4])
    ingest()
    rows = query("select sales_channel from raw_retail.invoices order by invoice_no")
    assert rows == [(None,), ("web",), ("shop",), (None,)]


def test_hostile_header_becomes_a_plain_column() -> None:
    hostile = 'x"; drop table ops.files; --'
    shop.retail_file("a.csv", [GOOD[0] + ",1"], header=shop.RETAIL_HEADER + ',"' + hostile.replace('"', '""') + '"')
    (file,) = ingest().files
    assert file.state == "loaded"
    assert file.columns_added[0].replace("_", "").isalnum()
    assert query("select count(*) from ops.files") == [(1,)]


def test_missing_optional_column_is_null_and_reported() -> None:
    header = shop.RETAIL_HEADER.replace(",Country", "")
    shop.retail_file("a.csv", [line.removesuffix(",United Kingdom") for line in GOOD], header=header)
    assert ingest().files[0].columns_missing == ("country",)
    assert query("select distinct country from raw_retail.invoices") == [(None,)]


def test_things_that_are_not_files_are_left_with_a_reason() -> None:
    folder = shop.landing() / "retail/invoices"
    (folder / "d.csv").mkdir(parents=True)
    os.mkfifo(folder / "p.csv")
    shop.write("retail/readme.txt", "hello")
    shop.write("retail/invoices/.half-written.csv", "x")
    assert {item.path: item.reason for item in ingest().waiting} == {
        "retail/invoices/p.csv": "is a pipe, not a regular file; put the file itself there",
        "retail/readme.txt": "no contract names this path; see ingestion/contracts",
    }


def test_explain_shows_versions_and_first_damaged_rows() -> None:
    load_with(b"1,2,3")
    with connect(get_settings(), "loader") as connection:
        (version,) = explain(connection, "a.csv")
        assert (version.file.state, version.rejects[0].raw) == ("loaded", b"1,2,3")
        with pytest.raises(TillhouseError, match="the ledger has no file nothing"):
            explain(connection, "nothing.csv")
