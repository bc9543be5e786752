"""What a workbook must not hold, found out before anything that allocates memory for its cells sees it.

calamine keeps a sheet as a rectangle from the first cell to the last: one cell in the last corner of an otherwise
empty sheet would take it gigabytes. So the references of all cells are read here first; what the sheet says of its own
size (its `dimension`) is not believed.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingestion.headers import MAX_COLUMNS
from ingestion.reading import HoldError
from ingestion.xlsx_files.archive import open_archive

MOST_ROWS = 1_000_000
# Cells of the rectangle for each cell that is there, of a sheet with more cells than are worth a thought.
_MOST_SPARSE = 10
_FEW_CELLS = 2_000_000
_FORBIDDEN = (
    ("vbaproject.bin", "holds macros"),
    ("xl/macrosheets/", "holds macros"),
    ("xl/externallinks/", "links to other files"),
    ("xl/connections.xml", "connects to other data"),
)
# However it is spelled: a reference such as `B12` of a cell, or the number of a row.
_ANY_REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")
# Where none of these is, every reference is spelled ` r="B12"`.
_ODD = (b"'", b"\t", b"\n", b"\r", b" =", b"= ")
_LONGEST_REFERENCE = 24
# ` r="` as one number.
_REFERENCE = int.from_bytes(b' r="', "little")
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)["']""")
_LETTERS, _A, _ZERO = 26, ord("A"), ord("0")
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


def check(path: Path, most_bytes: int, most_ratio: int) -> None:
    """Refuse a workbook that is none, or passes a limit.

    Raises:
        HoldError: with the limit and the value.
        OSError: the file cannot be read.
    """
    with path.open("rb") as stream:
        archive = open_archive(path, stream, most_bytes, most_ratio)
        for entry in archive.entries:
            for part, what in _FORBIDDEN:
                if part in entry.filename.casefold():
                    raise HoldError(f"the workbook {what} ({entry.filename}): save it without")
        for entry in archive.entries:
            name = entry.filename.casefold()
            extent = _Extent()
            for piece in _at_tags(archive.unpack(entry)):
                _check_text(name, piece)
                extent.note(piece)
            if extent.problem:
                raise HoldError(f"{entry.filename} {extent.problem}")


def _check_text(name: str, piece: bytes) -> None:
    if b"<!DOCTYPE" in piece:
        raise HoldError(f"{name} declares entities: no workbook does")
    if name.endswith((".xml", ".rels")) and b"\0" in piece:
        raise HoldError(f"{name} is not UTF-8")
    if name.endswith("workbook.xml.rels"):
        odd = [target for target in _TARGET.findall(piece) if not target.lower().endswith(b".xml")]
        if odd:
            raise HoldError(f"the workbook names a part that is no XML: {odd[0][:60].decode('utf-8', 'replace')!r}")


def _at_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, never cut inside a tag that fits into a piece."""
    rest = b""
    for piece in pieces:
        joined = rest + piece
        cut = joined.rfind(b"<")
        cut = len(joined) if cut <= 0 else cut
        rest = joined[cut:]
        yield joined[:cut]
    yield rest


class _Extent:
    """The rectangle that the cells of a part span from the first row and column."""

    def __init__(self) -> None:
        self._cells = self._last_row = self._last_column = 0

    @property
    def problem(self) -> str | None:
        """Why this must not be read."""
        if self._last_row > MOST_ROWS + 1:
            return f"has a cell in row {self._last_row}, at most {MOST_ROWS + 1} are read"
        if self._last_column > MAX_COLUMNS:
            return f"has a cell in column {self._last_column}, at most {MAX_COLUMNS} are read"
        if self._last_row * self._last_column > max(_FEW_CELLS, _MOST_SPARSE * self._cells):
            return f"spans {self._last_row} rows and {self._last_column} columns with {self._cells} cells only"
        return None

    def note(self, piece: bytes) -> None:
        """Take the references in a piece into account: ` r="B12"` all at once, other spellings one by one."""
        if any(odd in piece for odd in _ODD):
            for letters, digits in _ANY_REFERENCE.findall(piece):
                self._take(int(digits[:12]), _column(letters))
                self._cells += bool(letters)
            return
        padding = -len(piece) % 4 + _LONGEST_REFERENCE
        text = np.frombuffer(piece + bytes(padding), dtype=np.uint8)
        at = np.concatenate(
            [
                np.flatnonzero(text[start : start - 4 or None].view("<u4") == _REFERENCE) * 4 + start + 4
                for start in range(4)
            ]
        )
        # The bit that tells small letters from capital ones is left out: `b12` is a reference, too.
        columns, at = _number(text & np.uint8(0xDF), at, _A - 1, _LETTERS)
        rows, _ = _number(text, at, _ZERO, 10)
        if len(at):
            self._take(int(rows.max()), int(columns.max()))
        self._cells += int(np.count_nonzero(columns))

    def _take(self, row: int, column: int) -> None:
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)


def _number(text: Bytes, at: Places, zero: int, base: int) -> tuple[Places, Places]:
    """The numbers that are written at many places in digits of this base, and where each ends."""
    value = np.zeros(len(at), dtype=np.int64)
    end = at.copy()
    is_digit = np.ones(len(at), dtype=bool)
    for place in range(_LONGEST_REFERENCE // 2):
        digit = text[at + place].astype(np.int64) - zero
        is_digit &= (digit >= (base == _LETTERS)) & (digit < base + (base == _LETTERS))
        if not is_digit.any():
            break
        value = np.where(is_digit, value * base + digit, value)
        end += is_digit
    return value, end


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper()[:8]:
        number = number * _LETTERS + letter - _A + 1
    return number
