"""Print one file, piece by piece, under a hidden name until it is complete."""

import csv
import hashlib
from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path

import polars as pl

from seeds_gen.chunk import Chunk
from seeds_gen.defects.model import Layout, Strike
from seeds_gen.errors import GeneratorError
from seeds_gen.feeds import Feed

_BOMS = {"utf-8": b"", "utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}


class OutputFile:
    """A file being written.

    Attributes:
        rows: Records written, as a csv reader counts them.
        intended: The checksum the complete file has, which a manifest states even if the file was cut on its way.
    """

    def __init__(self, path: Path, feed: Feed, layout: Layout) -> None:
        """Open the file and print its header.

        Raises:
            GeneratorError: The file exists already, or the folder cannot be written.
        """
        self.rows = 0
        self._path, self._layout, self._feed = path, layout, feed
        self._hidden = path.with_name(f".{path.name}.part")
        self._hash, self._intended = hashlib.sha256(), hashlib.sha256()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._hidden.open("wb")
        except OSError as error:
            raise GeneratorError(
                f"cannot write {path}: {error.strerror}", "choose a folder you may write to"
            ) from error
        if layout.body != "nothing":
            self._put(_BOMS[layout.encoding], raw=True)
            self._put(_header(layout))

    def write(self, chunk: Chunk, strikes: Mapping[int, Strike], *, last: bool) -> None:
        """Print a chunk's rows: struck ones as the defect left them, the very last one cut if the layout says so."""
        if self._layout.body in ("nothing", "header"):
            return
        frame = self._arranged(chunk.frame)
        cut = frame.height - 1 if last and self._layout.body == "cut" else None
        start = 0
        for row in sorted({*strikes, *(() if cut is None else (cut,))}):
            self._put(_printed(frame.slice(start, row - start)))
            if row == cut:
                self._put_cut(bytes(_printed(frame.slice(row, 1))))
            else:
                self._put(strikes[row].record)
            start = row + 1
        self._put(_printed(frame.slice(start)))
        self.rows += frame.height + sum(strike.rows - 1 for strike in strikes.values())

    def close(self) -> None:
        """Give the complete file its name."""
        self._file.close()
        self._hidden.replace(self._path)

    @property
    def sha256(self) -> str:
        """Checksum of the bytes written so far."""
        return self._hash.hexdigest()

    @property
    def intended(self) -> str:
        """Checksum of the bytes that should have been written so far."""
        return self._intended.hexdigest()

    def _arranged(self, frame: pl.DataFrame) -> pl.DataFrame:
        if self._layout.columns == self._feed.columns:
            return frame
        known = set(frame.columns)
        return frame.select(
            pl.col(name) if name in known else pl.lit(self._layout.filler).alias(name) for name in self._layout.columns
        )

    def _put(self, data: bytes | memoryview, *, raw: bool = False) -> None:
        if self._layout.encoding == "utf-16" and not raw:
            data = bytes(data).decode().encode("utf-16-le")
        self._hash.update(data)
        self._intended.update(data)
        self._file.write(data)

    def _put_cut(self, line: bytes) -> None:
        """Write a line only up to the middle of its fields, and no line end: the connection broke there."""
        fields = next(csv.reader(StringIO(line.decode())))
        kept = StringIO()
        csv.writer(kept, lineterminator="").writerow(fields[: len(fields) // 2])
        data = kept.getvalue().encode()
        self._intended.update(line)
        self._hash.update(data)
        self._file.write(data)


def _printed(frame: pl.DataFrame) -> bytes | memoryview:
    if frame.is_empty():
        return b""
    buffer = BytesIO()
    frame.write_csv(buffer, include_header=False, quote_style="never", batch_size=8192)
    return buffer.getbuffer()


def _header(layout: Layout) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(layout.headers)
    return text.getvalue().encode()
