"""Rows of a workbook are spelled many at a time: the same bytes come out as when each cell is asked one by one."""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from ingestion.reading.fingerprint import fingerprint
from ingestion.reading.lineage import Lineage
from ingestion.reading.reader import Reject, Source
from ingestion.reading.xlsx import archive, canonical, checks
from ingestion.reading.xlsx.canonical import WorkbookCanonicaliser
from ingestion.reading.xlsx.spelling import csv_lines
from tests.unit.ingestion.reading_formats import feed

LIMIT = 40
FORMATS = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm:ss.000", time: "hh:mm:ss", timedelta: "[hh]:mm:ss"}
texts = st.text(st.sampled_from('ab1 ,"\n\r\t;₦é😀\0\x01\\'), max_size=6) | st.sampled_from(
    ["00123", "1e5", "nan", "N/A", "NULL", "TRUE", "2025-01-01", "_x0000_", "x" * LIMIT, "x" * (LIMIT + 1), "₦" * 14]
)
numbers = st.sampled_from(
    [0.0, -0.0, 1e-5, 1.5e-10, 5e-324, 1 / 3, 0.1 + 0.2, 1e15, 1e16, -1e16, 2**53 + 2.0, 1e21, 1e300]
)
kinds: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "number": st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6) | numbers,
    "truth": st.booleans(),
    "day": st.dates(date(1900, 1, 1), date(2200, 1, 1)),
    "moment": st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)),  # noqa: DTZ001
    "time": st.times(),
    "span": st.timedeltas(timedelta(0), timedelta(days=3)),
    "error": st.sampled_from(["#DIV/0!", "#N/A", "#NAME?"]).map(lambda shown: Formula(shown)),
    # xlsxwriter writes the text of a result as it is: NUL would make the workbook one that is held.
    "result": (texts.filter(lambda text: "\0" not in text) | st.booleans() | numbers).map(lambda value: Formula(value)),
}


@dataclass(frozen=True)
class Formula:
    """A cell whose value a formula gave."""

    value: Any


@st.composite
def sheets(draw: st.DrawFn) -> list[list[Any]]:
    """Rows below the header: each column of one kind or of several, with gaps, and now and then a cell beyond."""
    several = st.sampled_from(sorted(kinds)).flatmap(lambda kind: kinds[kind])
    columns = [draw(st.sampled_from([*kinds.values(), several])) | st.none() for _ in range(3)]
    beyond = st.none() if draw(st.booleans()) else several | st.none()
    return draw(st.lists(st.tuples(*columns, beyond).map(list) | st.just([]), max_size=12))


def write(path: Path, rows: list[list[Any]], corner: tuple[int, int], *, is_1904: bool) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "date_1904": is_1904}) as book:
        formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
        page = book.add_worksheet("Things")
        for line, row in enumerate(rows, start=corner[0]):
            for column, cell in enumerate(row, start=corner[1]):
                if isinstance(cell, Formula):
                    page.write_formula(line, column, "=A1", None, cell.value)
                elif type(cell) in FORMATS:
                    page.write_datetime(line, column, cell, formats[type(cell)])
                elif isinstance(cell, str):
                    page.write_string(line, column, cell)
                elif cell is not None:
                    page.write(line, column, cell)


def one_by_one(path: Path, rejects: list[Reject]) -> Iterator[bytes]:
    """Each cell of each row, in the plainest way; the lines of the canonical csv without its header."""
    rows = list(load_workbook(str(path)).get_sheet_by_name("Things").iter_rows())
    header = next(line for line, row in enumerate(rows) if any(cell != "" for cell in row))
    places = [place for place, cell in enumerate(rows[header]) if cell != ""]
    number = 0
    for line, row in enumerate(rows[header + 1 :], start=header + 2):
        fields = [spelled(cell) for cell in row]
        if not any(fields):
            continue
        number += 1
        inside = fields[places[0] : places[-1] + 1]
        longest = max(len(cell.encode()) for cell in [*row, ""] if isinstance(cell, str))
        if len("".join(inside)) < len("".join(fields)):
            reason = "too_many_fields"
        elif any("\0" in field for field in inside):
            reason = "nul_byte"
        elif longest > LIMIT:
            reason = "field_too_long"
        else:
            out = io.StringIO()
            csv.writer(out, lineterminator="\r\n").writerow([*inside, 7, 2, number])
            yield out.getvalue().removesuffix("\r\n").encode() + b"\n"
            continue
        raw = json.dumps([field or None for field in fields], ensure_ascii=False).encode()
        rejects.append(Reject(number, line, None, reason, "", raw))  # type: ignore[arg-type]


def spelled(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return short(cell)
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def short(number: float) -> str:
    return str(int(number)) if number == int(number) and abs(number) < 1e16 else repr(number)


@given(
    rows=sheets(),
    corner=st.sampled_from([(0, 0), (0, 0), (3, 0), (0, 2), (2, 1)]),
    is_1904=st.booleans(),
    size=st.sampled_from([None, 1, 400]),
)
@settings(max_examples=200, deadline=None)
def test_same_bytes_as_cell_by_cell(
    rows: list[list[Any]], corner: tuple[int, int], is_1904: bool, size: int | None
) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(canonical, "_CELLS", 12)
        if size:
            # Every few rows are a slice of the sheet.
            patch.setattr(archive, "_WRITE", 64)
            patch.setattr(checks, "_SLICE", size)
            patch.setattr(checks, "_TIMES_AGAIN", 0)
        path = Path(folder, "in.xlsx")
        write(path, [["c0", "c1", "c2"], *rows], corner, is_1904=is_1904)
        rejects: list[Reject] = []
        source = Source(
            path, fingerprint(path), feed("xlsx", max_field_bytes=LIMIT), Lineage(7, 2), Path(folder, "out.csv")
        )
        found = WorkbookCanonicaliser().read(source, rejects.append)
        assert found.problem is None
        expected_rejects: list[Reject] = []
        expected = b"".join(one_by_one(path, expected_rejects))
        assert b"".join(part.path.read_bytes().split(b"\n", 1)[1] for part in found.parts) == expected
        assert [(reject.record, reject.line_number, reject.reason, reject.raw) for reject in rejects] == [
            (reject.record, reject.line_number, reject.reason, reject.raw) for reject in expected_rejects
        ]
        assert found.rows_read == found.rows_loaded + len(rejects)
        assert {path.name for path in Path(folder).iterdir()} <= {"in.xlsx", "out.csv"}


def test_rows_without_anything_odd_are_not_looked_at_one_by_one() -> None:
    row: list[Any] = ["PROD1", "Lamp, large", 12.5, 7.0, date(2025, 1, 15), True, ""]
    lines, is_doubtful = csv_lines([row, row], 0, 7, 1 << 20)
    assert lines == ['PROD1,"Lamp, large",12.5,7,2025-01-15,true,,'] * 2
    assert not is_doubtful


@pytest.mark.parametrize("row", [["a", "b\0", "c", ""], ["a", "b", "c", 1.0], ["a", "x" * 101, "c", ""]])
def test_rows_that_may_be_damaged_are_looked_at_one_by_one(row: list[Any]) -> None:
    assert csv_lines([["a", "b", "c", ""], row], 0, 3, 100)[1]


def test_more_values_than_are_kept_are_spelled_alike() -> None:
    rows: list[list[Any]] = [[number / 8, float(number), number % 2 == 0] for number in range(40_000)]
    lines, _ = csv_lines(rows, 0, 3, 1 << 20)
    assert lines == [f"{short(eighths)},{whole:.0f},{str(is_even).lower()}," for eighths, whole, is_even in rows]
