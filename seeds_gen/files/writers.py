"""Which class writes which format."""

from pathlib import Path

from seeds_gen.defects.model import Layout
from seeds_gen.feeds.feed import Feed
from seeds_gen.files.csv import CsvFile
from seeds_gen.files.json import JsonArrayFile, JsonLinesFile
from seeds_gen.files.output import OutputFile
from seeds_gen.files.xlsx import XlsxFile

WRITERS: dict[str, type[OutputFile]] = {
    "csv": CsvFile,
    "json": JsonArrayFile,
    "jsonl": JsonLinesFile,
    "xlsx": XlsxFile,
}


def open_file(path: Path, feed: Feed, layout: Layout) -> OutputFile:
    """Start a file of the layout's format."""
    return WRITERS[layout.format](path, feed, layout)
