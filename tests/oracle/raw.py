"""The records of raw files as texts, read without the loader.

Where one record ends and which of them count is what the generator says in truth.json; nothing is judged here.
"""

import ast
import csv
import gzip
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from python_calamine import CalamineWorkbook

Row = dict[str, str | None]


def records(path: str, content: bytes, refused: set[int]) -> Iterator[tuple[int, Row]]:
    """Number and fields of each record of a file, but for the refused ones, which may be damaged."""
    unpacked = gzip.decompress(content) if path.endswith(".gz") else content
    kind = path.removesuffix(".gz").rpartition(".")[2]
    if kind == "xlsx":
        found = _of_workbook(unpacked)
    else:
        text = unpacked.decode("utf-8-sig", errors="replace")
        found = _of_csv(text, refused) if kind == "csv" else _of_json(text)
    for number, fields in enumerate(found, start=1):
        if number not in refused:
            yield number, {_column(name): _text(value) for name, value in fields.items()}


def content_key(content: bytes) -> int:
    """First 60 bits of the sha256 of what a csv file says, whatever stands around it."""
    said = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    return int(sha256(said).hexdigest()[:15], 16)


def items_as_json(items: str | None) -> str | None:
    """The items of an order as JSON; older exports wrote a Python literal."""
    try:
        return items and json.dumps(json.loads(items, parse_float=str))
    except json.JSONDecodeError:
        return json.dumps(ast.literal_eval(items or ""))


def day_in(path: str) -> str | None:
    """The business date in a path, if it has one."""
    found = re.search(r"(20\d\d)[-_](\d\d)[-_](\d\d)", path)
    return "-".join(found.groups()) if found else None


def _column(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def _text(value: Any) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return str(value).lower()
        case datetime() | date():
            return value.isoformat()[:10]
        case float():
            return f"{value:.4f}"
        case _:
            return json.dumps(value) if isinstance(value, Mapping | list) else str(value)


def _of_csv(text: str, refused: set[int]) -> Iterator[dict[str, Any]]:
    lines = io.StringIO(text, newline="")
    header = next(csv.reader([next(lines)]))
    for number, line in enumerate(iter(lines.readline, ""), start=1):
        record = line
        # A damaged record is one line; a sound one may have line ends in quotes.
        while record.count('"') % 2 and number not in refused:
            record += next(lines)
        fields = [] if number in refused else next(csv.reader(io.StringIO(record, newline="")))
        yield dict(zip(header, fields, strict=number not in refused))


def _of_json(text: str) -> Iterator[dict[str, Any]]:
    """Elements of an array or objects one after the other; the default defects break none of them."""
    decoder = json.JSONDecoder(strict=False, parse_float=str, parse_int=str)
    at = 0
    while (start := text.find("{", at)) >= 0:
        element, at = decoder.raw_decode(text, start)
        yield element


def _of_workbook(content: bytes) -> Iterator[dict[str, Any]]:
    header, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    for row in rows:
        yield {str(name): None if value == "" else value for name, value in zip(header, row, strict=True)}
