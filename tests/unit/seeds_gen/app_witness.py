"""A small, slow reading of the mobile shop's files, written from the design and not from the generator.

It takes the files wave by wave, as bytes, and says what becomes of each: state, records, structural rejects.
"""

import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, ZipError

from seeds_gen import deliver
from tests.unit.seeds_gen.witness_loader import (
    MEBIBYTE,
    fold,
    is_from_the_future,
    names_of,
    physical_lines,
    record_at,
    take,
    unwrapped,
    without_sep,
)

COLUMNS = {
    "events": "event_id event_type user_id session_id timestamp page product_id device location referrer properties",
    "orders": "order_id customer_id order_date status items subtotal discount_percent discount_amount tax_rate "
    "tax_amount shipping_cost total_amount payment_method shipping_address billing_address currency",
    "inventory": "product_id product_name category brand supplier cost_price retail_price current_stock reorder_level "
    "reorder_quantity warehouse_location last_restock_date is_active",
}
NEEDED = {
    "events": {"event_id", "timestamp"},
    "orders": {"order_id", "customer_id", "order_date", "items", "total_amount"},
    "inventory": {"product_id", "current_stock"},
}
Row = dict[str, Any]


@dataclass
class Record:
    """One record of a file: a row, or the reason why it is none."""

    row: Row = field(default_factory=dict)
    reject: str | None = None


@dataclass
class Reading:
    """One version of one file as the witness saw it."""

    path: str
    wave: int
    data: bytes
    state: str = "loaded"
    header: list[str] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)

    @property
    def feed(self) -> str:
        return self.path.split("/")[1]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def text(self) -> bytes:
        return unwrapped(self.path, self.data)


def parse(path: str, wave: int, data: bytes) -> Reading:
    """Read a file by what its name ends with."""
    reading = Reading(path, wave, data)
    try:
        content = gzip.decompress(data) if path.endswith(".gz") else data
        readers = {"json": _array, "jsonl": _lines, "csv": _table, "xlsx": _workbook}
        reading.records = list(readers[path.removesuffix(".gz").split(".")[1]](content, reading))
    except (EOFError, zlib.error, ValueError, CalamineError, ZipError):
        reading.state = "held"
    if is_from_the_future(path):
        reading.state = "held"
    names = {fold(name) for name in reading.header}
    lacking = any(fold(name) not in names for name in NEEDED[reading.feed])
    if lacking and not (data.strip() == b"[]" and path.endswith(".json")):
        reading.state = "held"
    return reading


def _named(reading: Reading, row: Row) -> Row:
    """Give the columns their own names, however the file spells them."""
    wanted = {fold(name): name for name in COLUMNS[reading.feed].split()}
    return {wanted.get(fold(name), name): value for name, value in row.items()}


def _objects(pieces: list[str], reading: Reading) -> Iterator[Record]:
    for piece in pieces:
        try:
            row = json.loads(piece, parse_float=str, parse_int=str)
        except json.JSONDecodeError:
            yield Record(reject="broken_json")
            continue
        if len(row) > len(reading.header):
            reading.header = list(row)
        texts = [value for value in row.values() if isinstance(value, str)]
        reason = "nul_byte" if any("\0" in text for text in texts) else None
        reason = "field_too_long" if any(len(text) > MEBIBYTE for text in texts) else reason
        yield Record(reject=reason) if reason else Record(_named(reading, row))


def _lines(data: bytes, reading: Reading) -> Iterator[Record]:
    yield from _objects([line for line in data.decode("utf-8-sig").split("\n") if line.strip()], reading)


def _array(data: bytes, reading: Reading) -> Iterator[Record]:
    """Cut an array where an element ends on its line and the next one begins on another."""
    text = data.decode("utf-8-sig").strip()
    if not (text.startswith("[") and text.endswith("]")):
        raise ValueError("the array does not end")
    inside = text[1:-1].strip()
    yield from _objects(re.split(r",\n(?=\s*\{)", inside) if inside else [], reading)


def _table(data: bytes, reading: Reading) -> Iterator[Record]:
    lines = physical_lines(data)
    if not lines:
        return
    lines, mark = without_sep(lines)
    reading.header = names_of(lines[0], mark)
    at = 1
    while at < len(lines):
        taken, reason, fields = record_at(lines, at, len(reading.header), mark)
        at += taken
        row = _named(reading, dict(zip(reading.header, fields, strict=True))) if reason is None else {}
        yield Record({name: text or None for name, text in row.items()}, reason)


def _workbook(data: bytes, reading: Reading) -> Iterator[Record]:
    rows = iter(CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Inventory").to_python())
    reading.header = [str(name) for name in next(rows)]
    for row in rows:
        yield Record(_named(reading, dict(zip(reading.header, row, strict=True))))


def load_everything(out: Path) -> list[Reading]:
    """Take all waves in turn; returns every file version with its final state."""
    seen: list[Reading] = []
    for wave in (1, 2, 3):
        if wave > 1 and (out / ".later" / str(wave)).exists():
            deliver(out, wave)
        for file in sorted((out / "app").rglob("*.*")):
            reading = parse(file.relative_to(out).as_posix(), wave, file.read_bytes())
            file.unlink()
            take(seen, [reading])
    return seen
