"""Take the elements of a JSON array out of a file of any size, and find the next one after a damaged one."""

import codecs
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from ingestion.csv_files.lines import LONGEST_LINE
from ingestion.json_files.elements import DamageError, Member, end_of_nested, parse
from ingestion.json_files.grammar import SEPARATOR, SPACE, STRING_BODY, TO_BRACKET, TO_MARK
from ingestion.json_files.shapes import Match, Shape, Shapes
from ingestion.reading import HoldError

_CHUNK = 4 << 20
# Kept of an element that is too long to be held in memory: more than quarantine keeps.
_HEAD = 128 << 10
# An element of this size may well be a damaged one that seems to go on.
_SUSPICIOUS_BYTES = 16 << 10
_SPACE = re.compile(SPACE)
_NEXT_OBJECT = re.compile(rb"," + SPACE + rb"(?=\{)")


class Element(NamedTuple):
    """One element: matched by a shape, or parsed, or damaged. `data` are its bytes, of a huge one the first."""

    offset: int
    data: bytes
    size: int
    matched: tuple[Shape, Match] | None = None
    members: list[Member] | None = None
    damage: DamageError | None = None


class ArrayReader:
    """Reads one array.

    A damaged element ends where its brackets say, or earlier, where an object begins that is whole and that `is_record`
    takes for a record of the feed: a quote or a bracket too many then costs one element.

    Args:
        stream: the file, after a byte-order mark.
        start: how many bytes of the file that was.
        shapes: recognise most elements.
        most_bytes: of one value.
        is_record: whether members are those of a record rather than of an object inside one.
    """

    def __init__(
        self,
        stream: BinaryIO,
        start: int,
        shapes: Shapes,
        most_bytes: int,
        is_record: Callable[[list[Member]], bool],
    ) -> None:
        self._stream = stream
        self._shapes = shapes
        self._most_bytes = most_bytes
        self._is_record = is_record
        self._buffer = b""
        self._position = 0
        # Of the first byte of the buffer; and up to which byte of it the newlines are counted.
        self._offset = start
        self._line, self._counted = 1, 0
        self._first_line = 1
        # Whether the last bracket of the file closes something inside an element, by count.
        self._ends_inside = False
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_text = True
        # Looking for the next record may read the same bytes again and again: bytes to read so before giving up.
        self._patience = 16 << 30

    def begin(self) -> None:
        """Go to the first element.

        Raises:
            HoldError: there is no array.
        """
        first = self._mark()
        if first != b"[":
            raise HoldError(f"it is no JSON array: it begins with {first!r}" if first else "there is nothing in it")
        self._position += 1

    def elements(self) -> Iterator[Element]:
        """Yield every element in order, after `begin`.

        Raises:
            HoldError: text follows the array, or it is damaged beyond telling elements apart.
        """
        mark = b"]" if self._mark() == b"]" else b""
        while mark != b"]":
            self._mark()
            yield self._next()
            mark = self._mark()
            self._position += mark != b"]"
        self._position += 1
        if self._mark():
            raise HoldError(f"text follows the end of the array at byte {self._offset + self._position}")

    def line_of(self, element: Element) -> int:
        """The physical line on which the element that was yielded last begins."""
        start = element.offset - self._offset
        if start < self._counted:
            # It was too long to be kept: lines were counted while it passed.
            return self._first_line
        self._count_lines(start)
        return self._line

    def _next(self) -> Element:
        while True:
            start = self._position
            matched = self._shapes.match(self._buffer, start) if self._is_text else None
            if matched and (after := SEPARATOR.match(self._buffer, matched[1].end())):
                self._position = after.end() - 1
                return Element(self._offset + start, b"", len(matched[1][0]), matched)
            # An object that is cut by the end of the buffer matches nothing.
            if len(self._buffer) - start >= _CHUNK or not self._fill():
                return self._parsed()

    def _parsed(self) -> Element:
        offset = self._offset + self._position
        end, size, head = self._end_of_element()
        if head is not None and end is not None:
            self._position = end
            return Element(offset, head, size, damage=DamageError("field_too_long", f"an element of {size} bytes"))
        start = self._position
        members: list[Member] | None = None
        damage: DamageError | None = None
        if end is not None:
            try:
                members = parse(self._buffer[start:end], self._most_bytes)
            except DamageError as error:
                damage = error
        if end is None or (damage and damage.reason == "broken_json"):
            damage = damage or DamageError(
                "broken_json", "it does not end: a bracket or a quote is missing or too many"
            )
            record = self._next_record(start + 1, end)
            if record is not None:
                end = record
            elif end is None and self._ends_inside:
                raise HoldError("the array does not end: the file is cut off after a bracket inside an element")
            elif end is None:
                end = self._end_of_array()
        data = self._buffer[start:end].rstrip(b" \t\r\n")
        self._position = end
        return Element(offset, data, len(data), members=members, damage=damage)

    def _end_of_element(self) -> tuple[int | None, int, bytes | None]:
        """Where the element ends in the buffer, its size, and its head when it is too long to be kept there.

        The end is None when brackets and quotes do not say it before the file ends.
        """
        soon = self._end_of_sound()
        if soon is not None:
            return soon, 0, None
        at, depth, in_string, size, head = self._position, 0, False, 0, None
        suspicious = _SUSPICIOUS_BYTES
        while True:
            pattern = STRING_BODY if in_string else TO_BRACKET if depth else TO_MARK
            match = pattern.match(self._buffer, at)
            at = match.end() if match else at
            mark = self._buffer[at : at + 1]
            if mark == b'"':
                in_string = not in_string
            elif mark in (b"{", b"["):
                depth += 1
            elif depth == 0 and mark in (b",", b"]"):
                return at, size + at - self._position, head
            elif depth and mark in (b"}", b"]"):
                depth -= 1
            if head is None and at - self._position > suspicious:
                # Rather than looking for the end of the file with every damaged element.
                if self._next_record(self._position + 1, at) is not None:
                    return None, 0, None
                suspicious *= 4
            if mark and mark != b"\\":
                at += 1
                continue
            if at - self._position > LONGEST_LINE and head is None:
                head = self._buffer[self._position : self._position + _HEAD]
                self._count_lines(self._position)
                self._first_line = self._line
            if head is not None:
                self._count_lines(at)
                size += at - self._position
                self._position = at
            before = self._position
            if not self._fill():
                if head is None:
                    self._ends_inside = depth > 0 and not in_string
                    return None, 0, None
                self._position = self._end_of_array()
                return self._position, size, head
            at -= before

    def _end_of_sound(self) -> int | None:
        """The separator after an object whose brackets and quotes seem sound; None when it is not that simple."""
        if not self._buffer.startswith(b"{", self._position):
            return None
        try:
            end, _ = end_of_nested(self._buffer, self._position, stop=self._position + _SUSPICIOUS_BYTES)
        except DamageError:
            return None
        after = SEPARATOR.match(self._buffer, end)
        return after.end() - 1 if after else None

    def _next_record(self, start: int, stop: int | None) -> int | None:
        """Where the comma is before the first whole record between two places of the buffer."""
        for comma in _NEXT_OBJECT.finditer(self._buffer, start, len(self._buffer) if stop is None else stop):
            start, members = comma.end(), []
            # A record that was too long to be loaded is not looked for.
            end = start + 2 * self._most_bytes
            try:
                end, _ = end_of_nested(self._buffer, start, stop=end)
                members = parse(self._buffer[start:end], self._most_bytes)
            except DamageError:
                pass
            self._patience -= end - start
            if self._patience < 0:
                raise HoldError("it is too damaged to tell its elements apart")
            if members and SEPARATOR.match(self._buffer, end) and self._is_record(members):
                return comma.start()
        return None

    def _end_of_array(self) -> int:
        """Where the bracket is that ends the file: the end of a last element that does not say its own."""
        place = self._buffer.rfind(b"]")
        if place < 0:
            raise HoldError("it is too damaged to tell its elements apart")
        return place

    def _mark(self) -> bytes:
        """The next byte that is not blank; none at the end of the file."""
        while True:
            match = _SPACE.match(self._buffer, self._position)
            self._position = match.end() if match else self._position
            if self._position < len(self._buffer) or not self._fill():
                return self._buffer[self._position : self._position + 1]

    def _fill(self) -> bool:
        """Read on, and forget what is before the position; False at the end of the file."""
        chunk = self._stream.read(_CHUNK)
        if not chunk:
            return False
        if self._is_text:
            try:
                self._decoder.decode(chunk)
            except UnicodeDecodeError:
                self._is_text = False
        self._count_lines(self._position)
        self._buffer = self._buffer[self._position :] + chunk
        self._offset += self._position
        self._position = self._counted = 0
        return True

    def _count_lines(self, stop: int) -> None:
        self._line += self._buffer.count(b"\n", self._counted, stop)
        self._counted = max(self._counted, stop)
