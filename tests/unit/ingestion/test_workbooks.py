"""Workbooks become rows, and none of them can make the loader take more than its limits."""

import re
import resource
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import load_workbook

from ingestion.reading.xlsx.checks import check
from tests.unit.ingestion.reading_formats import Result, feed, read

SHEET = "xl/worksheets/sheet1.xml"


def workbook(path: Path, rows: list[list[Any]], sheet: str = "Things") -> Path:
    """Write a workbook; dates are written as dates."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss", "strings_to_numbers": False})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    page = book.add_worksheet(sheet)
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            if type(cell) is date:
                page.write_datetime(line, column, cell, days)
            elif cell is not None:
                page.write(line, column, cell)
    book.close()
    return path


def changed(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Write a workbook's entries again after a change."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    change(entries)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def with_cells(path: Path, cells: bytes, before: bytes = b"<worksheet ") -> Path:
    """A workbook whose sheet has these rows."""

    def replace(entries: dict[str, bytes]) -> None:
        sheet = entries[SHEET]
        start, end = sheet.index(b"<sheetData>"), sheet.index(b"</sheetData>")
        entries[SHEET] = sheet[: start + 11].replace(b"<worksheet ", before) + cells + sheet[end:]

    return changed(workbook(path, [["c0", "c1"], [1, 2]]), replace)


def read_rows(path: Path, rows: list[list[Any]], **contract: Any) -> Result:
    return read(workbook(path, rows), "xlsx", feed("xlsx", **contract))


def test_cells_arrive_as_the_shortest_text(tmp_path: Path) -> None:
    values = [12.0, 12.5, 0.1, 1e300, -3, 2**53 + 2.0, True, False, date(2025, 1, 15), datetime(2025, 1, 15, 10, 30)]  # noqa: DTZ001
    texts = ["00123", " a ", 'say "hi", you', "two\nlines", "₦ 1", "null", "\\."]
    result = read_rows(tmp_path / "in.xlsx", [["c0"], *([value] for value in values), *([text] for text in texts)])
    numbers = ["12", "12.5", "0.1", "1e+300", "-3", "9007199254740994", "true", "false"]
    found = [row["c0"] for row in result.rows.values()]
    assert found == [*numbers, "2025-01-15", "2025-01-15T10:30:00", *texts]


def test_empty_cells_are_null_and_empty_rows_no_rows(tmp_path: Path) -> None:
    result = read_rows(tmp_path / "in.xlsx", [["c0", "c1", "c2"], [], ["a", None, "b"], [None, None], [None, "c"]])
    assert result.values == [{"c0": "a", "c2": "b"}, {"c1": "c"}]
    assert list(result.rows) == [1, 2]


def test_table_may_begin_anywhere_in_the_sheet(tmp_path: Path) -> None:
    result = read_rows(tmp_path / "in.xlsx", [[], [], [None, "C 1", "new one", "c0"], [None, "a", "b", "c"]])
    assert result.values == [{"c1": "a", "new_one": "b", "c0": "c"}]
    assert result.canonical.match.added == ("new_one",)


def test_header_only_is_a_file_without_rows(tmp_path: Path) -> None:
    result = read_rows(tmp_path / "in.xlsx", [["c0", "c1", "c2"]])
    assert (result.canonical.problem, result.canonical.rows_read, result.canonical.parts) == (None, 0, ())


def test_damaged_rows_are_told_with_their_row_of_the_sheet(tmp_path: Path) -> None:
    rows = [["c0", "c1"], ["a", "b"], ["a", "b", "c"], ["x" * 101, "b"], ["last", None]]
    result = read_rows(tmp_path / "in.xlsx", rows, max_field_bytes=100)
    assert [(reject.record, reject.line_number, reject.reason) for reject in result.rejects] == [
        (2, 3, "too_many_fields"),
        (3, 4, "field_too_long"),
    ]
    assert result.rejects[0].raw == b'["a", "b", "c"]'
    assert list(result.rows) == [1, 4]


def test_required_column_and_colliding_headers_hold(tmp_path: Path) -> None:
    columns = [{"name": "Id", "raw": "id", "required": True, "description": "x"}]
    assert "Id" in (read_rows(tmp_path / "a.xlsx", [["x"], [1]], columns=columns).canonical.problem or "")
    collided = read_rows(tmp_path / "b.xlsx", [["c0", "C-0"], [1, 2]])
    assert "two columns" in (collided.canonical.problem or "")


def test_sheet_that_is_missing_names_those_there_are(tmp_path: Path) -> None:
    problem = read(workbook(tmp_path / "in.xlsx", [["c0"]], sheet="Stock"), "xlsx").canonical.problem
    assert problem == "there is no sheet 'Things'; it has 'Stock'"


def test_empty_sheet_is_held(tmp_path: Path) -> None:
    assert read_rows(tmp_path / "in.xlsx", []).canonical.problem == "the sheet has no header"


@pytest.mark.parametrize("content", [b"", b"product_id,stock\n1,2\n", b"\xd0\xcf\x11\xe0" + bytes(600), b"PK\x03\x04"])
def test_what_is_no_workbook_is_held(content: bytes) -> None:
    problem = read(content, "xlsx").canonical.problem or ""
    assert problem.startswith("it is no workbook")
    assert "\n" not in problem


def test_zip_that_is_no_workbook_is_held(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "in.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "cannot be read as a workbook" in (read(tmp_path / "in.xlsx", "xlsx").canonical.problem or "")


def test_workbook_that_is_cut_off_is_held(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "in.xlsx", [["c0"], *([f"text {number}"] for number in range(2000))]).read_bytes()
    for share in (0.1, 0.5, 0.9, 0.99):
        assert read(whole[: int(len(whole) * share)], "xlsx").canonical.problem


def test_zip_bomb_is_held_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = with_cells(tmp_path / "in.xlsx", b'<row r="1"><c r="A1"><v>1</v></c></row>' + b" " * (200 << 20))
    assert bomb.stat().st_size < 1 << 20
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "100 times" in (read(bomb, "xlsx").canonical.problem or "")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10
    # Neither helps it to say that it is small.
    content = bytearray(bomb.read_bytes())
    with zipfile.ZipFile(bomb) as archive:
        size = archive.getinfo(SHEET).file_size
    lie = bytes(content).replace(struct.pack("<I", size), struct.pack("<I", 1000))
    assert "does not unpack to the size" in (read(lie, "xlsx").canonical.problem or "")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 80 << 10


def test_workbook_over_the_limit_of_bytes_is_held(tmp_path: Path) -> None:
    rows = [["c0"], *([f"text {number}"] for number in range(3000))]
    assert "more than the 20000 bytes" in (
        read_rows(tmp_path / "in.xlsx", rows, max_unpacked_bytes=20_000).canonical.problem or ""
    )
    assert read_rows(tmp_path / "in.xlsx", rows).canonical.problem is None


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b'<c r="A1048576"><v>1</v></c>',
        b'<c r="XFD1"><v>1</v></c>',
        b'<c r="Z900000"><v>1</v></c>',
        b'<c r="z900000"><v>1</v></c>',
        b"<c r='Z900000'><v>1</v></c>",
        b'<c\nr = "Z900000"><v>1</v></c>',
        b'<c s="0" r="Z900000"><v>1</v></c>',
        b'<c r="ZZZZZZ1"><v>1</v></c>',
        b'<c r="A99999999999999999999"><v>1</v></c>',
    ],
)
@pytest.mark.parametrize("row", [b'<row r="2">', b"<row>"])
def test_sparse_sheet_is_held_before_it_is_laid_out(tmp_path: Path, row: bytes, cell: bytes) -> None:
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>c0</t></is></c></row>' + row + cell + b"</row>"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    problem = read(with_cells(tmp_path / "in.xlsx", cells), "xlsx").canonical.problem or ""
    assert SHEET in problem
    assert "row" in problem or "column" in problem
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


def test_row_numbers_far_away_are_found_too(tmp_path: Path) -> None:
    far = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="5000000"><c><v>1</v></c></row>'
    assert "row 5000000" in (read(with_cells(tmp_path / "in.xlsx", far), "xlsx").canonical.problem or "")


def test_dimension_is_not_believed(tmp_path: Path) -> None:
    def lie(entries: dict[str, bytes]) -> None:
        entries[SHEET] = entries[SHEET].replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
        assert b"XFD1048576" in entries[SHEET]

    path = changed(workbook(tmp_path / "in.xlsx", [["c0", "c1"], [1, 2]]), lie)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert read(path, "xlsx").values == [{"c0": "1", "c1": "2"}]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("xl/vbaProject.bin", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/externalLinks/externalLink1.xml", "links to other files"),
        ("XL/ExternalLinks/externalLink1.xml", "links to other files"),
        ("xl/connections.xml", "connects"),
    ],
)
def test_macros_and_links_are_refused(tmp_path: Path, name: str, words: str) -> None:
    path = changed(workbook(tmp_path / "in.xlsx", [["c0"], [1]]), lambda entries: entries.update({name: b"<a/>"}))
    problem = read(path, "xlsx").canonical.problem or ""
    assert words in problem
    assert name in problem


def test_entities_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the secret")
    entity = f'<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file://{secret}">]><worksheet '.encode()
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    problem = read(with_cells(tmp_path / "in.xlsx", cells, before=entity), "xlsx").canonical.problem or ""
    assert "declares entities" in problem


def test_sheet_in_another_encoding_cannot_hide_its_cells(tmp_path: Path) -> None:
    def hide(entries: dict[str, bytes]) -> None:
        text = entries[SHEET].decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').replace('r="A2"', 'r="A999999"')
        entries[SHEET] = text.encode("utf-16")

    path = changed(workbook(tmp_path / "in.xlsx", [["c0"], [1]]), hide)
    assert "not UTF-8" in (read(path, "xlsx").canonical.problem or "")


def test_entry_with_a_wrong_checksum_of_its_size_is_held(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", [["c0"], *([f"text {number}"] for number in range(500))])
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo(SHEET).header_offset + 200
    content[place] ^= 0xFF
    assert read(bytes(content), "xlsx").canonical.problem
    assert zlib.crc32(content) != zlib.crc32(path.read_bytes())


def test_part_with_a_wrong_checksum_is_held(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", [["c0"], [1]])
    with zipfile.ZipFile(path) as archive:
        checksum = struct.pack("<I", archive.getinfo("xl/theme/theme1.xml").CRC)
    damaged = path.read_bytes().replace(checksum, b"\1\2\3\4")
    assert "theme1.xml is damaged" in (read(damaged, "xlsx").canonical.problem or "")


def test_reference_in_an_endless_tag_is_found(tmp_path: Path) -> None:
    # Pieces of an even 1 MiB: the reference lies on the cut between two.
    far = b'r="Z900000"><v>1</v></c></row>'
    path = with_cells(tmp_path / "in.xlsx", b'<row r="1"><c ' + far)
    with zipfile.ZipFile(path) as archive:
        begins = archive.read(SHEET).index(far)
    cells = b'<row r="1"><c ' + b" " * ((2 << 20) - begins - 5) + far
    assert "Z" in cells[-40:].decode()
    contract = {"max_unpack_ratio": 10_000, "max_unpacked_bytes": 64 << 20}
    assert "900000 rows" in (
        read(with_cells(tmp_path / "2.xlsx", cells), "xlsx", feed("xlsx", **contract)).canonical.problem or ""
    )
    endless = with_cells(tmp_path / "3.xlsx", b'<row r="1"><c ' + b" " * (6 << 20) + far)
    assert "a tag or a text of more than" in (read(endless, "xlsx", feed("xlsx", **contract)).canonical.problem or "")


def test_sheet_is_not_read_again_for_its_merged_cells(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Things")
        page.write_row(0, 0, ["c0", "c1", "c2"])
        page.merge_range(1, 0, 1, 1, "<sheetData")
    assert load_workbook(str(path)).get_sheet_by_name("Things").merged_cell_ranges == [((1, 0), (1, 1))]
    check(path, 1 << 20, 100, tmp_path / "copy.xlsx")
    copy = load_workbook(str(tmp_path / "copy.xlsx")).get_sheet_by_name("Things")
    assert copy.merged_cell_ranges == []
    assert read(path, "xlsx").values == [{"c0": "<sheetData"}]


def test_text_that_looks_like_a_sheet_is_left_alone(tmp_path: Path) -> None:
    def quote(entries: dict[str, bytes]) -> None:
        name = "xl/sharedStrings.xml"
        entries[name] = entries[name].replace(b"<t>a text</t>", b"<t><![CDATA[<worksheet ><sheetData]]></t>")

    path = changed(workbook(tmp_path / "in.xlsx", [["c0"], ["a text"]]), quote)
    assert read(path, "xlsx").values == [{"c0": "<worksheet ><sheetData"}]


def test_sheet_whose_tags_have_a_prefix_is_read(tmp_path: Path) -> None:
    def prefix(entries: dict[str, bytes]) -> None:
        sheet = entries[SHEET].replace(b"</", b"</x:").replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=")
        entries[SHEET] = re.sub(rb"<(?=[a-z]+[A-Z >/])(?!x:)", b"<x:", sheet)

    assert read(changed(workbook(tmp_path / "in.xlsx", [["c0"], [1]]), prefix), "xlsx").values == [{"c0": "1"}]
