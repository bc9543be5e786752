"""Write canonical csv: one file, and a further one from where a column is added on, or where one is large."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from ingestion.reading.lineage import Lineage
from ingestion.reading.reader import Part

_WRITE_AT = 4 << 20
# dlt loads files side by side.
_LARGE = 64 << 20


class PartWriter:
    """Writes rows to `target` and, when columns are added after rows were written, to files beside it."""

    def __init__(self, target: Path, lineage: Lineage) -> None:
        """Nothing is written before `begin`."""
        self._target = target
        self._lineage = lineage
        self._origin = ",".join(map(str, lineage.values)).encode()
        self._buffer = bytearray()
        self._out: BinaryIO | None = None
        self._rows = 0
        self._parts: list[Part] = []

    def begin(self, columns: Sequence[str]) -> None:
        """Write the rows from here on with these columns."""
        if self._out is not None and self._rows == 0:
            self._parts.pop()
        self._close()
        suffix = f".{len(self._parts)}.csv" if self._parts else ".csv"
        part = Part(tuple(columns), self._target.with_suffix(suffix))
        self._parts.append(part)
        self._out = part.path.open("wb")
        self._rows = 0
        self._buffer += ",".join((*columns, *self._lineage.columns)).encode() + b"\n"

    def write(self, fields: bytes, number: int) -> None:
        """Write one row: its csv fields with a comma after the last, and its place in the file."""
        self._rows += 1
        self._buffer += b"%b%b,%d\n" % (fields, self._origin, number)
        if len(self._buffer) > _WRITE_AT:
            self._flush()
            if self._out is not None and self._out.tell() > _LARGE:
                self.begin(self._parts[-1].columns)

    def finish(self) -> tuple[Part, ...]:
        """End writing; the files that hold rows."""
        if self._rows == 0 and self._parts:
            self._parts.pop()
        self._close()
        return tuple(self._parts)

    def __enter__(self) -> Self:
        """Begin a file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what is open."""
        self._close()

    def _flush(self) -> None:
        if self._out is not None:
            self._out.write(self._buffer)
        self._buffer.clear()

    def _close(self) -> None:
        self._flush()
        if self._out is not None:
            self._out.close()
            self._out = None
