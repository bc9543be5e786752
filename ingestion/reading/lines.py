"""Physical lines of a file in bounded memory, however long one of them is."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_CHUNK = 4 << 20
# A longer run without a newline is cut: it is no record of any shop, and must not fill the memory.
LONGEST_LINE = 64 << 20


class Line(NamedTuple):
    """One physical line without its LF, but with a CR before it.

    `number` counts from 1, `offset` is in bytes, `size` is that of the line before any cut. `is_sound` says that the
    line is known to be UTF-8 without NUL: looking at many lines at once is cheap, looking at each is not.
    """

    number: int
    offset: int
    data: bytes
    size: int
    is_sound: bool


def read_lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a stream; an over-long line comes cut, with its full size."""
    number, offset, rest, dropped = 1, 0, bytearray(), 0
    while chunk := stream.read(_CHUNK):
        end = chunk.rfind(b"\n")
        if end >= 0:
            rest += chunk[:end]
            is_sound = len(rest) < 2 * _CHUNK and _is_sound(rest)
            for data in bytes(rest).split(b"\n"):
                size = len(data) + dropped
                yield Line(number, offset, data, size, is_sound)
                number, offset, dropped = number + 1, offset + size + 1, 0
            rest = bytearray()
        rest += memoryview(chunk)[end + 1 :]
        if len(rest) > LONGEST_LINE:
            dropped += len(rest) - LONGEST_LINE
            del rest[LONGEST_LINE:]
    if rest:
        yield Line(number, offset, bytes(rest), len(rest) + dropped, is_sound=False)


def _is_sound(block: bytearray) -> bool:
    try:
        block.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in block
