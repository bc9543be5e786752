"""One reader per format behind one call."""

from pathlib import Path

from ingestion.csv_files.canonical import Canonicaliser
from ingestion.headers import HeaderMatch
from ingestion.json_files.canonical import JsonCanonicaliser
from ingestion.opening import Opened
from ingestion.reading import Canonical, OnReject, Reader, Source
from ingestion.xlsx_files.canonical import WorkbookCanonicaliser


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
