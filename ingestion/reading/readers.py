"""One reader per format behind one call."""

from pathlib import Path

from ingestion.reading.csv.canonical import Canonicaliser
from ingestion.reading.headers import HeaderMatch
from ingestion.reading.json.canonical import JsonCanonicaliser
from ingestion.reading.opening import Opened
from ingestion.reading.reader import Canonical, OnReject, Reader, Source
from ingestion.reading.xlsx.canonical import WorkbookCanonicaliser


class Readers:
    """Reads files of every format, one after another; what a reader needs is made once and kept."""

    def __init__(self, scratch: Path) -> None:
        """`scratch` is a folder for intermediate files."""
        self._by_format: dict[str, Reader] = {
            "csv": Canonicaliser(scratch),
            "json": JsonCanonicaliser(is_array=True),
            "jsonl": JsonCanonicaliser(is_array=False),
            "xlsx": WorkbookCanonicaliser(),
        }

    def read(self, file: Opened, source: Source, on_reject: OnReject) -> Canonical:
        """Read an opened file; see `Reader.read`.

        Raises:
            OSError: a file cannot be read or written.
        """
        if file.problem:
            return Canonical(HeaderMatch(()), problem=file.problem)
        return self._by_format[file.format].read(source, on_reject)
