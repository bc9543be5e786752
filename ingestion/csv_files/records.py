"""Tell good csv records from damaged ones, line by line, without losing the lines around a damaged one.

DuckDB's own recovery swallows everything up to the next quote after an unbalanced one. Here a quote that is opened and
not closed costs one physical line only. This is the slow path, for files that DuckDB did not read without complaint.
"""

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from ingestion.csv_files.lines import LONGEST_LINE, Line

Reason = Literal[
    "too_few_fields", "too_many_fields", "invalid_encoding", "nul_byte", "field_too_long", "malformed_quote"
]
# A quoted field may go over this many lines; an unbalanced quote is told from it by what follows.
_MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that cannot be loaded: the bytes of its line and the reason. `record` counts data records from 1."""

    record: int
    line_number: int
    byte_offset: int
    reason: Reason
    detail: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """A good record: its place among the data records, and its bytes (a plain one) or its fields (a quoted one)."""

    number: int
    content: bytes | list[bytes]


class RecordReader:
    """Turns lines into records of `width` fields, or rejects.

    Args:
        width: fields a record must have.
        delimiter: one ASCII character.
        max_field_bytes: a longer field is rejected.
        on_reject: is handed every damaged record.
    """

    def __init__(self, width: int, delimiter: str, max_field_bytes: int, on_reject: Callable[[Reject], None]) -> None:
        """Compile the grammar of one field for this delimiter."""
        self._delimiter = delimiter.encode()
        mark = re.escape(self._delimiter)
        self._width = width
        self._limit = max_field_bytes
        self._on_reject = on_reject
        self._seen = 0
        self._opening = re.compile(rb' *"')
        self._closed = re.compile(rb' *"((?:[^"]|"")*)" *')
        self._quoted = re.compile(self._closed.pattern + rb"(?=" + mark + rb"|\Z)")

    def records(self, lines: Iterator[Line]) -> Iterator[Record]:
        """Yield good records in order; every line that is not blank ends in exactly one record or reject."""
        again: deque[Line] = deque()
        while line := again.popleft() if again else next(lines, None):
            if not line.data.strip(b"\r"):
                continue
            self._seen += 1
            damage = self._damage(line)
            if damage:
                self._refuse(line, *damage)
                continue
            content = self._content(line, lines, again)
            if content is not None:
                yield Record(self._seen, content)

    def _content(self, line: Line, lines: Iterator[Line], again: deque[Line]) -> bytes | list[bytes] | None:
        """The content of the record that begins at `line`; None when the line was refused."""
        data = line.data
        plain = b'"' not in data and b"\r" not in data
        if plain and len(data) <= self._limit and self._looks_whole(data):
            return data
        fields, state = self._parse(data)
        if state == "open":
            fields = self._join(line, lines, again)
            state = "whole" if fields else state
        if state != "whole":
            self._refuse(line, "malformed_quote", "a quote that is opened and not closed at the end of its field")
        elif len(fields) != self._width:
            reason: Reason = "too_few_fields" if len(fields) < self._width else "too_many_fields"
            self._refuse(line, reason, f"{len(fields)} fields, the header has {self._width}")
        elif (longest := max(map(len, fields))) > self._limit:
            self._refuse(line, "field_too_long", f"a field of {longest} bytes, at most {self._limit} are loaded")
        else:
            return fields
        return None

    def _damage(self, line: Line) -> tuple[Reason, str] | None:
        """What makes a line unreadable before its fields are looked at."""
        if line.size > LONGEST_LINE:
            return "field_too_long", f"a line of {line.size} bytes"
        if b"\0" in line.data:
            return "nul_byte", f"NUL at byte {line.data.index(0)} of the line"
        try:
            line.data.decode("utf-8")
        except UnicodeDecodeError as error:
            return "invalid_encoding", f"byte 0x{line.data[error.start]:02x} at {error.start} of the line is not UTF-8"
        return None

    def _parse(self, data: bytes) -> tuple[list[bytes], Literal["whole", "open", "broken"]]:
        """Split a record; `open` when its last field lacks the closing quote, `broken` when text follows one."""
        fields: list[bytes] = []
        position = 0
        while True:
            if self._opening.match(data, position):
                match = self._quoted.match(data, position)
                if match is None:
                    return fields, "broken" if self._closed.match(data, position) else "open"
                fields.append(match[1].replace(b'""', b'"'))
                end = match.end()
            else:
                end = data.find(self._delimiter, position)
                end = len(data) if end < 0 else end
                fields.append(data[position:end])
            position = end + 1
            if position > len(data):
                return fields, "whole"

    def _join(self, first: Line, lines: Iterator[Line], again: deque[Line]) -> list[bytes]:
        """The fields of a record whose quoted field goes over several lines; empty when it is an unbalanced quote.

        Lines that turn out not to belong to it are put back.
        """
        taken: list[Line] = []
        joined = first.data
        while len(taken) < _MOST_LINES and len(joined) <= self._limit * self._width:
            following = again.popleft() if again else next(lines, None)
            if following is None:
                break
            taken.append(following)
            if self._damage(following):
                break
            joined += b"\n" + following.data
            if b'"' in following.data:
                fields, state = self._parse(joined)
                if state == "whole" and len(fields) == self._width and not self._are_records([first, *taken]):
                    return fields
                if state != "open":
                    break
        again.extendleft(reversed(taken))
        return []

    def _are_records(self, lines: list[Line]) -> bool:
        """Whether lines between two quotes look like records of their own rather than one text with newlines."""
        inner = any(self._looks_whole(line.data) for line in lines[1:-1])
        return inner or (self._looks_whole(lines[0].data) and self._looks_whole(lines[-1].data))

    def _looks_whole(self, data: bytes) -> bool:
        """Whether a line has as many delimiters as a record, quotes or not: a record, perhaps with a stray quote."""
        return data.count(self._delimiter) == self._width - 1

    def _refuse(self, line: Line, reason: Reason, detail: str) -> None:
        self._on_reject(Reject(self._seen, line.number, line.offset, reason, detail, line.data))
