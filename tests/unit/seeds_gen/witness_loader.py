"""A small, slow reading of the loader's rules, written from the design and not from the generator: the tests' witness.

It takes the files wave by wave, as bytes, and says what becomes of each: state, records, structural rejects.
"""

import csv
import gzip
import hashlib
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeVar

from seeds_gen import deliver

COLUMNS = {
    "invoices": "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country",
    "orders": "order_id customer_id product_id order_date order_amount currency payment_method shipping_address "
    "order_status created_timestamp",
    "customers": "customer_id first_name last_name email phone date_of_birth registration_date address city state "
    "zip_code country customer_tier last_login created_timestamp",
    "products": "product_id product_name category subcategory brand price currency stock_quantity weight_kg "
    "dimensions_cm color material description launch_date discontinued created_timestamp",
    "inventory": "inventory_id product_id warehouse_id warehouse_name location stock_quantity reserved_quantity "
    "available_quantity reorder_level last_restocked last_audit created_timestamp",
    "shipping": "shipping_id order_id tracking_number carrier service_type origin_warehouse destination_address "
    "shipping_cost currency estimated_delivery actual_delivery shipping_status package_weight package_dimensions "
    "insurance_value created_timestamp",
}
NEEDED = {
    "invoices": {"InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice"},
    "orders": {"order_id", "customer_id", "product_id", "order_date", "order_amount"},
    "customers": {"customer_id"},
    "products": {"product_id", "price"},
    "inventory": {"product_id", "warehouse_id", "stock_quantity"},
    "shipping": {"order_id", "tracking_number"},
}
MEBIBYTE = 1 << 20


@dataclass
class Reading:
    """One version of one file as the witness saw it."""

    path: str
    feed: str
    wave: int
    data: bytes
    state: str = "loaded"
    header: list[str] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)

    @property
    def rejects(self) -> Counter[str]:
        return Counter(self.refused.values())

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    @property
    def text(self) -> bytes:
        return unwrapped(self.path, self.data)

    @property
    def records(self) -> int:
        return len(self.rows) + len(self.refused)


def unwrapped(path: str, data: bytes) -> bytes:
    """What a file says, however it was packed and encoded."""
    data = gzip.decompress(data) if path.endswith(".gz") else data
    return (data.decode("utf-16").encode() if data.startswith(b"\xff\xfe") else data).removeprefix(b"\xef\xbb\xbf")


def is_from_the_future(path: str) -> bool:
    return "/2142" in path or "_2142" in path


def fold(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def parse(path: str, feed: str, wave: int, data: bytes) -> Reading:
    """Read a csv file of the gift shop or the web shop."""
    return parse_csv(path, feed, wave, data, COLUMNS[feed].split(), NEEDED[feed])


def parse_csv(path: str, feed: str, wave: int, data: bytes, columns: list[str], needed: set[str]) -> Reading:
    """Split a file into records by physical lines, so that a stray quote cannot swallow what follows."""
    reading = Reading(path, feed, wave, data)
    lines = physical_lines(unwrapped(path, data))
    if not lines or is_from_the_future(path):
        reading.state = "held"
        return reading
    lines, mark = without_sep(lines)
    reading.header = names_of(lines[0], mark)
    wanted = {fold(name): name for name in columns}
    names = [wanted.get(fold(name), name) for name in reading.header]
    if not needed <= set(names):
        reading.state = "held"
    at = 1
    while at < len(lines):
        taken, reason, fields = record_at(lines, at, len(names), mark)
        at += taken
        number = reading.records + 1
        if reason:
            reading.refused[number] = reason
        else:
            reading.rows.append(dict(zip(names, fields, strict=True)))
            reading.numbers.append(number)
    return reading


def without_sep(lines: list[bytes]) -> tuple[list[bytes], str]:
    """The lines from the header on, and what stands between their fields."""
    named = re.fullmatch(rb"sep=(.)", lines[0])
    return (lines[1:], named[1].decode()) if named else (lines, ",")


def names_of(line: bytes, mark: str) -> list[str]:
    names = next(csv.reader([line.decode()], delimiter=mark))
    while names and not names[-1]:
        names.pop()
    return names


def physical_lines(data: bytes) -> list[bytes]:
    if data.startswith(b"\xff\xfe"):
        data = data.decode("utf-16").encode()
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return lines


def record_at(lines: list[bytes], at: int, width: int, mark: str = ",") -> tuple[int, str | None, list[str]]:
    """Read the record that begins on a line: how many lines it takes, why it is none, its fields."""
    line = lines[at]
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return 1, "invalid_encoding", []
    if "\0" in text:
        return 1, "nul_byte", []
    if len(line) > MEBIBYTE:
        return 1, "field_too_long", []
    if text.count('"') % 2:
        if at + 1 < len(lines) and lines[at + 1].count(b'"') % 2:
            fields = next(csv.reader(io.StringIO(f"{text}\n{lines[at + 1].decode()}", newline="")))
            if len(fields) == width:
                return 2, None, fields
        return 1, "malformed_quote", []
    fields = next(csv.reader([text], delimiter=mark))
    while len(fields) > width and not fields[-1]:
        fields.pop()
    reason = None if len(fields) == width else "too_few_fields" if len(fields) < width else "too_many_fields"
    return 1, reason, fields


def load_everything(out: Path) -> tuple[list[Reading], dict[tuple[str, int], str]]:
    """Take all waves in turn; returns every file version with its final state, and every trigger's state."""
    seen: list[Reading] = []
    batches: dict[tuple[str, int], str] = {}
    for wave in (1, 2, 3):
        if wave > 1 and (out / ".later" / str(wave)).exists():
            deliver(out, wave)
        for file in sorted((out / "retail" / "invoices").glob("*.csv*")):
            take(seen, [parse(str(file.relative_to(out)), "invoices", wave, file.read_bytes())])
            file.unlink()
        for trigger in sorted((out / "storefront").glob("trigger_*.json")):
            day = trigger.stem.removeprefix("trigger_")
            state, files = _batch(out, trigger, day, wave)
            take(seen, files)
            batches[f"storefront/{trigger.name}", wave] = state
            trigger.unlink()
            for reading in files:
                (out / reading.path).unlink()
    assert not list(out.rglob("*.csv*")), "a file nobody announced"
    return seen, batches


class Arrival(Protocol):
    """A file version as any of the witnesses reads it."""

    path: str
    data: bytes
    state: str

    @property
    def feed(self) -> str: ...

    @property
    def text(self) -> bytes: ...


Kind = TypeVar("Kind", bound=Arrival)


def take(seen: list[Kind], files: list[Kind]) -> None:
    """Say which of newly arrived files are duplicates, and which files they replace."""
    for reading in files:
        if reading.state == "loaded":
            loaded = [before for before in seen if before.state == "loaded" and before.feed == reading.feed]
            if any(before.text == reading.text for before in loaded):
                reading.state = "duplicate"
            for before in loaded:
                if before.path == reading.path:
                    before.state = "superseded"
        seen.append(reading)


def _batch(out: Path, trigger: Path, day: str, wave: int) -> tuple[str, list[Reading]]:
    feeds = ["orders", "customers", "products", "inventory", "shipping"]
    names = [f"{feed}_{day}.csv" for feed in feeds]
    files = [
        parse(f"storefront/{name}", feed, wave, (out / "storefront" / name).read_bytes())
        for feed, name in zip(feeds, names, strict=True)
    ]
    try:
        content = json.loads(trigger.read_text())
    except json.JSONDecodeError:
        content = None
    good = content is not None and all(reading.state == "loaded" for reading in files)
    if content is not None:
        assert content["expected_files"] == names
        for stated, reading in zip(content.get("files", []), files, strict="files" in content):
            good &= stated["sha256"] == reading.sha256 and stated["rows"] == reading.records
    for reading in files:
        reading.state = "loaded" if good else "held"
    return ("loaded" if good else "held"), files
