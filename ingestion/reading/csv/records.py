"""Tell good csv records from damaged ones, line by line, without losing the lines around a damaged one.

DuckDB's own recovery swallows everything up to the next quote after an unbalanced one. Here a quote that is opened and
not closed costs one physical line only. This is the slow path, for files that DuckDB did not read without complaint.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ingestion.reading.lines import LONGEST_LINE, Line
from ingestion.reading.reader import OnReject, Reason, Reject

# A quoted field may go over this many lines; an unbalanced quote is told from it by what follows.
_MOST_LINES = 1000
# Possessive, for no memory is kept to go back: as a plain loop, a quote that opens 60 MB took 8 GB.
_QUOTED = rb'"[^"]*+(?:""[^"]*+)*+"'


class Record(NamedTuple):
    """A good record: its place among the data records, and its bytes (where they are csv with commas) or its fields."""

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

    def __init__(self, width: int, delimiter: str, max_field_bytes: int, on_reject: OnReject) -> None:
        """Compile the grammar of one field for this delimiter."""
        self._delimiter = delimiter.encode("ascii")
        mark = re.escape(self._delimiter)
        self._width = width
        self._limit = max_field_bytes
        self._on_reject = on_reject
        self._seen = 0
        # DuckDB takes blanks around a quoted field for nothing.
        self._opening = re.compile(rb' *"')
        self._closed = re.compile(rb" *" + _QUOTED + rb" *")
        field = _QUOTED + rb'|[^"\r' + mark + rb"]*+"
        self._plain = re.compile(rb"(?:%b)(?:%b(?:%b)){%d}" % (field, mark, field, width - 1))

    def records(self, lines: Iterator[Line]) -> Iterator[Record]:
        """Yield good records in order; every line that is not blank ends in exactly one record or reject."""
        again: deque[Line] = deque()
        mark, delimiters = self._delimiter, self._width - 1
        longest = self._limit if mark == b"," else -1
        while line := again.popleft() if again else next(lines, None):
            data = line.data.removesuffix(b"\r")
            if not data:
                continue
            self._seen += 1
            damage = None if line.is_sound else damage_of(line)
            if damage:
                self._refuse(line, *damage)
            elif (
                len(data) <= longest
                and b"\r" not in data
                and (data.count(mark) == delimiters if b'"' not in data else self._plain.fullmatch(data))
            ):
                yield Record(self._seen, data)
            else:
                fields = self._fields(line, data, lines, again)
                if fields is not None:
                    yield Record(self._seen, fields)

    def _fields(self, line: Line, data: bytes, lines: Iterator[Line], again: deque[Line]) -> list[bytes] | None:
        """The fields of the record that begins at `line`; None when the line was refused."""
        fields, state = self._parse(data)
        if state == "open":
            fields = self._join(line, lines, again)
            state = "whole" if fields else state
        # DuckDB, too, reads delimiters at the end of a line for nothing: there is no text in them to lose.
        while len(fields) > self._width and not fields[-1]:
            fields.pop()
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

    def _parse(self, data: bytes) -> tuple[list[bytes], Literal["whole", "open", "broken"]]:
        """Split a record; `open` when its last field lacks the closing quote, `broken` when text follows one."""
        fields: list[bytes] = []
        position = 0
        while True:
            if self._opening.match(data, position):
                match = self._closed.match(data, position)
                if match is None:
                    return fields, "open"
                end = match.end()
                if end < len(data) and not data.startswith(self._delimiter, end):
                    return fields, "broken"
                fields.append(match[0].strip(b" ")[1:-1].replace(b'""', b'"'))
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
        joined = bytearray(first.data)
        while len(taken) < _MOST_LINES and len(joined) <= self._limit * self._width:
            following = again.popleft() if again else next(lines, None)
            if following is None:
                break
            taken.append(following)
            if not following.is_sound and damage_of(following):
                break
            joined += b"\n" + following.data
            if b'"' in following.data:
                fields, state = self._parse(bytes(joined).removesuffix(b"\r"))
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
        raw = line.data.removesuffix(b"\r")
        self._on_reject(Reject(self._seen, line.number, line.offset, reason, detail, raw))


def damage_of(line: Line) -> tuple[Reason, str] | None:
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
