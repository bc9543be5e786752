"""Find where the rows of a sheet can be cut into slices that, read one after another, are the sheet.

calamine counts a row that carries no number from the row before it, and puts a cell where its own reference says. So a
sheet is cut only where that is certain to make no difference: each row says its number, in the one spelling that all
writers known to us have, and no slice reaches back to a row of an earlier one. What is not certain is not cut: it is
read as well, and takes the memory that it takes.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np

SHEET = re.compile(rb"[^<]*(?:<\?[^<]*)?<worksheet[\s>]")
ROW = b'<row r="'
_ROWS = b"sheetData"
_ROW_END, _ROWS_END = b"</row>", b"</sheetData"
_END = b"</sheetData></worksheet>"
# By then it is known whether a part is a sheet, and by then its rows begin.
_SHORT_HEAD = 4 << 10
_LONGEST_HEAD = 1 << 20
# Of a sheet that is indented, looked at behind a row.
_BLANKS = 64
# `<row` and ` r="` as numbers.
_TAG, _NUMBER = (int.from_bytes(part, "little") for part in (ROW[:4], ROW[4:]))
_ODD = ((b"!", b"<!"), (b"?", b"<?"), (b":", b":row"), (b":", b":sheetData"))
Rows = tuple[int, int] | None


class Cuts:
    """The slices of one part of a workbook.

    Args:
        size: bytes from which on a slice is ended; None cuts nothing.

    Attributes:
        count: of the slices.
        is_sound: whether together they are the part. It may turn out late that they are not.
    """

    def __init__(self, size: int | None) -> None:
        self.count = 1
        self.is_sound = True
        self._size = size
        self._is_open = size is not None
        self._head: bytes | None = None
        self._written = self._greatest = self._before = 0
        self._is_row_ended = False

    def slices(self, pieces: Iterable[tuple[bytes, Rows]]) -> Iterator[tuple[int, bytes]]:
        """The pieces of a part with the number of their slice; between two slices the sheet is ended and begun again.

        Args:
            pieces: none cut inside a tag, each with the least and the greatest row that it refers to.
        """
        head = b""
        for piece, rows in pieces:
            if self._is_open and self._head is None:
                start = piece.find(ROW[:4])
                head += piece if start < 0 else piece[:start]
                self._begin(head, is_whole=start >= 0)
                inside = piece[max(start, 0) :]
            else:
                inside = piece
            if self._is_open and self._head is not None and self._is_cut_before(piece, inside, rows):
                yield self.count - 1, _END
                self.count += 1
                yield self.count - 1, self._head
            yield self.count - 1, piece

    def _begin(self, head: bytes, *, is_whole: bool) -> None:
        sheet = SHEET.match(head)
        if sheet is None:
            self._is_open = len(head) < _SHORT_HEAD and not is_whole
            return
        tags = head[sheet.end() :]
        is_begun = tags.count(_ROWS) == 1 and b"<sheetData>" in tags if is_whole else tags.count(_ROWS) < 2
        self._is_open = len(head) < _LONGEST_HEAD and b"<!" not in tags and b"<?" not in tags and is_begun
        if is_whole:
            self._head = head

    def _is_cut_before(self, piece: bytes, inside: bytes, rows: Rows) -> bool:
        end = inside.find(_ROWS_END)
        if end >= 0:
            # What follows the rows is not read.
            inside, self._is_open = inside[:end], False
        least, greatest = rows or (self._greatest + 1, self._greatest)
        if least <= self._before or not _is_plain(inside):
            self._is_open = False
            self.is_sound = self.count == 1
            return False
        is_cut = (
            self._written >= (self._size or 0)
            and self._is_row_ended
            and piece.startswith(ROW)
            and self._greatest < least
        )
        if is_cut:
            self._before, self._written = self._greatest, 0
        self._greatest = max(self._greatest, greatest)
        self._written += len(piece)
        self._is_row_ended = piece[-_BLANKS:].rstrip().endswith(_ROW_END)
        return is_cut


def _is_plain(rows: bytes) -> bool:
    """Whether every `row` of them is a tag and begins with its number."""
    # A mark alone is found many times as fast as a pair.
    if any(mark in rows and odd in rows for mark, odd in _ODD):
        return False
    text = np.frombuffer(rows + bytes(-len(rows) % 4 + 8), dtype=np.uint8)
    for start in range(4):
        words = text[start : start - 4 or None].view("<u4")
        tags = np.flatnonzero(words == _TAG)
        if not (words[tags + 1] == _NUMBER).all():
            return False
    return True
