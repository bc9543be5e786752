"""What every reader takes and gives: a file of any format in, canonical csv files and damaged rows out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from ingestion.contracts.model import Contract
from ingestion.reading.fingerprint import Fingerprint
from ingestion.reading.headers import HeaderMatch
from ingestion.reading.lineage import Lineage

Reason = Literal[
    "too_few_fields",
    "too_many_fields",
    "invalid_encoding",
    "nul_byte",
    "field_too_long",
    "malformed_quote",
    "broken_json",
    "not_an_object",
    "duplicate_key",
    "json_too_deep",
]


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that cannot be loaded: its bytes and the reason. `record` counts data records from 1.

    `line_number` is the physical line it begins on, in a workbook the row of the sheet; `byte_offset` counts in the
    plain text, after decompression; a workbook has none.
    """

    record: int
    line_number: int
    byte_offset: int | None
    reason: Reason
    detail: str
    raw: bytes


class HoldError(Exception):
    """A file that must be held: it is not what it says, passes a limit, or its records cannot be told apart."""


OnReject = Callable[[Reject], None]


@dataclass(frozen=True)
class Part:
    """A canonical csv with a header: `columns` are its raw columns in order, without lineage."""

    columns: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class Canonical:
    """What became of a file: `parts` hold `rows_loaded` rows; `problem` says why it must be held instead.

    `decoded_sha256` is the hash of its content, where only who reads the file can say that.
    """

    match: HeaderMatch
    rows_read: int = 0
    rows_loaded: int = 0
    reject_counts: dict[str, int] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    problem: str | None = None
    decoded_sha256: str | None = None

    @property
    def rows_rejected(self) -> int:
        """Damaged records."""
        return sum(self.reject_counts.values())


@dataclass(frozen=True)
class Source:
    """A file to read: `path` has its plain bytes (decompressed, and text as UTF-8), `seen` says what they are like.

    `target` is where the canonical csv goes; further parts of it lie beside it.
    """

    path: Path
    seen: Fingerprint
    contract: Contract
    lineage: Lineage
    target: Path


class Reader(Protocol):
    """Reads the files of one format, one after another, in bounded memory."""

    def read(self, source: Source, on_reject: OnReject) -> Canonical:
        """Write the good records of a file as canonical csv and hand out the damaged ones.

        Every record of the file is loaded or handed to `on_reject`, unless the result has a `problem`.

        Raises:
            OSError: a file cannot be read or written.
        """
