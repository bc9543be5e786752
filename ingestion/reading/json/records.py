"""Find the next record of a feed in a damaged array, where brackets and quotes can no longer be counted on."""

import re
from collections.abc import Callable

from ingestion.reading.json.brackets import end_of_nested
from ingestion.reading.json.objects import Members, members_of
from ingestion.reading.json.values import DamageError
from ingestion.reading.json.window import Window
from ingestion.reading.reader import HoldError

# What may follow an element of an array.
SEPARATOR = re.compile(rb"[ \t\r\n]*+[,\]]")
_NEXT_OBJECT = re.compile(rb',[ \t\r\n]*+(?=\{[ \t\r\n]*+["}])')


class Records:
    """Looks ahead in the window of an `ArrayReader`; see there for the arguments."""

    def __init__(self, window: Window, most_bytes: int, is_record: Callable[[Members], bool]) -> None:
        self._window = window
        self._most_bytes = most_bytes
        self._is_record = is_record
        # Looking for the next record may read the same bytes again and again: bytes to read so before giving up.
        self._patience = 4 << 30

    def before_next(self, stop: int | None) -> int | None:
        """Bytes from the position to the comma before the first whole record, if it is at most `stop` bytes away.

        The window may be filled: places in it move, its position says where to.

        Raises:
            HoldError: there is no end to it.
        """
        window = self._window
        behind = 1
        while True:
            end = len(window.bytes) if stop is None else window.position + stop
            comma = _NEXT_OBJECT.search(window.bytes, window.position + behind, end)
            if comma is None:
                return None
            before, behind = comma.start() - window.position, comma.end() - window.position
            if self._is_record_at(behind):
                return before

    def _is_record_at(self, behind: int) -> bool:
        """Whether a whole record of this feed begins so many bytes behind the position."""
        window = self._window
        # A record that was too long to be loaded is not looked for.
        most = 2 * self._most_bytes
        while len(window.bytes) - window.position - behind < most and window.fill():
            # It may have been cut by the end of the window.
            continue
        start = window.position + behind
        end = end_of_nested(window.bytes, start, stop=start + most)
        self._patience -= (end or start + most) - start
        if self._patience < 0:
            raise HoldError("it is too damaged to tell its elements apart")
        if end is None or not SEPARATOR.match(window.bytes, end):
            return False
        try:
            return self._is_record(members_of(window.bytes[start:end]))
        except DamageError:
            return False
