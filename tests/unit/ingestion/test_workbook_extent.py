"""The last row and column of a sheet are found, and its cells counted, wherever and however they are written."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.utility import xl_col_to_name

from ingestion.reading.xlsx.extent import Extent

rows = st.integers(1, 1_000_000) | st.sampled_from([9, 10, 99_999, 100_000, 999_999])
columns = st.integers(1, 1000) | st.sampled_from([26, 27, 702, 703])
PLAIN = ' r="{}"'
spellings = st.sampled_from([PLAIN, ' s="1" r="{}" t="s"', " r='{}'", '\tr = "{}"', ' r ="{}"', ' r= "{}"'])


@given(st.lists(st.tuples(rows, columns, spellings), max_size=30), st.booleans(), st.integers(1, 4), st.randoms())
def test_extent_is_found(cells: list[tuple[int, int, str]], is_plain: bool, pieces: int, random: Random) -> None:
    # Far enough apart that the extent is told.
    cells = [*cells, (900_000, 1, PLAIN), (1, 3, PLAIN)]
    random.shuffle(cells)
    tags = []
    for row, column, spelling in cells:
        reference = f"{xl_col_to_name(column - 1)}{row}"
        reference = reference.lower() if random.random() < 0.2 else reference
        attributes = (PLAIN if is_plain else spelling).format(reference)
        tags.append(f"<c{attributes}><v>{random.randrange(100)}</v></c>")
    extent = Extent()
    for number in range(pieces):
        extent.note("".join(tags[number::pieces]).encode())
    last_row, last_column = (max(cell[place] for cell in cells) for place in range(2))
    assert extent.problem == f"spans {last_row} rows and {last_column} columns with {len(cells)} cells only"


def test_sheet_without_cells_has_none() -> None:
    extent = Extent()
    extent.note(b"")
    extent.note(b'<row r="7"></row>')
    assert extent.problem is None
