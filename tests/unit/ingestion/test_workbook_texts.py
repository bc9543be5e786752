"""A text that a workbook keeps once and shows often is counted as often as it is shown."""

import zipfile
from array import array
from pathlib import Path

import pytest
import xlsxwriter

from ingestion.reading.reader import HoldError
from ingestion.reading.xlsx.repeated import MOST_TEXT, LongestString, string_sizes, written_out
from tests.unit.ingestion.reading_formats import feed, read

LONG = 600_000


def workbook(path: Path, shows: int) -> Path:
    """A thousand rows, of which the first `shows` show the same long text."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Things")
    page.write_row(0, 0, ["c0", "c1"])
    for row in range(1, 1001):
        page.write_row(row, 0, ["~" if row <= shows else f"text {row}", row])
    book.close()
    # Longer than Excel, and so the library that wrote the rest, would have it.
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"<t>~</t>", b"<t>" + b"x" * LONG + b"</t>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_text_that_would_fill_the_memory_is_held(tmp_path: Path) -> None:
    contract = feed("xlsx", max_unpack_ratio=10_000)
    problem = read(workbook(tmp_path / "in.xlsx", 900), "xlsx", contract).canonical.problem or ""
    assert (
        f"xl/worksheets/sheet1.xml show {900 * LONG + sum(len(f'text {n}') for n in range(901, 1001)) + 4}" in problem
    )
    assert str(MOST_TEXT) in problem


def test_long_text_that_is_shown_seldom_is_read(tmp_path: Path) -> None:
    result = read(workbook(tmp_path / "in.xlsx", 3), "xlsx", feed("xlsx", max_unpack_ratio=10_000))
    assert result.canonical.problem is None
    assert [len(row["c0"] or "") for row in list(result.rows.values())[:4]] == [LONG, LONG, LONG, len("text 4")]


def test_texts_are_measured_wherever_their_part_is_cut() -> None:
    strings = b'<sst><si><t>abc</t></si><si><r><t>d</t></r><r><t xml:space="preserve"> \xc3\xa9</t></r></si><si/></sst>'
    assert string_sizes("part", [strings]) == array("q", [3, 4, 0])
    for cut in range(len(strings)):
        assert string_sizes("part", [strings[:cut], strings[cut:]]) == array("q", [3, 4, 0])
    whole, tags = LongestString(), LongestString()
    whole.note(strings)
    for piece in strings.split(b"<")[1:]:
        tags.note(b"<" + piece)
    assert whole.bytes == tags.bytes == strings.index(b"<si/>") - strings.index(b"<si><r>") + len(b"<si/></sst>")


def test_only_cells_that_show_a_shared_text_count() -> None:
    sizes = array("q", [3, 1000])
    cells = b'<c t="s"><v>1</v></c><c><v>1</v></c><c t=\'s\'><f>x</f><v> 0 </v></c><c t="s"><v>7</v></c><c t="s"/>'
    sheet = b'<x:worksheet xmlns:x="x">' + cells.replace(b"<c", b"<x:c").replace(b"</c", b"</x:c") + b"</x:worksheet>"
    assert written_out("part", [b"<worksheet>" + cells + b"</worksheet>"], sizes) == 1003
    assert written_out("part", [sheet[:60], sheet[60:]], sizes) == 0 + 1003


def test_part_that_is_no_xml_is_held() -> None:
    with pytest.raises(HoldError, match="part is no XML"):
        written_out("part", [b"<a><b></a>"], array("q"))
