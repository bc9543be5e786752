"""Write a shop's csv file again as the one csv the database loads: raw names, lineage columns, rejects aside.

DuckDB does the work, vectorised. When it reads every physical line as one record, that is the result (the fast path).
When anything is odd (a damaged record, a quoted newline, a NUL, mixed line ends) the records are first told apart line
by line.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from ingestion.contracts.model import Contract
from ingestion.csv_files.fingerprint import Fingerprint, transcode
from ingestion.csv_files.lines import read_lines
from ingestion.csv_files.records import RecordReader, Reject
from ingestion.headers import HeaderMatch, match_header

LINEAGE = ("_file_id", "_attempt", "_row_number")
_HEADER_BYTES = 1 << 20
_WRITE_AT = 4 << 20


@dataclass(frozen=True)
class Canonical:
    """What became of a file: `target` holds `rows_loaded` rows; `problem` says why it must be held instead."""

    match: HeaderMatch
    rows_read: int = 0
    rows_loaded: int = 0
    reject_counts: dict[str, int] = field(default_factory=dict)
    problem: str | None = None

    @property
    def rows_rejected(self) -> int:
        """Damaged records."""
        return sum(self.reject_counts.values())


class Canonicaliser:
    """Canonicalises files one after another with one DuckDB connection in bounded memory."""

    def __init__(self, scratch: Path, threads: int = 2) -> None:
        """Open the connection; `scratch` is a folder for intermediate files."""
        self._scratch = scratch
        self._duck = duckdb.connect(
            config={"threads": threads, "memory_limit": "256MB", "temp_directory": str(scratch / "duckdb")}
        )

    def run(
        self,
        source: Path,
        seen: Fingerprint,
        contract: Contract,
        lineage: tuple[int, int],
        target: Path,
        on_reject: Callable[[Reject], None],
    ) -> Canonical:
        """Read `source` and write `target`, a csv with header; `lineage` is (file id, attempt).

        Raises:
            OSError: a file cannot be read or written.
        """
        text = source
        if seen.encoding == "utf-16" or contract.encoding != "utf-8":
            text = self._scratch / "transcoded.csv"
            encoding = "utf-16" if seen.encoding == "utf-16" else contract.encoding
            try:
                transcode(source, text, encoding)
            except UnicodeDecodeError as error:
                reason = f"byte 0x{error.object[error.start]:02x}" if error.object else "a byte"
                return Canonical(HeaderMatch(()), problem=f"the file is not {encoding}: {reason} cannot be decoded")
        header, header_lines = read_header(text, contract.delimiter)
        match = match_header(header, contract)
        if match.problem:
            return Canonical(match, problem=match.problem)
        if not seen.has_nul and header_lines == 1:
            rows = self._fast(text, contract, match, lineage, target)
            if rows is not None and rows == seen.lines - 1:
                return Canonical(match, rows_read=rows, rows_loaded=rows)
        return self._slow(text, contract, match, lineage, target, on_reject, header_lines)

    def _fast(
        self, text: Path, contract: Contract, match: HeaderMatch, lineage: tuple[int, int], target: Path
    ) -> int | None:
        """Rows written, or None when DuckDB had any complaint."""
        select = _select(match.columns, "row_number() over ()", lineage)
        limit = contract.max_field_bytes
        try:
            rows = self._copy(f"{select} from {_read_csv(match.columns, contract.delimiter, limit)}", text, target)
            rejected = self._duck.execute("select count(*) from reject_errors").fetchone()
        except duckdb.Error:
            # Whatever it did not like, the slow path names it record by record.
            return None
        finally:
            self._duck.execute("drop table if exists reject_errors; drop table if exists reject_scans")
        return rows if rejected == (0,) else None

    def _slow(
        self,
        text: Path,
        contract: Contract,
        match: HeaderMatch,
        lineage: tuple[int, int],
        target: Path,
        on_reject: Callable[[Reject], None],
        header_lines: int,
    ) -> Canonical:
        counts: Counter[str] = Counter()

        def refuse(reject: Reject) -> None:
            counts[reject.reason] += 1
            on_reject(reject)

        clean = self._scratch / "clean.csv"
        reader = RecordReader(len(match.columns), contract.delimiter, contract.max_field_bytes, refuse)
        loaded, longest = _write_clean(text, clean, reader, contract.delimiter, header_lines)
        columns = ("_row_number", *match.columns)
        select = _select(match.columns, "_row_number", lineage)
        source = _read_csv(columns, contract.delimiter, longest, header=False)
        try:
            rows = self._copy(f"{select} from {source}", clean, target)
            strange = self._duck.execute("select line, error_message from reject_errors limit 1").fetchone()
        finally:
            self._duck.execute("drop table if exists reject_errors; drop table if exists reject_scans")
            clean.unlink()
        if strange or rows != loaded:
            problem = f"{loaded} good records were found and {rows} could be read again: {strange}"
            return Canonical(match, loaded + counts.total(), 0, dict(counts), problem=problem)
        return Canonical(match, loaded + counts.total(), loaded, dict(counts))

    def _copy(self, query: str, source: Path, target: Path) -> int:
        statement = f"copy ({query}) to '{_quoted(str(target))}' (format csv, header true)"
        return int(self._duck.execute(statement, [str(source)]).fetchall()[0][0])


def read_header(path: Path, delimiter: str) -> tuple[list[str], int]:
    """The names in the first record, and the number of physical lines it takes. Undecodable bytes are shown as `�`."""
    with path.open("rb") as stream:
        start = stream.read(_HEADER_BYTES).decode("utf-8-sig", errors="replace")
    reader = csv.reader(io.StringIO(start.replace("\0", "�"), newline=""), delimiter=delimiter)
    try:
        return next(reader, []), max(1, reader.line_num)
    except csv.Error:
        return [], 1


def _write_clean(text: Path, clean: Path, reader: RecordReader, delimiter: str, skip: int) -> tuple[int, int]:
    """Write the good records with their numbers in front; returns their count and the longest one in bytes."""
    mark = delimiter.encode()
    buffer = bytearray()
    loaded, longest = 0, 1
    with text.open("rb") as stream, clean.open("wb") as out:
        lines = read_lines(stream)
        for _ in range(skip):
            next(lines, None)
        for record in reader.records(lines):
            content = record.content
            if isinstance(content, list):
                content = mark.join(b'"' + value.replace(b'"', b'""') + b'"' if value else b"" for value in content)
            loaded += 1
            longest = max(longest, len(content))
            buffer += b"%d%b%b\n" % (record.number, mark, content)
            if len(buffer) > _WRITE_AT:
                out.write(buffer)
                buffer.clear()
        out.write(buffer)
    return loaded, longest + 32


def _select(columns: tuple[str, ...], row_number: str, lineage: tuple[int, int]) -> str:
    file_id, attempt = lineage
    values = f"{file_id} as _file_id, {attempt} as _attempt, {row_number} as _row_number"
    names = ", ".join(f'"{name}"' for name in columns)
    return f"select {names}, {values}"


def _read_csv(columns: tuple[str, ...], delimiter: str, max_line_bytes: int, *, header: bool = True) -> str:
    types = ", ".join(f"'{name}': 'varchar'" for name in columns)
    return (
        f"read_csv(?, columns = {{{types}}}, auto_detect = false, header = {header}, delim = '{_quoted(delimiter)}', "
        f"quote = '\"', escape = '\"', allow_quoted_nulls = false, store_rejects = true, "
        f"max_line_size = {max_line_bytes})"
    )


def _quoted(text: str) -> str:
    return text.replace("'", "''")
