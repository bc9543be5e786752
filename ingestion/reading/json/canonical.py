"""Write a shop's JSON again as the csv the database loads: one row per object, one column per key.

msgspec takes each object apart and leaves its values as they are written. DuckDB reads JSON faster, but spells numbers
anew (`1.10` becomes `1.1`) and takes `NaN` and a comma too many for JSON.
"""

import codecs
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from ingestion.reading.headers import HeaderMatch
from ingestion.reading.json.array import ArrayReader
from ingestion.reading.json.columns import Columns, repeated
from ingestion.reading.json.objects import Members, members_of, repeated_key
from ingestion.reading.json.tail import ends_in_bracket
from ingestion.reading.json.values import DamageError, fields_of
from ingestion.reading.lines import LONGEST_LINE, Line, read_lines
from ingestion.reading.parts import PartWriter
from ingestion.reading.reader import Canonical, HoldError, OnReject, Reject, Source

_BLANK = b" \t\r\n"


class JsonCanonicaliser:
    """Canonicalises JSON files one after another in bounded memory."""

    def __init__(self, *, is_array: bool) -> None:
        """Read arrays, or lines with an object on each."""
        self._is_array = is_array

    def read(self, source: Source, on_reject: OnReject) -> Canonical:
        """Write the good objects of a file as csv; see `ingestion.reading.Reader`.

        Raises:
            OSError: a file cannot be read or written.
        """
        if source.seen.size_bytes == 0:
            return Canonical(HeaderMatch(()), problem="the file is empty")
        with source.path.open("rb") as stream, PartWriter(source.target, source.lineage) as writer:
            start = len(codecs.BOM_UTF8) if stream.read(3) == codecs.BOM_UTF8 else 0
            stream.seek(start)
            rows = _Rows(source, writer, on_reject)
            problem = None
            try:
                if self._is_array:
                    rows.take_array(stream, start, source.path)
                else:
                    rows.take_lines(stream, start)
            except HoldError as error:
                problem = str(error)
            match = rows.match(source.lineage.parts)
            parts = writer.finish()
        return Canonical(match, rows.read, rows.loaded, dict(rows.rejected), parts, problem or match.problem)


class _Rows:
    """Turns the objects of one file into rows."""

    def __init__(self, source: Source, writer: PartWriter, on_reject: OnReject) -> None:
        """Begin with the contract's columns: only keys it does not know add to them."""
        self.read = self.loaded = 0
        self.rejected: Counter[str] = Counter()
        self._columns = Columns(source.contract)
        self._limit = source.contract.max_field_bytes
        self._writer = writer
        self._on_reject = on_reject
        self._width = 0

    def match(self, parts: Mapping[str, str]) -> HeaderMatch:
        """How the keys of all objects match the contract; of a file without objects there is nothing to say."""
        return self._columns.match(parts) if self.loaded else HeaderMatch(tuple(self._columns.names))

    def take_lines(self, stream: BinaryIO, start: int) -> None:
        """Every line that is not blank is an object."""
        for line in read_lines(stream):
            if line.size > len(line.data) or line.data.strip(_BLANK):
                self.read += 1
                try:
                    self._write(line.data, _members_of_line(line))
                except DamageError as damage:
                    self._refuse(damage, line.number, start + line.offset, line.data.removesuffix(b"\r"))

    def take_array(self, stream: BinaryIO, start: int, path: Path) -> None:
        """Every element of the array is an object.

        Raises:
            HoldError: it is no array, is cut off, or cannot be told apart.
        """
        reader = ArrayReader(stream, start, self._limit, self._columns.is_record)
        reader.begin()
        if not ends_in_bracket(path):
            raise HoldError("the array does not end: the file is cut off")
        for element in reader.elements():
            self.read += 1
            try:
                if isinstance(element.members, DamageError):
                    raise element.members
                self._write(element.data, element.members)
            except DamageError as damage:
                self._refuse(damage, reader.line_of(element), element.offset, element.data)

    def _write(self, data: bytes, members: Members) -> None:
        values = list(map(bytes, members.values()))
        fields = fields_of(data, values, self._limit)
        twice = repeated_key(data, values)
        if twice is not None:
            raise repeated(twice)
        layout = self._columns.layout(tuple(members))
        if len(self._columns.names) > self._width:
            self._width = len(self._columns.names)
            self._writer.begin(self._columns.names)
        self._writer.write(b",".join(layout([*fields, b""])), self.read)
        self.loaded += 1

    def _refuse(self, damage: DamageError, line: int, offset: int, data: bytes) -> None:
        self.rejected[damage.reason] += 1
        self._on_reject(Reject(self.read, line, offset, damage.reason, damage.detail, data))


def _members_of_line(line: Line) -> Members:
    if line.size > LONGEST_LINE:
        raise DamageError("field_too_long", f"a line of {line.size} bytes")
    return members_of(line.data)
