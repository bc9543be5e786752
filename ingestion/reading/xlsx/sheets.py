"""Read the rows of a sheet from a copy of its workbook, slice after slice: one at a time is in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, WorksheetNotFound, load_workbook

from ingestion.reading.reader import HoldError
from ingestion.reading.xlsx.copying import Copied
from ingestion.reading.xlsx.spelling import Cell


@dataclass(frozen=True)
class Batch:
    """Rows of one length that follow each other.

    Attributes:
        top: the row of the sheet, counted from 1, that the first is.
        left: the column of the sheet, counted from 0, where they begin.
    """

    top: int
    left: int
    rows: Sequence[list[Cell]]

    def covering(self, first: int, end: int) -> "Batch":
        """The same from this column or an earlier one to this end or a later one, with empty cells for the rest."""
        before = max(0, self.left - first)
        after = max(0, end - self.left - len(self.rows[0]))
        if not before and not after:
            return self
        rows = [[*[""] * before, *row, *[""] * after] for row in self.rows]
        return Batch(self.top, self.left - before, rows)


class Sheet:
    """A sheet of a workbook that was checked."""

    def __init__(self, copied: Copied, name: str) -> None:
        """Open its first slice.

        Raises:
            HoldError: it cannot be read.
        """
        self._copied = copied
        self._name = name
        self._first: CalamineSheet | None = _open(copied, 0, name)
        self._columns = _columns(self._first)
        # Cells without a reference are seen in no other way than by reading all slices.
        self._is_widest = len(copied.tables) < 2

    def batches(self, cells: int) -> Iterator[Batch]:
        """All rows in batches of some number of cells, once.

        Raises:
            HoldError: a later slice cannot be read.
        """
        sheet, self._first = self._first, None
        # What is held of a slice is given up before the next is opened.
        rows = sheet.iter_rows() if sheet and sheet.start else iter(())
        last = sheet.end[0] if sheet and sheet.end else -1
        del sheet
        yield from _batches(rows, 1, self._columns[0], cells)
        del rows
        for number in range(1, len(self._copied.tables)):
            sheet = _open(self._copied, number, self._name)
            top, left = sheet.start or (last + 1, 0)
            if top <= last:
                # A part that is read with every slice is a sheet, too: its rows would be loaded again and again.
                raise HoldError(f"the rows of {self._name!r} do not follow each other")
            last = sheet.end[0] if sheet.end else last
            # Not `iter_rows`, which begins at the first row of the sheet: every slice would begin with all before it.
            rows = iter(sheet.to_python())
            del sheet
            yield from _batches(rows, top + 1, left, cells)
            del rows

    def whole(self, batch: Batch, row: list[Cell]) -> list[Cell]:
        """A row of a batch as long as it is in the sheet when this is read at once."""
        if not self._is_widest:
            sheets = (_open(self._copied, number, self._name) for number in range(len(self._copied.tables)))
            found = [_columns(sheet) for sheet in sheets if sheet.start]
            self._columns = (min(first for first, _ in found), max(end for _, end in found))
            self._is_widest = True
        first, end = self._columns
        (wide,) = Batch(0, batch.left, [row]).covering(first, end).rows
        left = min(batch.left, first)
        return wide[first - left : end - left]


def _batches(rows: Iterator[list[Cell]], top: int, left: int, cells: int) -> Iterator[Batch]:
    size = 1
    while batch := list(islice(rows, size)):
        yield Batch(top, left, batch)
        top += len(batch)
        size = max(1, cells // len(batch[0]))


def _columns(sheet: CalamineSheet) -> tuple[int, int]:
    """The first column of a sheet, counted from 0, and the one after its last."""
    return (sheet.start[1], sheet.end[1] + 1) if sheet.start and sheet.end else (0, 0)


def _open(copied: Copied, number: int, name: str) -> CalamineSheet:
    try:
        copied.show(number)
        workbook = load_workbook(str(copied.path))
        return workbook.get_sheet_by_name(name)
    except WorksheetNotFound as error:
        there = ", ".join(repr(other) for other in workbook.sheet_names[:10])
        raise HoldError(f"there is no sheet {name!r}; it has {there}") from error
    except CalamineError as error:
        raise HoldError(f"it cannot be read as a workbook: {error}") from error
    except BaseException as error:
        # How a panic of the library arrives; it is derived from nothing that could be named here.
        if type(error).__name__ != "PanicException":
            raise
        raise HoldError("it cannot be read as a workbook") from error
