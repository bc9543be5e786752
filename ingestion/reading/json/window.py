"""The part of a file that is looked at: bytes that move on through it, with the place and the line they are at."""

import re
from typing import BinaryIO

CHUNK = 4 << 20
_NOT_BLANK = re.compile(rb"[^ \t\r\n]")


class Window:
    """Bytes of a file from some place on.

    Args:
        stream: the file, after a byte-order mark.
        start: how many bytes of the file that was.

    Attributes:
        bytes: what is held; `position` is the place in them that is looked at, `offset` their own in the file.
        line: the physical line that was counted up to last.
    """

    def __init__(self, stream: BinaryIO, start: int) -> None:
        self.bytes = b""
        self.position = 0
        self.offset = start
        self.line = 1
        self._stream = stream
        # Up to which byte the newlines are counted.
        self._counted = 0

    def fill(self) -> bool:
        """Read on, and forget what is before the position; False at the end of the file."""
        chunk = self._stream.read(CHUNK)
        if not chunk:
            return False
        self.count_lines(self.position)
        self.bytes = self.bytes[self.position :] + chunk
        self.offset += self.position
        self.position = self._counted = 0
        return True

    def mark(self) -> bytes:
        """Go to the next byte that is not blank: that byte, or none at the end of the file."""
        while True:
            match = _NOT_BLANK.search(self.bytes, self.position)
            self.position = match.start() if match else len(self.bytes)
            if match or not self.fill():
                return self.bytes[self.position : self.position + 1]

    def count_lines(self, stop: int) -> None:
        """Bring `line` to that of a byte that is held."""
        self.line += self.bytes.count(b"\n", self._counted, stop)
        self._counted = max(self._counted, stop)

    def is_counted(self, place: int) -> bool:
        """Whether lines were counted beyond a place of the bytes, which may be one that is no longer held."""
        return place < self._counted
