"""Look at a file from its end, before it is read from its beginning."""

import os
from collections.abc import Iterator
from pathlib import Path

_TAIL = 64 << 10


def ends_in_bracket(path: Path) -> bool:
    """Whether the last byte that is not blank closes an array.

    Raises:
        OSError: it cannot be read.
    """
    return next(_from_the_end(path), b"").endswith(b"]")


def _from_the_end(path: Path) -> Iterator[bytes]:
    """The blocks of a file, last one first, without blanks at their ends and without blocks of blanks only."""
    with path.open("rb") as stream:
        end = stream.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - _TAIL)
            stream.seek(start)
            block = stream.read(end - start).rstrip(b" \t\r\n")
            if block:
                yield block
            end = start
