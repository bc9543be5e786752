"""Damage costs the damaged line, which is named with its number and bytes, and no other."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.unit.ingestion.reading import contract, read

HEADER = b"c0,c1,c2\n"
GOOD = st.sampled_from(
    [b"1,2,3", b'4,"five, and ""more""",6', b'7,"over\ntwo lines",9', "é,€,名".encode(), b",,", b'"",x,""']
)
DAMAGE = {
    "open quote": (b'1,"two,3', "malformed_quote"),
    "late quote": (b'1,two,"3', "malformed_quote"),
    "text after quote": (b'1,"two"s,3', "malformed_quote"),
    "extra field": (b"1,2,3,4", "too_many_fields"),
    "extra quoted field": (b'1,"2",3,"x"', "too_many_fields"),
    "missing field": (b"1,2", "too_few_fields"),
    "only blanks": (b"   ", "too_few_fields"),
    "nul": (b"1,\x00,3", "nul_byte"),
    "nul in quotes": (b'1,"a\x00b",3', "nul_byte"),
    "cp1252": (b"1,caf\xe9,3", "invalid_encoding"),
    "cut utf-8": (b"1,2,\xe2\x82", "invalid_encoding"),
    "surrogate": (b"1,\xed\xa0\x80,3", "invalid_encoding"),
    "long field": (b"1," + b"x" * 200 + b",3", "field_too_long"),
}


@settings(max_examples=200, deadline=None)
@given(
    st.lists(GOOD, max_size=5),
    st.sampled_from(sorted(DAMAGE)),
    st.lists(GOOD, max_size=5),
    st.sampled_from([b"\n", b"\r\n"]),
    st.booleans(),
)
def test_one_damaged_line_is_lost_alone(
    before: list[bytes], kind: str, after: list[bytes], newline: bytes, ends_with_newline: bool
) -> None:
    line, reason = DAMAGE[kind]
    # An open quote that a quote further down could close is told apart by shape; next to each other they are ambiguous.
    assume(reason != "malformed_quote" or not after or after[0] != b'7,"over\ntwo lines",9')
    feed = contract(max_field_bytes=100)
    records = [*before, line, *after]
    content = HEADER + newline.join(records) + (newline if ends_with_newline else b"")
    result = read(content, feed)
    number = 2 + sum(1 + record.count(b"\n") for record in before)
    offset = len(HEADER) + sum(len(record) + len(newline) for record in before)
    assert result.refused == [(number, reason, line)]
    assert result.rejects[0].byte_offset == offset
    assert result.rows == read_alone(before, after)
    assert result.canonical.rows_read == len(records)
    assert result.canonical.reject_counts == {reason: 1}


def read_alone(before: list[bytes], after: list[bytes]) -> dict[int, list[str | None]]:
    """The good records by the numbers they have with one damaged record between them."""
    known: dict[bytes, list[str | None]] = {
        b"1,2,3": ["1", "2", "3"],
        b'4,"five, and ""more""",6': ["4", 'five, and "more"', "6"],
        b'7,"over\ntwo lines",9': ["7", "over\ntwo lines", "9"],
        "é,€,名".encode(): ["é", "€", "名"],
        b",,": [None, None, None],
        b'"",x,""': [None, "x", None],
    }
    rows = {number: known[record] for number, record in enumerate(before, start=1)}
    return rows | {number: known[record] for number, record in enumerate(after, start=len(before) + 2)}


def test_many_damaged_lines_lose_nothing_between_them() -> None:
    damaged = [line for line, _ in DAMAGE.values()]
    lines = [line for number, bad in enumerate(damaged) for line in (b"good,%d,x" % number, bad)]
    result = read(HEADER + b"\n".join(lines) + b"\n", contract(max_field_bytes=100))
    assert [row[1] for row in result.rows.values()] == [str(number) for number in range(len(damaged))]
    assert [raw for _, _, raw in result.refused] == damaged


@settings(max_examples=300, deadline=None)
@given(
    st.binary(max_size=200)
    | st.lists(st.sampled_from([b'"', b",", b"\n", b"\r", b"a", b" ", b"\0", b"\xff"])).map(b"".join)
)
def test_no_bytes_break_the_reader_and_every_line_is_accounted_for(content: bytes) -> None:
    result = read(HEADER + content)
    assert result.canonical.problem is None
    assert result.canonical.rows_read == len(result.rows) + len(result.rejects)
    assert sorted([*result.rows, *(reject.record for reject in result.rejects)]) == list(
        range(1, result.canonical.rows_read + 1)
    )
    for reject in result.rejects:
        whole = HEADER + content
        assert whole[reject.byte_offset : reject.byte_offset + len(reject.raw)] == reject.raw
        assert whole[: reject.byte_offset].count(b"\n") == reject.line_number - 1


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "the file has no header"),
        (b"\n\n", "the file has no header"),
        (b"c0,c1,c2\r1,2,3\r4,5,6\r", "a carriage return in the header: lines must end in LF or CR LF"),
        (b"c0,c1,c2\r1,2,3\n4,5,6\n", "a carriage return in the header: lines must end in LF or CR LF"),
        (b'c0,c1,"c2\n1,2,3\n4,5,6\n', "the header is not csv: unexpected end of data"),
        (b'c0,c1,"c2\n1,"x",3\n', "the header is not csv: ',' expected after '\"'"),
        (b"c" * ((1 << 20) + 1), "the header is longer than 1048576 bytes"),
        (b"c0," + b"c" * 200_000 + b"\n", "the header is not csv: field larger than field limit (131072)"),
    ],
)
def test_header_that_could_swallow_rows_holds_the_file(content: bytes, problem: str) -> None:
    assert read(content).canonical.problem == problem


def test_field_of_three_mebibytes_is_too_long_and_its_neighbours_are_not() -> None:
    result = read(HEADER + b"1,2,3\n4," + b"x" * (3 << 20) + b",6\n7,8,9\n")
    assert list(result.rows) == [1, 3]
    assert [(reject.line_number, reject.reason, len(reject.raw)) for reject in result.rejects] == [
        (3, "field_too_long", (3 << 20) + 4)
    ]


def test_long_line_of_short_fields_is_loaded() -> None:
    width = 40
    header = ",".join(f"c{number}" for number in range(width)).encode()
    result = read(header + b"\n" + b",".join([b"x" * 60_000] * width) + b"\n", contract(width))
    assert result.canonical.rows_loaded == 1
    assert result.rows[1] == ["x" * 60_000] * width


def test_wrong_bytes_of_a_declared_encoding_hold_the_file() -> None:
    result = read(b"c0,c1,c2\n1,\x81,3\n", contract(encoding="cp1252"))
    assert result.canonical.problem == "the file is not cp1252: byte 0x81 cannot be decoded"
