"""Read the header of a csv file, and by what its fields are delimited: a spreadsheet writes what its country uses."""

import csv
import io
import re
from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.contracts.model import Contract, fold

_HEADER_BYTES = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
# By this first line a spreadsheet is told the delimiter of the lines below it.
SEP = re.compile(r'"?sep=(?P<delimiter>.)"?\r?\n', re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The first record of a file: its names, the physical lines up to its end, and why it cannot be trusted.

    Names at the end that are blank are left out: nobody named those columns, and there must be nothing in them.
    """

    names: list[str]
    lines: int = 1
    delimiter: str = ","
    problem: str | None = None


def read_header(path: Path, contract: Contract) -> Header:
    """Read the names in the first record. Undecodable bytes are shown as `�`.

    The delimiter is that of the contract, unless the file names another (`sep=;`) or the header has more of the
    contract's columns with another. A header that is not plain csv is a problem, never guessed: a quote that it opens
    would swallow the rows below it.
    """
    with path.open("rb") as stream:
        start = stream.read(_HEADER_BYTES)
    if len(start) == _HEADER_BYTES and b"\n" not in start:
        return Header([], problem=f"the header is longer than {_HEADER_BYTES} bytes")
    text = start.decode("utf-8-sig", errors="replace").replace("\0", "�")
    named = SEP.match(text)
    if named:
        header = _parse(text[named.end() :], named["delimiter"])
        return replace(header, lines=header.lines + 1)
    known = {fold(name) for column in contract.columns for name in (column.name, *column.aliases)}
    found = [_parse(text, delimiter) for delimiter in dict.fromkeys((contract.delimiter, *DELIMITERS))]
    # The first of those with most: the contract's own, unless another does better.
    return max(found, key=lambda header: sum(fold(name) in known for name in header.names))


def is_delimiter(mark: str) -> bool:
    """Whether a file may name this mark as its delimiter."""
    return mark in DELIMITERS or re.fullmatch("[:^~]", mark) is not None


def _parse(text: str, delimiter: str) -> Header:
    if not is_delimiter(delimiter):
        return Header([], problem=f"its first line names {delimiter!r} as delimiter: write it with commas")
    # Only LF ends a line here, as everywhere: a lone CR is either text in quotes or an error.
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    try:
        names = next(reader, [])
    except csv.Error as error:
        if "new-line" in str(error):
            problem = "a carriage return in the header: lines must end in LF or CR LF"
        else:
            problem = f"the header is not csv: {error}"
        return Header([], delimiter=delimiter, problem=problem)
    while len(names) > 1 and not names[-1].strip():
        names.pop()
    return Header(names, max(1, reader.line_num), delimiter)
