"""Read bytes of any format the way the loader does, without a database; the answers are plain values."""

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.contracts import Contract
from ingestion.reading.fingerprint import fingerprint
from ingestion.reading.lineage import Lineage
from ingestion.reading.opening import opened
from ingestion.reading.reader import Canonical, Reject, Source
from ingestion.reading.readers import Readers
from tests.unit.ingestion.reading import contract

_FIELD = re.compile(rb'(?:"((?:[^"]|"")*)"|([^,\n]*))([,\n])', re.DOTALL)


@dataclass(frozen=True)
class Result:
    """What became of a file: its rows by number and then by column, and the damaged records."""

    canonical: Canonical
    rows: dict[int, dict[str, str | None]]
    rejects: list[Reject]

    @property
    def values(self) -> list[dict[str, str | None]]:
        """The rows in order, columns without a value left out."""
        return [{name: value for name, value in row.items() if value is not None} for row in self.rows.values()]

    @property
    def refused(self) -> list[tuple[int, str, bytes]]:
        """Record, reason and bytes of the damaged records."""
        return [(reject.record, reject.reason, reject.raw) for reject in self.rejects]


def feed(kind: str, **changes: Any) -> Contract:
    """A feed of one format with the optional columns c0, c1 and c2."""
    if kind == "xlsx":
        changes.setdefault("sheet", "Things")
    return contract(format=kind, path=f"shop/*.{kind}", **changes)


def read(content: bytes | Path, kind: str, feed_: Contract | None = None, suffix: str = "") -> Result:
    """Read bytes, or a file, as one of a format; `suffix` follows its name, such as `.gz`."""
    the_feed = feed_ or feed(kind)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        path = content if isinstance(content, Path) else work / f"in.{kind}{suffix}"
        if isinstance(content, bytes):
            path.write_bytes(content)
        rejects: list[Reject] = []
        lineage = Lineage(7, 2, {"market": "kenya"})
        with opened(path, f"shop/in.{kind}{suffix}", fingerprint(path), the_feed, work) as plain:
            source = Source(plain.path, plain.seen, the_feed, lineage, work / "out.csv")
            canonical = Readers(work).read(plain, source, rejects.append)
        rows: dict[int, dict[str, str | None]] = {}
        for part in canonical.parts:
            lines = _records(part.path.read_bytes())
            assert lines[0] == [*part.columns, "_market", "_file_id", "_attempt", "_row_number"]
            for *values, market, file_id, attempt, number in lines[1:]:
                assert (market, file_id, attempt) == ("kenya", "7", "2")
                rows[int(number or "")] = dict(zip(part.columns, values, strict=True))
        assert sorted(path.name for path in work.iterdir() if path.name in ("unpacked", "transcoded")) == []
    assert canonical.rows_read == len(rows) + len(rejects) or canonical.problem
    return Result(canonical, rows, rejects)


def _records(content: bytes) -> list[list[str | None]]:
    """The records of a csv; a field that is empty without quotes is None."""
    out: list[list[str | None]] = [[]]
    position = 0
    while position < len(content):
        match = _FIELD.match(content, position)
        assert match, content[position : position + 80]
        quoted, bare, end = match.groups()
        out[-1].append(quoted.replace(b'""', b'"').decode() if quoted is not None else bare.decode() or None)
        if end == b"\n":
            out.append([])
        position = match.end()
    return out[:-1]
