"""Take the elements of a JSON array out of a file of any size, and find the next one after a damaged one."""

from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from ingestion.reading.json.brackets import Brackets, end_by_count, end_of_nested
from ingestion.reading.json.objects import Members, members_of
from ingestion.reading.json.records import SEPARATOR, Records
from ingestion.reading.json.values import DamageError
from ingestion.reading.json.window import CHUNK, Window
from ingestion.reading.lines import LONGEST_LINE
from ingestion.reading.reader import HoldError

# Kept of an element that is too long to be held in memory: more than quarantine keeps.
_HEAD = 128 << 10
# An element of this size may well be a damaged one that seems to go on.
_SUSPICIOUS_BYTES = 16 << 10
_DOES_NOT_END = DamageError("broken_json", "it does not end: a bracket or a quote is missing or too many")


class Element(NamedTuple):
    """One element: parsed, or damaged. `data` are its bytes, of a huge one the first."""

    offset: int
    data: bytes
    members: Members | DamageError


class ArrayReader:
    """Reads one array.

    A damaged element ends where its brackets say, or earlier, where an object begins that is whole and that `is_record`
    takes for a record of the feed: a quote or a bracket too many then costs one element.

    Args:
        stream: the file, after a byte-order mark.
        start: how many bytes of the file that was.
        most_bytes: of one value.
        is_record: whether members are those of a record rather than of an object inside one.
    """

    def __init__(self, stream: BinaryIO, start: int, most_bytes: int, is_record: Callable[[Members], bool]) -> None:
        self._window = Window(stream, start)
        self._records = Records(self._window, most_bytes, is_record)
        # An object whose texts have brackets is not looked for through many others.
        self._usual = _SUSPICIOUS_BYTES
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
            end = end_by_count(window.bytes, start, start + self._usual)
            if end is not None and SEPARATOR.match(window.bytes, end):
                data = window.bytes[start:end]
                try:
                    members = members_of(data)
                except DamageError:
                    return self._next_by_brackets()
                window.position = end
                self._usual = 4 * len(data)
                return Element(window.offset + start, data, members)
            # What is cut by the end of the buffer has no end.
            if len(window.bytes) - start >= CHUNK or not window.fill():
                return self._next_by_brackets()

    def _next_by_brackets(self) -> Element:
        window = self._window
        offset = window.offset + window.position
        brackets = Brackets(window.position)
        end = self._end_of_sound() or self._end_of(brackets)
        if end is None and brackets.at - window.position > LONGEST_LINE:
            return self._too_long(offset, brackets)
        members: Members | DamageError = _DOES_NOT_END
        if end is not None:
            try:
                members = members_of(window.bytes[window.position : end])
            except DamageError as damage:
                members = damage
        if isinstance(members, DamageError) and members.reason == "broken_json":
            end = self._end_of_damaged(end)
        data = window.bytes[window.position : end]
        self._usual = 4 * len(data)
        window.position += len(data)
        return Element(offset, data.rstrip(b" \t\r\n"), members)

    def _end_of_sound(self) -> int | None:
        """The end of an object whose brackets and quotes seem sound; None when it is not that simple."""
        window = self._window
        if not window.bytes.startswith(b"{", window.position):
            return None
        end = end_of_nested(window.bytes, window.position, stop=window.position + _SUSPICIOUS_BYTES)
        return end if end is not None and SEPARATOR.match(window.bytes, end) else None

    def _end_of(self, brackets: Brackets) -> int | None:
        """Where the element ends in the buffer.

        None when brackets and quotes do not say it before the file ends or a record begins, or when it is too long to
        be held.
        """
        window = self._window
        suspicious = _SUSPICIOUS_BYTES
        while brackets.at - window.position <= LONGEST_LINE:
            before = window.position
            stop = min(len(window.bytes), before + suspicious)
            end = brackets.end(window.bytes, stop)
            if end is not None:
                if window.bytes[end : end + 1] in (b",", b"]"):
                    return end
                continue
            is_next = False
            if stop < len(window.bytes):
                # Rather than looking for the end of the file with every damaged element.
                suspicious *= 4
                is_next = self._records.before_next(stop - before) is not None
            elif not window.fill():
                self._ends_inside = brackets.depth > 0 and not brackets.in_string
                return None
            brackets.at += window.position - before
            if is_next:
                return None
        return None

    def _too_long(self, offset: int, brackets: Brackets) -> Element:
        """Pass an element that is too long to be held, of which the brackets were followed so far."""
        window = self._window
        head = window.bytes[window.position : window.position + _HEAD]
        window.count_lines(window.position)
        self._first_line = window.line
        end: int | None = None
        while end is None or window.bytes[end : end + 1] not in (b",", b"]"):
            end = brackets.end(window.bytes, len(window.bytes))
            if end is None:
                window.count_lines(brackets.at)
                window.position = brackets.at
                brackets.at = 0
                if not window.fill():
                    end = self._end_of_array()
        window.position = end
        size = window.offset + end - offset
        return Element(offset, head, DamageError("field_too_long", f"an element of {size} bytes"))

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
