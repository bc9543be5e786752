"""A file that csv can say is read as csv says it, whichever of the two readers takes it."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.ingestion.reading import contract, read

HEADER = b"c0,c1,c2\n"
TEXT = st.text(st.one_of(st.sampled_from("\",\r\n \t;'\\#é€名"), st.characters(exclude_categories=["Cs"])), max_size=12)
WIDTH = 3


def written(rows: list[list[str]], **how: object) -> bytes:
    """Rows as Python's csv module writes them, every field in quotes."""
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL, **how).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue().encode()


def is_ambiguous(row: list[str]) -> bool:
    """Whether a line of a text over several lines has as many delimiters as a record: then it is taken for one."""
    lines = ",".join(f'"{value}"' for value in row).split("\n")
    return len(lines) > 1 and any(line.count(",") == WIDTH - 1 for line in lines)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=WIDTH, max_size=WIDTH), max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_any_rows_that_csv_can_write_are_read_back(rows: list[list[str]], newline: str) -> None:
    assume(not any("\0" in value for row in rows for value in row))
    assume(not any(is_ambiguous(row) for row in rows))
    result = read(HEADER + written(rows, lineterminator=newline))
    assert result.refused == []
    assert list(result.rows.values()) == [[value or None for value in row] for row in rows]
    assert list(result.rows) == list(range(1, len(rows) + 1))
    assert result.canonical.rows_read == result.canonical.rows_loaded == len(rows)


PLAIN = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters='",'), max_size=8)
QUOTED = TEXT.map(
    lambda text: '"' + text.replace("\n", "").replace("\r", "").replace("\0", "").replace('"', '""') + '"'
)
MIDDLE = PLAIN.map(lambda text: f'x{text}"{text}')
BLANKS = QUOTED.map(lambda text: f" {text}  ")
LINE = st.lists(st.one_of(PLAIN, QUOTED, MIDDLE, BLANKS), min_size=WIDTH - 1, max_size=WIDTH + 1).map(",".join)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=5))
def test_both_readers_agree_on_every_line(lines: list[str]) -> None:
    """A damaged line at the end brings the slow reader in; nothing it does to the other lines may show."""
    alone = read(HEADER + "".join(f"{line}\n" for line in lines).encode())
    beside = read(HEADER + "".join(f"{line}\n" for line in [*lines, "damaged"]).encode())
    assert beside.rows == alone.rows
    assert beside.refused == [*alone.refused, (len(alone.rows) + len(alone.rejects) + 2 + _blank(lines), *_DAMAGED)]


_DAMAGED = ("too_few_fields", b"damaged")


def _blank(lines: list[str]) -> int:
    return sum(not line for line in lines)


def test_fast_and_slow_reader_write_the_same_bytes_for_ordinary_rows() -> None:
    good = b"".join(b'%d,"a, ""b""",2.50\n%d,,\n' % (number, number) for number in range(500))
    fast, slow = read(HEADER + good), read(HEADER + good + b"1,2\n")
    assert fast.bytes == slow.bytes
    assert (len(fast.rejects), len(slow.rejects)) == (0, 1)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"\xef\xbb\xbf" + HEADER + b"1,2,3\n", [["1", "2", "3"]]),
        (b'\xef\xbb\xbf"c0",c1,c2\n1,2,3\n', [["1", "2", "3"]]),
        ("\ufeffc0,c1,c2\n1,é,\u010a\n".encode("utf-16-le"), [["1", "é", "\u010a"]]),
        ("\ufeffc0,c1,c2\n1,é,\u010a\n".encode("utf-16-be"), [["1", "é", "\u010a"]]),
        (b"c0,c1,c2\r\n1,2,3\r\n4,5,6\r\n", [["1", "2", "3"], ["4", "5", "6"]]),
        (b"c0,c1,c2\r\n1,2,3\n4,5,6\r\n", [["1", "2", "3"], ["4", "5", "6"]]),
        (HEADER + b"1,2,3\n4,5,6", [["1", "2", "3"], ["4", "5", "6"]]),
        (HEADER + b"\n\n1,2,3\n\r\n\n", [["1", "2", "3"]]),
        (HEADER + b"1,a\rb,3\n4,5,6\n", [["1", "a\rb", "3"], ["4", "5", "6"]]),
        (HEADER + b'1,"a\rb",3\n', [["1", "a\rb", "3"]]),
        (b'c0,c1,c2\r\n1,"a\r\nb\nc",3\r\n', [["1", "a\r\nb\nc", "3"]]),
        (b'c0,"c\n1",c2\n1,2,3\n', [["1", "2", "3"]]),
        (b'"c\r0",c1,c2\n1,2,3\n4,5,6\n', [["1", "2", "3"], ["4", "5", "6"]]),
        (HEADER + b'1,5" pipe,3\n', [["1", '5" pipe', "3"]]),
        (HEADER + b"#1,NULL,\\N\n", [["#1", "NULL", "\\N"]]),
        (HEADER + b'\\.,"",3\n', [["\\.", None, "3"]]),
        (HEADER + b"1,2,3,,\n", [["1", "2", "3"]]),
        (HEADER, []),
        (HEADER.rstrip(), []),
    ],
)
def test_every_spelling_of_a_file_gives_its_values(content: bytes, rows: list[list[str | None]]) -> None:
    result = read(content)
    assert (result.canonical.problem, result.refused) == (None, [])
    assert list(result.rows.values()) == rows


@pytest.mark.parametrize("delimiter", [";", "|", "\t", "^", "~", ":"])
def test_other_delimiters_are_read_by_both_readers(delimiter: str) -> None:
    lines = ["c0,c1,c2", '1,"a,b",3', "4,5,6"]
    clean = "\n".join(
        line.replace('"a,b"', "Q").replace(",", delimiter).replace("Q", f'"a{delimiter},b"') for line in lines
    )
    feed = contract(delimiter=delimiter)
    expected = [["1", f"a{delimiter},b", "3"], ["4", "5", "6"]]
    assert list(read(clean.encode(), feed).rows.values()) == expected
    assert list(read(f"{clean}\ndamaged\n".encode(), feed).rows.values()) == expected


def test_cp1252_is_read_by_its_contract_and_a_byte_order_mark_overrules_it() -> None:
    feed = contract(encoding="cp1252")
    assert read("c0,c1,c2\n1,é€,3\n".encode("cp1252"), feed).rows == {1: ["1", "é€", "3"]}
    assert read("\ufeffc0,c1,c2\n1,é€,3\n".encode(), feed).rows == {1: ["1", "é€", "3"]}


@pytest.mark.parametrize("name", ["a[1].csv", "a?.csv", "a*.csv", "[ab]1.csv", "it's.csv", "a\\[1].csv", "{a1,b}.csv"])
def test_file_is_read_by_its_name_and_not_as_a_pattern(tmp_path: Path, name: str) -> None:
    """`a1.csv` has as many lines: a reader that takes the name for a pattern would load the wrong rows."""
    (tmp_path / "a1.csv").write_bytes(HEADER + b"1,2,wrong\n")
    (tmp_path / name).write_bytes(HEADER + b"1,2,right\n")
    assert read(tmp_path / name).rows == {1: ["1", "2", "right"]}


def test_folder_called_like_a_partition_fills_no_column(tmp_path: Path) -> None:
    folder = tmp_path / "c0=folder"
    folder.mkdir()
    (folder / "a.csv").write_bytes(HEADER + b"1,2,3\n")
    assert read(folder / "a.csv").rows == {1: ["1", "2", "3"]}
