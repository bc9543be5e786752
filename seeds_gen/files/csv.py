"""Files of comma separated values."""

import csv
from io import BytesIO, StringIO

import polars as pl

from seeds_gen.files.output import OutputFile


class CsvFile(OutputFile):
    """A header and a line a row."""

    def _begin(self) -> None:
        text = StringIO()
        csv.writer(text, lineterminator="\n", delimiter=self._layout.delimiter).writerow(self._layout.headers)
        self._put((self._layout.preface + text.getvalue()).encode())

    def _put_rows(self, frame: pl.DataFrame) -> None:
        self._put(_lines(frame, self._layout.delimiter))

    def _put_cut(self, frame: pl.DataFrame) -> None:
        """Write a line only up to the middle of its fields, and no line end."""
        line = bytes(_lines(frame))
        fields = next(csv.reader(StringIO(line.decode())))
        kept = StringIO()
        csv.writer(kept, lineterminator="").writerow(fields[: len(fields) // 2])
        self._put_torn(line, kept.getvalue().encode())


def _lines(frame: pl.DataFrame, delimiter: str = ",") -> bytes | memoryview:
    if frame.is_empty():
        return b""
    if delimiter != ",":
        # What needs quotes beside commas has them.
        text = pl.col(pl.String)
        is_bare = text.str.contains(delimiter, literal=True) & ~text.str.starts_with('"')
        frame = frame.with_columns(pl.when(is_bare).then('"' + text + '"').otherwise(text).name.keep())
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False, quote_style="never", separator=delimiter, batch_size=8192)
    return buffer.getbuffer()
