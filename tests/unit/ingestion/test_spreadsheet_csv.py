"""Csv as spreadsheets write it: other delimiters, a first line that names one, blank columns at the end."""

import pytest

from tests.unit.ingestion.reading import contract, read

ROWS = {1: ["1", "2", "3"], 2: ["4", None, "6"]}


def delimited(mark: str, sep: str = "") -> bytes:
    lines = [sep, *(mark.join(row) for row in (["c0", "c1", "c2"], ["1", "2", "3"], ["4", "", "6"]))]
    return "\n".join(line for line in lines if line).encode() + b"\n"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_with_which_the_header_fits(mark: str) -> None:
    assert read(delimited(mark)).rows == ROWS


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("sep", ["sep={}", "SEP={}", '"sep={}"'])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_first_line_that_names_the_delimiter_is_obeyed_and_is_no_header(
    mark: str, sep: str, bom: bytes, end: str
) -> None:
    content = delimited(mark, sep.format(mark)).replace(b"\n", end.encode())
    found = read(bom + content)
    assert (found.rows, found.canonical.rows_read) == (ROWS, 2)


def test_a_delimiter_nobody_reads_is_named() -> None:
    assert read(b"sep=x\nc0xc1xc2\n1x2x3\n").canonical.problem == (
        "its first line names 'x' as delimiter: write it with commas"
    )


def test_the_delimiter_of_the_contract_counts_where_another_does_not_fit_better() -> None:
    assert read(b"a;b,c0\n1;2,3\n", contract(1)).canonical.match.columns[1] == "c0"
    assert read(b"c0|c1|c2\n1|2|3\n", contract(delimiter="|")).rows == {1: ["1", "2", "3"]}


@pytest.mark.parametrize("blanks", [",", ",,", ", ,"])
def test_blank_columns_at_the_end_are_left_out(blanks: str) -> None:
    found = read(f"c0,c1,c2{blanks}\n1,2,3{',' * len(blanks.replace(' ', ''))}\n4,5,6\n".encode())
    assert (found.canonical.problem, found.canonical.match.drift) == (None, ())
    assert found.rows == {1: ["1", "2", "3"], 2: ["4", "5", "6"]}


def test_a_value_in_a_column_that_nobody_named_is_not_dropped() -> None:
    found = read(b"c0,c1,c2,,\n1,2,3,,\n4,5,6,,lost\n")
    assert found.rows == {1: ["1", "2", "3"]}
    assert found.refused == [(3, "too_many_fields", b"4,5,6,,lost")]


def test_a_blank_column_in_the_middle_is_a_column() -> None:
    assert read(b"c0,,c2\n1,2,3\n").rows == {1: ["1", "2", "3"]}


@pytest.mark.parametrize("guard", ['="22423"', '"=""22423"""'])
def test_a_guarded_number_comes_as_it_is_written(guard: str) -> None:
    assert read(f"c0,c1,c2\n1,{guard},3\n".encode()).rows == {1: ["1", '="22423"', "3"]}
