"""Files of comma separated values."""

import csv
from io import BytesIO, StringIO

import polars as pl

from seeds_gen.files.output import OutputFile


class CsvFile(OutputFile):
    """A header and a line a row."""

    def _begin(self) -> None:
        text = StringIO()
        csv.writer(text, lineterminator="\n").writerow(self._layout.headers)
        self._put(text.getvalue().encode())

    def _put_rows(self, frame: pl.DataFrame) -> None:
        self._put(_lines(frame))

    def _put_cut(self, frame: pl.DataFrame) -> None:
        """Write a line only up to the middle of its fields, and no line end."""
        line = bytes(_lines(frame))
        fields = next(csv.reader(StringIO(line.decode())))
        kept = StringIO()
        csv.writer(kept, lineterminator="").writerow(fields[: len(fields) // 2])
        self._put_torn(line, kept.getvalue().encode())


def _lines(frame: pl.DataFrame) -> bytes | memoryview:
    if frame.is_empty():
        return b""
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False, quote_style="never", batch_size=8192)
    return buffer.getbuffer()
