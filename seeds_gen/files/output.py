"""Write one file, piece by piece, under a hidden name until it is complete; subclasses know the format."""

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

import polars as pl

from seeds_gen.chunk import Chunk
from seeds_gen.defects.model import Layout, Strike
from seeds_gen.errors import GeneratorError
from seeds_gen.feeds.feed import Feed

# Bytes per call. One write of 2 MiB and more makes the kernel look for huge pages for its cache: 720 MB in writes of
# 12 MiB took 1.9 s of system time on ext4 (Linux 6.18), in writes of 64 KiB to 1 MiB 0.18 s.
_BLOCK = 1 << 18
_BOMS = {"utf-8": b"", "utf-8-sig": b"\xef\xbb\xbf", "utf-16": b"\xff\xfe"}


class OutputFile:
    """A file being written.

    Attributes:
        rows: Records written, as a reader of the format counts them.
        intended: The checksum the complete file has, which a manifest states even if the file was cut on its way.
    """

    def __init__(self, path: Path, feed: Feed, layout: Layout) -> None:
        """Open the file and print what comes before the first record.

        Raises:
            GeneratorError: The file exists already, or the folder cannot be written.
        """
        self.rows = 0
        self._path, self._layout, self._feed = path, layout, feed
        self._hidden = path.with_name(f".{path.name}.part")
        self._hash = hashlib.sha256()
        self._whole: str | None = None  # checksum of the complete file, once it is known to be torn
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self._hidden.open("wb")
        except OSError as error:
            raise GeneratorError(
                f"cannot write {path}: {error.strerror}", "choose a folder you may write to"
            ) from error
        # No name and no time of day in the gzip header: the same rows must give the same bytes.
        compressed = layout.compressed and layout.body != "nothing"
        self._squeezed = gzip.GzipFile("", "wb", 3, self._file, 0) if compressed else None
        if layout.body != "nothing":
            self._put(_BOMS[layout.encoding], raw=True)
            self._begin()

    def write(self, chunk: Chunk, strikes: Mapping[int, Strike], *, last: bool) -> None:
        """Print a chunk's rows: struck ones as the defect left them, the very last one cut if the layout says so."""
        if self._layout.body in ("nothing", "header"):
            return
        frame = self._arranged(chunk.frame)
        cut = frame.height - 1 if last and self._layout.body == "cut" and self._squeezed is None else None
        start = 0
        for row in sorted({*strikes, *(() if cut is None else (cut,))}):
            self._put_rows(frame.slice(start, row - start))
            if row == cut:
                self._put_cut(frame.slice(row, 1))
            else:
                self._put_struck(strikes[row].record)
            start = row + 1
        self._put_rows(frame.slice(start))
        self.rows += frame.height + sum(strike.rows - 1 for strike in strikes.values())

    def close(self) -> None:
        """Print what comes after the last record and give the complete file its name."""
        if self._layout.body not in ("nothing", "cut"):
            self._end()
        if self._squeezed is not None:
            self._squeezed.close()
        self._file.close()
        if self._squeezed is not None:
            self._read_back()
        self._hidden.replace(self._path)

    @property
    def sha256(self) -> str:
        """Checksum of the bytes written so far."""
        return self._hash.hexdigest()

    @property
    def intended(self) -> str:
        """Checksum of the bytes that should have been written so far."""
        return self._whole or self.sha256

    def _begin(self) -> None:
        """Print what comes before the first record."""

    def _put_rows(self, frame: pl.DataFrame) -> None:
        """Print undamaged rows; there may be none."""
        raise NotImplementedError

    def _put_struck(self, record: bytes) -> None:
        """Print what a defect made of a record."""
        self._put(record)

    def _put_cut(self, frame: pl.DataFrame) -> None:
        """Print one row only in part, and nothing after it: the connection broke there."""
        raise NotImplementedError

    def _end(self) -> None:
        """Print what comes after the last record."""

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
        if self._squeezed is not None:
            self._squeezed.write(data)  # hashed when it is complete
            return
        view = memoryview(data)
        for start in range(0, len(view), _BLOCK):
            block = view[start : start + _BLOCK]
            self._hash.update(block)
            self._file.write(block)

    def _put_torn(self, whole: bytes, kept: bytes) -> None:
        """Write `kept` where `whole` should have been."""
        intended = self._hash.copy()
        intended.update(whole)
        self._whole = intended.hexdigest()
        self._hash.update(kept)
        self._file.write(kept)

    def _read_back(self) -> None:
        """Take the checksum of compressed bytes; a cut file loses its second half first."""
        size = self._hidden.stat().st_size
        with self._hidden.open("rb+") as file:
            if self._layout.body == "cut":
                file.truncate(size // 2)
            self._hash = hashlib.file_digest(file, "sha256")
