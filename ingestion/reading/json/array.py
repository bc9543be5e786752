"""Take the elements of a JSON array out of a file of any size, and find the next one after a damaged one."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from ingestion.reading.json.elements import Member, end_of_nested, parse
from ingestion.reading.json.grammar import SEPARATOR, STRING_BODY, TO_BRACKET, TO_MARK
from ingestion.reading.json.records import Records
from ingestion.reading.json.shapes import Match, Shape, Shapes
from ingestion.reading.json.values import DamageError
from ingestion.reading.json.window import CHUNK, Window
from ingestion.reading.lines import LONGEST_LINE
from ingestion.reading.reader import HoldError

# Kept of an element that is too long to be held in memory: more than quarantine keeps.
_HEAD = 128 << 10
# An element of this size may well be a damaged one that seems to go on.
_SUSPICIOUS_BYTES = 16 << 10


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
        self._window = Window(stream, start)
        self._shapes = shapes
        self._most_bytes = most_bytes
        self._records = Records(self._window, most_bytes, is_record)
        # Where an element began that was too long to be held.
        self._first_line = 1
        # Whether the last bracket of the file closes something inside an element, by count.
        self._ends_inside = False

    def begin(self) -> None:
        """Go to the first element.

        Raises:
            HoldError: there is no array.
        """
        first = self._window.mark()
        if first != b"[":
            raise HoldError(f"it is no JSON array: it begins with {first!r}" if first else "there is nothing in it")
        self._window.position += 1

    def elements(self) -> Iterator[Element]:
        """Yield every element in order, after `begin`.

        Raises:
            HoldError: text follows the array, or it is damaged beyond telling elements apart.
        """
        window = self._window
        mark = b"]" if window.mark() == b"]" else b""
        while mark != b"]":
            window.mark()
            yield self._next()
            mark = window.mark()
            window.position += mark != b"]"
        window.position += 1
        if window.mark():
            raise HoldError(f"text follows the end of the array at byte {window.offset + window.position}")

    def line_of(self, element: Element) -> int:
        """The physical line on which the element that was yielded last begins."""
        window = self._window
        start = element.offset - window.offset
        if window.is_counted(start):
            # It was too long to be held: lines were counted while it passed.
            return self._first_line
        window.count_lines(start)
        return window.line

    def _next(self) -> Element:
        window = self._window
        while True:
            start = window.position
            matched = self._shapes.match(window.bytes, start) if window.is_text else None
            if matched and (after := SEPARATOR.match(window.bytes, matched[1].end())):
                window.position = after.end() - 1
                return Element(window.offset + start, b"", len(matched[1][0]), matched)
            # An object that is cut by the end of the buffer matches nothing.
            if len(window.bytes) - start >= CHUNK or not window.fill():
                return self._parsed()

    def _parsed(self) -> Element:
        window = self._window
        offset = window.offset + window.position
        end, size, head = self._end_of_element()
        if head is not None and end is not None:
            window.position = end
            return Element(offset, head, size, damage=DamageError("field_too_long", f"an element of {size} bytes"))
        start = window.position
        members: list[Member] | None = None
        damage: DamageError | None = None
        if end is not None:
            try:
                members = parse(window.bytes[start:end], self._most_bytes)
            except DamageError as error:
                damage = error
        if end is None or (damage and damage.reason == "broken_json"):
            damage = damage or DamageError(
                "broken_json", "it does not end: a bracket or a quote is missing or too many"
            )
            end = self._end_of_damaged(end)
            start = window.position
        data = window.bytes[start:end].rstrip(b" \t\r\n")
        window.position = end
        return Element(offset, data, len(data), members=members, damage=damage)

    def _end_of_element(self) -> tuple[int | None, int, bytes | None]:
        """Where the element ends in the buffer, its size, and its head when it is too long to be kept there.

        The end is None when brackets and quotes do not say it before the file ends.
        """
        window = self._window
        soon = self._end_of_sound()
        if soon is not None:
            return soon, 0, None
        at, depth, in_string, size, head = window.position, 0, False, 0, None
        suspicious = _SUSPICIOUS_BYTES
        while True:
            pattern = STRING_BODY if in_string else TO_BRACKET if depth else TO_MARK
            match = pattern.match(window.bytes, at)
            at = match.end() if match else at
            mark = window.bytes[at : at + 1]
            if mark == b'"':
                in_string = not in_string
            elif mark in (b"{", b"["):
                depth += 1
            elif depth == 0 and mark in (b",", b"]"):
                return at, size + at - window.position, head
            elif depth and mark in (b"}", b"]"):
                depth -= 1
            if head is None and at - window.position > suspicious:
                # Rather than looking for the end of the file with every damaged element.
                before = window.position
                if self._records.before_next(at - before) is not None:
                    return None, 0, None
                at += window.position - before
                suspicious *= 4
            if mark and mark != b"\\":
                at += 1
                continue
            if at - window.position > LONGEST_LINE and head is None:
                head = window.bytes[window.position : window.position + _HEAD]
                window.count_lines(window.position)
                self._first_line = window.line
            if head is not None:
                window.count_lines(at)
                size += at - window.position
                window.position = at
            before = window.position
            if not window.fill():
                if head is None:
                    self._ends_inside = depth > 0 and not in_string
                    return None, 0, None
                window.position = self._end_of_array()
                return window.position, size, head
            at -= before

    def _end_of_sound(self) -> int | None:
        """The separator after an object whose brackets and quotes seem sound; None when it is not that simple."""
        window = self._window
        if not window.bytes.startswith(b"{", window.position):
            return None
        try:
            end, _ = end_of_nested(window.bytes, window.position, stop=window.position + _SUSPICIOUS_BYTES)
        except DamageError:
            return None
        after = SEPARATOR.match(window.bytes, end)
        return after.end() - 1 if after else None

    def _end_of_damaged(self, end: int | None) -> int:
        """Where a damaged element ends: before the next record, where its brackets say, or with the file."""
        window = self._window
        size = None if end is None else end - window.position
        before = self._records.before_next(size)
        if before is None:
            before = size
        if before is not None:
            return window.position + before
        if self._ends_inside:
            raise HoldError("the array does not end: the file is cut off after a bracket inside an element")
        return self._end_of_array()

    def _end_of_array(self) -> int:
        """Where the bracket is that ends the file: the end of a last element that does not say its own."""
        place = self._window.bytes.rfind(b"]")
        if place < 0:
            raise HoldError("it is too damaged to tell its elements apart")
        return place
