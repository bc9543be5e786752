"""A long sheet is read in slices: the same rows as at once, and at once where a cut might change them."""

import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.reading.fingerprint import fingerprint
from ingestion.reading.lineage import Lineage
from ingestion.reading.reader import Canonical, Reject, Source
from ingestion.reading.xlsx import archive, checks
from ingestion.reading.xlsx.canonical import WorkbookCanonicaliser
from ingestion.reading.xlsx.checks import check
from tests.unit.ingestion.reading_formats import feed
from tests.unit.ingestion.test_workbook_rows import LIMIT, one_by_one
from tests.unit.ingestion.test_workbooks import SHEET, changed, with_cells

HEADER = '<row r="{0}">' + "".join(
    f'<c r="{column}{{0}}" t="inlineStr"><is><t>c{place}</t></is></c>' for place, column in enumerate("CDE")
)


@pytest.fixture
def _tiny() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        tiny(patch)
        yield


def tiny(patch: pytest.MonkeyPatch, size: int = 1) -> None:
    """Slices of hardly any rows."""
    patch.setattr(archive, "_WRITE", 64)
    patch.setattr(checks, "_SLICE", size)
    patch.setattr(checks, "_TIMES_AGAIN", 0)


@dataclass(frozen=True)
class Outcome:
    canonical: Canonical
    lines: bytes
    rejects: list[tuple[int, int, str, bytes]]


def load(path: Path) -> Outcome:
    rejects: list[Reject] = []
    with tempfile.TemporaryDirectory() as folder:
        contract = feed("xlsx", max_field_bytes=LIMIT)
        source = Source(path, fingerprint(path), contract, Lineage(7, 2), Path(folder, "out.csv"))
        canonical = WorkbookCanonicaliser().read(source, rejects.append)
        lines = b"".join(part.path.read_bytes().split(b"\n", 1)[1] for part in canonical.parts)
        assert {each.name for each in Path(folder).iterdir()} <= {"out.csv"}
    return Outcome(canonical, lines, [(each.record, each.line_number, each.reason, each.raw) for each in rejects])


def slices(path: Path) -> int:
    """How many there are of its sheets."""
    with tempfile.TemporaryDirectory() as folder:
        copied = check(path, 250 << 20, 1000, Path(folder, "copy.xlsx"))
    assert copied
    return len(copied.tables)


def assert_same_as_cell_by_cell(path: Path) -> None:
    found = load(path)
    rejects: list[Reject] = []
    expected = b"".join(one_by_one(path, rejects))
    assert found.canonical.problem is None
    assert found.lines == expected
    assert found.rejects == [(each.record, each.line_number, each.reason, each.raw) for each in rejects]


contents = st.sampled_from(
    [
        *["<v>1</v>"] * 6,
        "<v>2.5</v>",
        "",
        '<f t="shared" ref="A1:C9" si="0">A1</f><v>3</v>',
        '<f t="shared" si="0"/><v>4</v>',
    ]
)
texts = st.sampled_from(
    ["a", "a", 'r="1"', "x:row", ' r="B2" it\'s', "wh<!-- <row r='7'> -->at", '<![CDATA[</row><row r="9">]]>', "x" * 50]
)


@st.composite
def cells(draw: st.DrawFn, row: int, *, is_plain: bool) -> str:
    """The cells of a row in their order, some of them without anything, to the left of the header or beyond it."""
    out = []
    for column in sorted(draw(st.sets(st.sampled_from("ABCDEFG" if draw(st.booleans()) else "CDE"), max_size=4))):
        odd = st.sampled_from([' r="{0}{1}"'] * 8 + ["", " r='{0}{1}'", ' s="0" r="{0}{1}"', ' r="{0}4"', ' r="{0}30"'])
        tag = (' r="{0}{1}"' if is_plain else draw(odd)).format(column, row)
        if draw(st.booleans()):
            text = "a" if is_plain else draw(texts)
            out.append(f'<c{tag} t="inlineStr"><is><t>{text}</t></is></c>')
        else:
            out.append(f"<c{tag}>{draw(contents)}</c>" if draw(st.booleans()) else f"<c{tag}/>")
    return "".join(out)


@st.composite
def sheets(draw: st.DrawFn, *, is_plain: bool) -> bytes:
    """Rows below a header, each with its number; or without it, again, out of order, or spelled in another way."""
    first = draw(st.integers(1, 3))
    out = [HEADER.format(first), "</row>"]
    row = first
    odd = st.sampled_from(['<row r="{}">'] * 12 + ["<row>", "<row r='{}'>", '<row s="1" r="{}">', '<x:row r="{}">'])
    for _ in range(draw(st.integers(0, 14))):
        step = st.sampled_from([1, 1, 1, 2, 7] if is_plain else [1, 1, 1, 1, 1, 2, 7, 0, -1, -3])
        row = max(first + 1, row + draw(step))
        tag = ('<row r="{}">' if is_plain else draw(odd)).format(row)
        if draw(st.integers(0, 9)) == 0:
            out.append(f"{tag[:-1]}/>")
            continue
        out += [tag, draw(cells(row, is_plain=is_plain)), "</x:row>" if ":" in tag else "</row>"]
        out += draw(st.sampled_from([[], [], [], ["\n  "]]))
    return "".join(out).encode()


@given(rows=sheets(is_plain=True), size=st.sampled_from([1, 300, 1000]))
@settings(max_examples=60, deadline=None)
def test_plain_rows_are_the_same_in_slices(rows: bytes, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = with_cells(Path(folder, "in.xlsx"), rows)
        tiny(patch, size)
        assert_same_as_cell_by_cell(path)


@given(rows=sheets(is_plain=False), size=st.sampled_from([1, 300]))
@settings(max_examples=100, deadline=None)
def test_odd_rows_are_the_same_however_they_are_read(rows: bytes, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = with_cells(Path(folder, "in.xlsx"), rows)
        tiny(patch, size)
        assert_same_as_cell_by_cell(path)


def long(path: Path, rows: int, *, is_inline: bool) -> Path:
    """A workbook as many programs write it, with a second sheet that is short."""
    with xlsxwriter.Workbook(path, {"constant_memory": is_inline}) as book:
        page = book.add_worksheet("Things")
        page.write_row(0, 0, ["c0", "c1", "c2"])
        for row in range(1, rows + 1):
            page.write_row(row, 0, [f"text {row}, it's", row, row / 8])
        page.conditional_format(0, 1, rows, 1, {"type": "2_color_scale"})
        other = book.add_worksheet("Others")
        other.write_row(0, 0, ["c0"])
        other.write_row(1, 0, ["once"])
    return path


@pytest.mark.parametrize("is_inline", [True, False])
def test_long_plain_sheet_is_read_in_slices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_inline: bool
) -> None:
    path = long(tmp_path / "in.xlsx", 40_000, is_inline=is_inline)
    with zipfile.ZipFile(path) as book:
        size = book.getinfo(SHEET).file_size
    monkeypatch.setattr(checks, "_SLICE", 1 << 20)
    monkeypatch.setattr(checks, "_TIMES_AGAIN", 0)
    assert size / (2 << 20) - 1 <= slices(path) <= size / (1 << 20) + 1
    found = load(path)
    assert found.canonical.rows_loaded == 40_000
    expected = (f'"text {row}, it\'s",{row},{spelled(row)},7,2,{row}\n' for row in range(1, 40_001))
    assert found.lines == "".join(expected).encode()


def spelled(row: int) -> str:
    return str(row // 8) if row % 8 == 0 else repr(row / 8)


def test_as_large_as_the_shared_strings_is_a_slice_at_least(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = long(tmp_path / "in.xlsx", 2000, is_inline=False)
    monkeypatch.setattr(archive, "_WRITE", 4096)
    monkeypatch.setattr(checks, "_SLICE", 1)
    monkeypatch.setattr(checks, "_TIMES_AGAIN", 1)
    with zipfile.ZipFile(path) as book:
        shared, rows = (book.getinfo(name).file_size for name in ("xl/sharedStrings.xml", SHEET))
    assert 1 < slices(path) <= rows / shared + 1


@pytest.mark.usefixtures("_tiny")
def test_short_sheet_beside_a_long_one_is_read_once(tmp_path: Path) -> None:
    path = long(tmp_path / "in.xlsx", 50, is_inline=True)
    assert slices(path) > 10

    def swap(entries: dict[str, bytes]) -> None:
        names = entries["xl/workbook.xml"]
        entries["xl/workbook.xml"] = names.replace(b"Things", b"-").replace(b"Others", b"Things")

    assert load(changed(path, swap)).lines == b"once,7,2,1\n"

    def prefix(entries: dict[str, bytes]) -> None:
        name = SHEET.replace("sheet1", "sheet2")
        sheet = entries[name].replace(b"</", b"</x:").replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=")
        entries[name] = re.sub(rb"<(?=[a-z]+[A-Z >/])(?!x:)", b"<x:", sheet)

    assert load(changed(path, prefix)).lines == b"once,7,2,1\n"


@pytest.mark.usefixtures("_tiny")
def test_sheet_that_is_called_what_is_always_opened_is_not_loaded_twice(tmp_path: Path) -> None:
    path = long(tmp_path / "in.xlsx", 50, is_inline=True)

    def rename(entries: dict[str, bytes]) -> None:
        entries["xl/worksheets/styles.xml"] = entries.pop("xl/worksheets/sheet2.xml")
        for name in ("xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
            entries[name] = entries[name].replace(b"worksheets/sheet2.xml", b"worksheets/styles.xml")
        names = entries["xl/workbook.xml"]
        entries["xl/workbook.xml"] = names.replace(b"Things", b"-").replace(b"Others", b"Things")

    assert load(changed(path, rename)).canonical.problem == "the rows of 'Things' do not follow each other"


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("missing", ["row", "first row", "order", "cell elsewhere", "end"])
def test_sheet_that_may_be_read_otherwise_in_slices_is_not_cut(tmp_path: Path, missing: str) -> None:
    rows = [f'<row r="{row}"><c r="C{row}"><v>{row}</v></c></row>' for row in range(2, 30)]
    changes = {
        "row": (20, "<row><c><v>1</v></c></row>"),
        "first row": (0, "<row><c><v>1</v></c></row>"),
        "order": (20, '<row r="5"><c r="D5"><v>1</v></c></row>'),
        "cell elsewhere": (20, '<row r="22"><c r="D5"><v>1</v></c></row>'),
        "end": (20, '<x:sheetData></x:sheetData><row r="22"><c r="D22"><v>1</v></c></row>'),
    }
    plain = HEADER.format(1) + "</row>" + "".join(rows)
    assert slices(with_cells(tmp_path / "plain.xlsx", plain.encode())) > 10
    place, other = changes[missing]
    rows[place] = other
    path = with_cells(tmp_path / "in.xlsx", (HEADER.format(1) + "</row>" + "".join(rows)).encode())
    assert slices(path) == 1
    assert_same_as_cell_by_cell(path)


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("head", [b"", b"<sheetData/>", b"<!-- <sheetData> -->", b"<row r='1'></row>"])
def test_head_of_a_sheet_that_is_odd_is_not_repeated(tmp_path: Path, head: bytes) -> None:
    rows = b"".join(b'<row r="%d"><c r="C%d"><v>1</v></c></row>' % (row, row) for row in range(2, 30))

    def insert(entries: dict[str, bytes]) -> None:
        entries[SHEET] = entries[SHEET].replace(b"<sheetData>", head + b"<sheetData>", 1)

    path = changed(with_cells(tmp_path / "in.xlsx", HEADER.format(1).encode() + b"</row>" + rows), insert)
    assert (slices(path) > 1) == (head == b"")
    if head != b"<sheetData/>":
        assert_same_as_cell_by_cell(path)
    else:
        assert load(path).canonical.problem == "the sheet has no header"


@pytest.mark.usefixtures("_tiny")
@pytest.mark.parametrize("bad", ['<c r="C29" t="s"><v>99</v></c>', '<c r="C29"><v>'])
def test_slice_that_cannot_be_read_holds_the_whole(tmp_path: Path, bad: str) -> None:
    rows = [f'<row r="{row}"><c r="C{row}"><v>{row}</v></c></row>' for row in range(2, 29)]
    content = HEADER.format(1) + "</row>" + "".join(rows) + f'<row r="29">{bad}</row>'
    path = with_cells(tmp_path / "in.xlsx", content.encode())
    assert slices(path) > 10
    problem = load(path).canonical.problem or ""
    assert problem.startswith("it cannot be read as a workbook")
    assert load(path).canonical.parts == ()
