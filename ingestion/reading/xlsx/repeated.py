"""How much text the cells of a sheet hold when shared strings are written out, as calamine does for every cell.

A workbook keeps a text once however many cells show it: a thousand bytes of XML may stand for a gigabyte in memory.
"""

import re
from array import array
from collections.abc import Iterable
from xml.parsers import expat

from ingestion.reading.reader import HoldError

MOST_TEXT = 512 << 20
_STRING = re.compile(rb"<si[\s>]")


def is_shared(name: str) -> bool:
    """Whether a part is the one that holds the shared strings."""
    return name.casefold().replace("\\", "/").endswith("sharedstrings.xml")


class LongestString:
    """The most bytes that one shared string takes in its part, read piece by piece.

    Attributes:
        bytes: of the longest. With a spelling that is not seen here the whole part counts as one.
    """

    def __init__(self) -> None:
        self.bytes = 0
        self._current = 0

    def note(self, piece: bytes) -> None:
        """Take a piece, which never begins inside a tag, into account."""
        last = 0
        for string in _STRING.finditer(piece):
            self._take(string.start() - last)
            self._current, last = 0, string.start()
        self._take(len(piece) - last)

    def _take(self, size: int) -> None:
        self._current += size
        self.bytes = max(self.bytes, self._current)


def string_sizes(name: str, pieces: Iterable[bytes]) -> "array[int]":
    """Bytes of each shared string, in their order.

    Raises:
        HoldError: the part is no XML.
    """
    sizes = array("q")

    def start(tag: str, _: dict[str, str]) -> None:
        if _local(tag) == "si":
            sizes.append(0)

    def text(data: str) -> None:
        if sizes:
            sizes[-1] += len(data.encode())

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    _parse(parser, name, pieces)
    return sizes


def written_out(name: str, pieces: Iterable[bytes], sizes: "array[int]") -> int:
    """Bytes of the shared strings that the cells of a sheet show, all together.

    Raises:
        HoldError: the part is no XML.
    """
    total = 0
    in_shared = in_value = False
    digits = ""

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal in_shared, in_value, digits
        if _local(tag) == "c":
            in_shared = attributes.get("t") == "s"
        in_value = in_shared and _local(tag) == "v"
        digits = ""

    def text(data: str) -> None:
        nonlocal digits
        if in_value:
            digits += data

    def end(_: str) -> None:
        nonlocal total, in_value
        if in_value and digits.strip().isdecimal() and int(digits[:20]) < len(sizes):
            total += sizes[int(digits)]
        in_value = False

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end
    _parse(parser, name, pieces)
    return total


def _parse(parser: expat.XMLParserType, name: str, pieces: Iterable[bytes]) -> None:
    parser.buffer_text = True
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise HoldError(f"{name} is no XML: {error}") from error


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]
