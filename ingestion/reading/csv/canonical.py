"""Write a shop's csv file again as the one csv the database loads: raw names, lineage columns, rejects aside.

DuckDB does the work, vectorised. When it reads every physical line as one record, that is the result (the fast path).
When anything is odd (a damaged record, a quoted newline, a NUL, mixed line ends) the records are first told apart line
by line.
"""

import re
from collections import Counter
from pathlib import Path

import duckdb

from ingestion.contracts.model import Contract
from ingestion.reading.csv.header import read_header
from ingestion.reading.csv.records import RecordReader
from ingestion.reading.headers import HeaderMatch, match_header
from ingestion.reading.lineage import Lineage
from ingestion.reading.lines import read_lines
from ingestion.reading.reader import Canonical, OnReject, Part, Reject, Source

_WRITE_AT = 4 << 20
# DuckDB takes some 4 ms for the smallest file, in which the other reader reads a thousand lines.
_FAST_FROM_BYTES = 64 << 10


class Canonicaliser:
    """Canonicalises files one after another with one DuckDB connection in bounded memory."""

    def __init__(self, scratch: Path, fast_from_bytes: int = _FAST_FROM_BYTES) -> None:
        """Open the connection; `scratch` is a folder for intermediate files; smaller files are not for DuckDB.

        One thread: for a file of 2 M lines the second made it slower (2.6 s of cpu against 1.9 s) and took 432 MB
        instead of 169 MB. DuckDB 2.0.0 with one thread could wait forever after an error in the middle of a COPY;
        1.5.6 does not (docs/decisions.md).
        """
        self._scratch = scratch
        self._fast_from_bytes = fast_from_bytes
        self._duck = duckdb.connect(
            config={"threads": 1, "memory_limit": "256MB", "temp_directory": str(scratch / "duckdb")}
        )

    def read(self, source: Source, on_reject: OnReject) -> Canonical:
        """Write the good records of a csv file again; see `ingestion.reading.reader.Reader`.

        Raises:
            OSError: a file cannot be read or written.
        """
        text, seen, contract = source.path, source.seen, source.contract
        header = read_header(text, contract)
        if header.problem:
            return Canonical(HeaderMatch(()), problem=header.problem)
        match = match_header(header.names, contract, source.lineage.parts)
        if match.problem:
            return Canonical(match, problem=match.problem)
        parts = (Part(match.columns, source.target),)
        if seen.is_regular and header.lines == 1 and seen.size_bytes >= self._fast_from_bytes:
            rows = self._fast(source, match, header.delimiter)
            if rows is not None and rows == seen.lines - 1:
                return Canonical(match, rows, rows, parts=parts)
        counts: Counter[str] = Counter()

        def refuse(reject: Reject) -> None:
            counts[reject.reason] += 1
            on_reject(reject)

        reader = RecordReader(len(match.columns), header.delimiter, contract.max_field_bytes, refuse)
        loaded = _write_good(source, reader, match.columns, header.lines)
        return Canonical(match, loaded + counts.total(), loaded, dict(counts), parts)

    def _fast(self, source: Source, match: HeaderMatch, delimiter: str) -> int | None:
        """Rows written, or None when DuckDB had any complaint."""
        select = _select(match.columns, source.lineage)
        target = _literal(str(source.target))
        statement = f"copy ({select} from {_read_csv(match.columns, source.contract, delimiter)}) to {target}"
        try:
            rows = self._duck.execute(f"{statement} (format csv, header true)", [_exactly(source.path)]).fetchall()
        except duckdb.Error:
            # Whatever it did not like, the slow path names it record by record.
            return None
        return int(rows[0][0])


def _write_good(source: Source, reader: RecordReader, columns: tuple[str, ...], skip: int) -> int:
    """Write the good records with their lineage; returns their count."""
    buffer = bytearray(",".join((*columns, *source.lineage.columns)).encode() + b"\n")
    origin = f",{','.join(map(str, source.lineage.values))},".encode()
    loaded = 0
    with source.path.open("rb") as stream, source.target.open("wb") as out:
        lines = read_lines(stream)
        for _ in range(skip):
            next(lines, None)
        for number, content in reader.records(lines):
            if isinstance(content, list):
                content = b",".join(b'"' + value.replace(b'"', b'""') + b'"' if value else b"" for value in content)
            loaded += 1
            buffer += b"%b%b%d\n" % (content, origin, number)
            if len(buffer) > _WRITE_AT:
                out.write(buffer)
                buffer.clear()
        out.write(buffer)
    return loaded


def _select(columns: tuple[str, ...], lineage: Lineage) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    origin = ", ".join(
        f"{value if isinstance(value, int) else _literal(value)} as {name}"
        for name, value in zip(lineage.columns, lineage.values, strict=False)
    )
    return f"select {names}, {origin}, row_number() over () as {lineage.columns[-1]}"


def _read_csv(columns: tuple[str, ...], contract: Contract, delimiter: str) -> str:
    types = ", ".join(f"'{name}': 'varchar'" for name in columns)
    return (
        f"read_csv(?, columns = {{{types}}}, auto_detect = false, header = true, "
        f"delim = '{_quoted(delimiter)}', quote = '\"', escape = '\"', allow_quoted_nulls = false, "
        # It ends at the first damaged record: told to note them and go on, three million of them took it 3 GB.
        f"max_line_size = {contract.max_field_bytes}, "
        # A folder called country=UK must not fill the column country.
        f"hive_partitioning = false, compression = 'none')"
    )


def _exactly(path: Path) -> str:
    """A path as DuckDB's `read_csv` must get it: it would read `a[1].csv` as a pattern, and load `a1.csv`."""
    return re.sub(r"([\[*?])", r"[\1]", str(path))


def _literal(text: str) -> str:
    return f"'{_quoted(text)}'"


def _quoted(text: str) -> str:
    return text.replace("'", "''")
