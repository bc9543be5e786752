"""Physical lines of a file in bounded memory, however long one of them is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK = 8 << 20
# A longer run without a newline is cut: it is no record of any shop, and must not fill the memory.
LONGEST_LINE = 64 << 20


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line without its newline; `number` counts from 1, `offset` is in bytes, `size` before any cut."""

    number: int
    offset: int
    data: bytes
    size: int


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a stream, ended by LF or CR LF; an over-long line comes cut, with its full size."""
    number, offset, rest, dropped = 1, 0, b"", 0
    while chunk := stream.read(_CHUNK):
        *lines, tail = chunk.split(b"\n")
        for data in lines:
            whole = rest + data
            size = len(whole) + dropped
            yield Line(number, offset, whole.removesuffix(b"\r"), size)
            number, offset, rest, dropped = number + 1, offset + size + 1, b"", 0
        rest += tail
        if len(rest) > LONGEST_LINE:
            dropped += len(rest) - LONGEST_LINE
            rest = rest[:LONGEST_LINE]
    if rest:
        yield Line(number, offset, rest.removesuffix(b"\r"), len(rest) + dropped)
