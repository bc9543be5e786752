"""Look into a sample file: its format, how it is written, its columns and its first rows."""

import codecs
import csv
import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.reading.csv.header import SEP, is_delimiter
from ingestion.reading.headers import looks_like_value
from ingestion.reading.reader import HoldError
from warehouse.errors import TillhouseError

# Enough to tell a key from a column that merely repeats late, and read within a second or two.
_MOST_BYTES = 16 << 20
_MOST_ROWS = 20_000
# As a contract has them unless it says otherwise.
_MOST_UNPACKED, _MOST_RATIO = 250 << 20, 100
_DELIMITERS = (",", ";", "\t", "|", ":", "^", "~")
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Row = dict[str, str | None]


@dataclass(frozen=True)
class Sample:
    """What a sample shows. `encoding` and `delimiter` as a contract names them; `rows` are the first ones of it."""

    format: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None


def read_sample(path: Path) -> Sample:
    """Read the beginning of a csv, json, jsonl or xlsx file; csv and JSON may be gzipped.

    Raises:
        TillhouseError: the file cannot be read, is of no known format, or holds nothing to draft from.
    """
    bare = path.name.lower().removesuffix(".gz")
    known = bare.rpartition(".")[2]
    try:
        if known == "xlsx":
            sample = _workbook(path)
        elif known in ("csv", "json", "jsonl"):
            data = _beginning(path)
            text, encoding = _decode(data)
            sample = _table(text, encoding) if known == "csv" else _objects(text, known, encoding)
        else:
            raise TillhouseError(
                f"{path.name} is no csv, json, jsonl or xlsx", "give the sample the suffix of its format"
            )
    except (OSError, EOFError, zlib.error) as error:
        raise TillhouseError(f"{path} cannot be read: {error}", "name a readable file") from error
    if not sample.columns:
        raise TillhouseError(f"{path.name} names no columns", "take a sample with a header and a few rows")
    return sample


def _beginning(path: Path) -> bytes:
    with gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb") as stream:
        return stream.read(_MOST_BYTES)


def _decode(data: bytes) -> tuple[str, str]:
    """The text and the encoding a contract names for it. A byte-order mark needs none: the loader sees it, too."""
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="ignore"), "utf-8"
    # The last character may be cut off by the end of the sample.
    cut = data[: data.rfind(b"\n") + 1] or data if len(data) == _MOST_BYTES else data
    try:
        return cut.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return cut.decode("cp1252", errors="replace"), "cp1252"


def _table(text: str, encoding: str) -> Sample:
    # The loader reads longer fields than Python's csv does unless it is told to.
    csv.field_size_limit(_MOST_BYTES)
    try:
        named = SEP.match(text)
        if named and is_delimiter(named["delimiter"]):
            delimiter, text = named["delimiter"], text[named.end() :]
        else:
            delimiter = _delimiter(text)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        header = next(reader, [])
        records = [record for _, record in zip(range(_MOST_ROWS), reader, strict=False)]
    except csv.Error as error:
        raise TillhouseError(f"the sample is not csv: {error}", "take a sample without damage") from error
    values = [name for name in header if looks_like_value(name)]
    if (2 * len(values) > len(header) > 1) or any("@" in name for name in values):
        raise TillhouseError(
            "the sample has no header: its first line holds values, not the names of columns",
            "put a line with the names first, as every file of the feed must have one",
        )
    rows = [dict(zip(header, record, strict=False)) for record in records if len(record) == len(header)]
    cleaned = ({name: value or None for name, value in row.items()} for row in rows)
    return Sample("csv", tuple(header), tuple(cleaned), encoding, delimiter)


def _delimiter(text: str) -> str:
    """The mark that splits the most of the first lines into as many fields as the header, and into the most fields."""
    lines = list(io.StringIO(text, newline=""))[:200]

    def fit(mark: str) -> tuple[float, int]:
        widths = [len(record) for record in csv.reader(lines, delimiter=mark)]
        width = widths[0] if widths else 0
        return (Counter(widths)[width] / len(widths) if width > 1 else 0.0), width

    return max(_DELIMITERS, key=lambda mark: (*fit(mark), -_DELIMITERS.index(mark)))


def _objects(text: str, known: str, encoding: str) -> Sample:
    if encoding != "utf-8":
        raise TillhouseError("the sample is not UTF-8, as JSON must be", "ask for it as UTF-8")
    found = _elements(text) if known == "json" else _lines(text)
    rows = [_row(element) for _, element in zip(range(_MOST_ROWS), found, strict=False) if isinstance(element, dict)]
    names = dict.fromkeys(name for row in rows for name in row)
    return Sample(known, tuple(names), tuple(rows))


def _lines(text: str) -> Iterator[Any]:
    for line in text.splitlines():
        with suppress(ValueError, RecursionError):
            yield json.loads(line)


def _elements(text: str) -> Iterator[Any]:
    """The elements of an array, as far as they can be read: the sample may end inside of one."""
    decoder, position = json.JSONDecoder(), text.find("[") + 1
    while position:
        while position < len(text) and text[position] in ", \t\r\n":
            position += 1
        try:
            element, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield element


def _row(element: dict[str, Any]) -> Row:
    """Values as raw has them, near enough to tell which repeat."""
    return {
        name: value if value is None or isinstance(value, str) else json.dumps(value) for name, value in element.items()
    }


def _workbook(path: Path) -> Sample:
    from python_calamine import CalamineError, load_workbook

    from ingestion.reading.xlsx.checks import check

    try:
        # What the loader would hold is not opened here either: a few bytes may unpack to gigabytes.
        check(path, _MOST_UNPACKED, _MOST_RATIO)
        workbook = load_workbook(str(path))
        sheet = workbook.sheet_names[0]
        records = workbook.get_sheet_by_name(sheet).iter_rows()
        header, *rest = [record for _, record in zip(range(_MOST_ROWS + 1), records, strict=False)] or [[]]
    except (CalamineError, HoldError) as error:
        raise TillhouseError(f"{path.name} is not a workbook to draft from: {error}", "take a sound sample") from error
    names = [str(name) for name in header]
    rows = ({name: None if cell == "" else str(cell) for name, cell in zip(names, row, strict=False)} for row in rest)
    return Sample("xlsx", tuple(names), tuple(rows), sheet=sheet)
