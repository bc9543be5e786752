"""Find the last row and column of a sheet, and how many cells it has, in the bytes of its XML."""

import re

import numpy as np
import numpy.typing as npt

from ingestion.reading.headers import MAX_COLUMNS

MOST_ROWS = 1_000_000
# Cells of the rectangle for each cell that is there, of a sheet with more cells than are worth a thought.
_MOST_SPARSE = 10
_FEW_CELLS = 2_000_000
# However it is spelled: a reference such as `B12` of a cell, or the number of a row.
_ANY_REFERENCE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")
# Where none of these is, every reference is spelled ` r="B12"`.
_ODD = (b"'", b"\t", b"\n", b"\r")
_ODD_PAIRS = tuple(int.from_bytes(pair, "little") for pair in (b" =", b"= "))
# ` r="` as one number.
_REFERENCE = int.from_bytes(b' r="', "little")
# Digits, and letters before them, that are read.
_LONGEST = 12
# Beyond every number of so many digits.
_FAR = 1 << 60
_A, _ZERO = np.uint8(ord("A")), np.uint8(ord("0"))
# The bit that tells small letters from capital ones: `b12` is a reference, too.
_CAPITAL = np.uint8(0xDF)
Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


class Extent:
    """The rectangle that the cells of a part span from the first row and column.

    Attributes:
        cells: how many there are.
        rows: the least and the greatest row of the piece that was noted last; None where it has no reference.
    """

    def __init__(self) -> None:
        self.cells = self._last_row = self._last_column = 0
        self.rows: tuple[int, int] | None = None

    @property
    def problem(self) -> str | None:
        """Why this must not be read."""
        if self._last_row > MOST_ROWS + 1:
            return f"has a cell in row {self._last_row}, at most {MOST_ROWS + 1} are read"
        if self._last_column > MAX_COLUMNS:
            return f"has a cell in column {self._last_column}, at most {MAX_COLUMNS} are read"
        if self._last_row * self._last_column > max(_FEW_CELLS, _MOST_SPARSE * self.cells):
            return f"spans {self._last_row} rows and {self._last_column} columns with {self.cells} cells only"
        return None

    def note(self, piece: bytes) -> None:
        """Take the references in a piece into account: ` r="B12"` all at once, other spellings one by one."""
        self.rows = None
        text = np.frombuffer(piece + bytes(-len(piece) % 4 + 2 * _LONGEST), dtype=np.uint8)
        if any(odd in piece for odd in _ODD) or _has_odd_pair(text):
            for letters, digits in _ANY_REFERENCE.findall(piece):
                row, column = int(digits[:_LONGEST]), _column(letters)
                self._take((row, row), column, int(bool(letters)))
            return
        at = np.concatenate(
            [
                np.flatnonzero(text[start : start - 4 or None].view("<u4") == _REFERENCE) * 4 + start + 4
                for start in range(4)
            ]
        )
        if not len(at):
            return
        columns, at = _columns(text, at)
        self._take(_bounds(text, at), int(columns.max(initial=0)), int(np.count_nonzero(columns)))

    def _take(self, rows: tuple[int, int], column: int, cells: int) -> None:
        self.rows = (min(self.rows[0], rows[0]), max(self.rows[1], rows[1])) if self.rows else rows
        self._last_row = max(self._last_row, rows[1])
        self._last_column = max(self._last_column, column)
        self.cells += cells


def _has_odd_pair(text: Bytes) -> bool:
    """Whether a blank stands beside an equals sign; looked for with `in` this took six times as long."""
    for start in range(2):
        pairs = text[start : start - 2 or None].view("<u2")
        if any((pairs == odd).any() for odd in _ODD_PAIRS):
            return True
    return False


def _columns(text: Bytes, at: Places) -> tuple[Places, Places]:
    """The columns that are written in letters at many places, 0 where there are none, and where each ends."""
    columns = np.zeros(len(at), dtype=np.int64)
    end = at.copy()
    for _ in range(_LONGEST):
        letter = (text[end] & _CAPITAL) - _A
        is_letter = letter < 26
        if not is_letter.any():
            break
        columns = np.where(is_letter, columns * 26 + letter + 1, columns)
        end += is_letter
    return columns, end


def _bounds(text: Bytes, at: Places) -> tuple[int, int]:
    """The least and the greatest of the numbers that are written in digits at many places."""
    least, greatest = _FAR, 0
    numbers = np.zeros(len(at), dtype=np.int64)
    for _ in range(_LONGEST):
        digit = text[at] - _ZERO
        is_digit = digit < 10
        if not is_digit.all():
            ended = numbers[~is_digit]
            least, greatest = min(least, int(ended.min())), max(greatest, int(ended.max()))
            at, numbers, digit = at[is_digit], numbers[is_digit], digit[is_digit]
        numbers = numbers * 10 + digit
        at = at + 1
    return int(numbers.min(initial=least)), int(numbers.max(initial=greatest))


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper()[:_LONGEST]:
        number = number * 26 + letter - int(_A) + 1
    return number
