"""Read csv bytes the way the loader does, without a database; the answers are plain values."""

import csv
import io
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ingestion.contracts import Contract
from ingestion.reading.csv.canonical import Canonicaliser
from ingestion.reading.fingerprint import fingerprint
from ingestion.reading.headers import HeaderMatch
from ingestion.reading.lineage import Lineage
from ingestion.reading.opening import opened
from ingestion.reading.reader import Canonical, Reject, Source


def contract(width: int = 3, **changes: Any) -> Contract:
    """A feed of `width` optional columns: c0, c1 and so on."""
    columns = [{"name": f"c{number}", "raw": f"c{number}", "description": "text"} for number in range(width)]
    values = {
        **{"version": 1, "source": "shop", "feed": "things", "description": "Things.", "path": "shop/*.csv"},
        **{"arrival": "stable", "natural_key": (), "cadence_hours": 1, "columns": columns},
    }
    return Contract.model_validate(values | changes)


@dataclass(frozen=True)
class Result:
    """What became of a file: `rows` by their number, an empty field as None, and the canonical bytes they came in."""

    canonical: Canonical
    rows: dict[int, list[str | None]]
    rejects: list[Reject]
    bytes: bytes

    @property
    def refused(self) -> list[tuple[int, str, bytes]]:
        """Line number, reason and bytes of the damaged rows."""
        return [(reject.line_number, reject.reason, reject.raw) for reject in self.rejects]


def read(content: bytes | Path, feed: Contract | None = None) -> Result:
    """Canonicalise a file, or bytes as a file, with the fast reader wherever it can be used."""
    folder, canonicaliser = _reader()
    scratch = Path(folder.name)
    path = content if isinstance(content, Path) else scratch / "in.csv"
    if isinstance(content, bytes):
        path.write_bytes(content)
    rejects: list[Reject] = []
    target = scratch / "out.csv"
    feed = feed or contract()
    with opened(path, "shop/in.csv", fingerprint(path), feed, scratch) as plain:
        canonical = Canonical(HeaderMatch(()), problem=plain.problem)
        if plain.problem is None:
            canonical = canonicaliser.read(Source(plain.path, plain.seen, feed, Lineage(7, 2), target), rejects.append)
    written = b"" if canonical.problem else target.read_bytes()
    # The database's own rule for a field without text: NULL.
    table = list(csv.reader(io.StringIO(written.decode(), newline="\n")))
    rows = {int(line[-1]): [value or None for value in line[:-3]] for line in table[1:] if line}
    assert {(line[-3], line[-2]) for line in table[1:] if line} <= {("7", "2")}
    return Result(canonical, rows, rejects, written)


@cache
def _reader() -> tuple[tempfile.TemporaryDirectory[str], Canonicaliser]:
    folder = tempfile.TemporaryDirectory()
    return folder, Canonicaliser(Path(folder.name), fast_from_bytes=0)
