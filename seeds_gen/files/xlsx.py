"""Workbooks: one sheet, written row by row, with nothing of the hour or the machine in their bytes."""

import json
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import Any

import polars as pl
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from seeds_gen.files.output import OutputFile

SHEET = "Inventory"
_CREATED = datetime(2020, 1, 1)  # noqa: DTZ001 - a workbook states its age without a time zone
_BLOCK = 1 << 20


class XlsxFile(OutputFile):
    """A header row and a row a record; a date column holds dates wherever its text is one."""

    def _begin(self) -> None:
        self._whole_book = TemporaryFile()  # noqa: SIM115 - lives as long as the file
        self._book = Workbook(self._whole_book, {"constant_memory": True})
        self._book.set_properties({"created": _CREATED})
        self._dates = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._sheet = self._book.add_worksheet(SHEET)
        for column, header in enumerate(self._layout.headers):
            self._sheet.write_string(0, column, header)
        self._next_row = 1

    def _put_rows(self, frame: pl.DataFrame) -> None:
        for cells in frame.iter_rows():
            self._put_row([json.loads(cell) if cell else None for cell in cells])

    def _put_struck(self, record: bytes) -> None:
        """Read the row, or the two of them, back from its JSON line."""
        for line in record.decode().splitlines():
            cells = json.loads(line)
            self._put_row([cells.get(column) for column in self._layout.columns])

    def _put_cut(self, frame: pl.DataFrame) -> None:
        """Finish the workbook and lose the second half of its bytes."""
        self._put_rows(frame)
        self._finish()
        whole = self._whole_book.read()
        self._put_torn(whole, whole[: len(whole) // 2])

    def _end(self) -> None:
        self._finish()
        while block := self._whole_book.read(_BLOCK):
            self._put(block)

    def _finish(self) -> None:
        self._book.close()
        self._whole_book.seek(0)

    def _put_row(self, values: list[Any]) -> None:
        for column, value in enumerate(values):
            if isinstance(value, bool):
                self._sheet.write_boolean(self._next_row, column, value)
            elif isinstance(value, int | float):
                self._sheet.write_number(self._next_row, column, value)
            elif value is not None:
                self._put_text(column, str(value))
        self._next_row += 1

    def _put_text(self, column: int, text: str) -> None:
        """Write a text as it is, never as a formula or a link; in the date column as a date if it is one."""
        day = _day(text) if self._layout.columns[column] == self._feed.date else None
        if day is None:
            self._sheet.write_string(self._next_row, column, text)
        else:
            self._sheet.write_datetime(self._next_row, column, day, self._dates)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
