"""What a load tells its caller: plain values, no database types."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from ingestion.reading.drift import Finding

# How the error of a file begins that only waits for others of its batch.
HELD_WITH_BATCH = "held with its batch"

FileState = Literal["discovered", "loading", "loaded", "held", "failed", "duplicate", "superseded"]


@dataclass(frozen=True)
class FileOutcome:
    """How one file ended; counts are rows, `path` is relative to the landing zone.

    `drift` is how its columns differ from the contract, `is_over_threshold` that nothing but its share of damaged rows
    keeps it out.
    """

    file_id: int
    source: str
    feed: str
    path: str
    state: FileState
    rows_read: int | None = None
    rows_loaded: int | None = None
    rows_rejected: int | None = None
    reject_counts: dict[str, int] = field(default_factory=dict)
    columns_added: tuple[str, ...] = ()
    columns_missing: tuple[str, ...] = ()
    error: str | None = None
    supersedes: int | None = None
    attempt: int = 1
    drift: tuple[Finding, ...] = ()
    drift_policy: Literal["evolve", "hold"] = "evolve"
    is_over_threshold: bool = False

    @property
    def columns_renamed(self) -> dict[str, str]:
        """Raw columns whose header was an alias or another spelling, with that header."""
        renamed = (found for found in self.drift if found.kind == "renamed")
        return {found.column: found.written_as for found in renamed if found.column and found.written_as}

    @property
    def is_reordered(self) -> bool:
        """Whether columns came in another order than the contract's."""
        return any(found.kind == "reordered" for found in self.drift)


@dataclass(frozen=True)
class Waiting:
    """A file or trigger that is in the landing zone and not loaded, with the reason.

    It is patient when that is as it should be and will end by itself: nobody is needed.
    """

    path: str
    reason: str
    is_patient: bool = False


@dataclass(frozen=True)
class IngestReport:
    """Everything one run of the loader did."""

    files: tuple[FileOutcome, ...]
    waiting: tuple[Waiting, ...]
    seconds: float

    @property
    def changed(self) -> bool:
        """Whether the rows that count changed: a file became visible, or left."""
        return any(outcome.state == "loaded" or outcome.supersedes for outcome in self.files)

    @property
    def rows_loaded(self) -> int:
        """Rows of all files that were loaded."""
        return sum(outcome.rows_loaded or 0 for outcome in self.files)


@dataclass(frozen=True)
class Progress:
    """One step of a load: `done` of `total` bytes or files of a stage."""

    stage: str
    done: int
    total: int
    note: str = ""


OnProgress = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """A listener for callers that show no progress."""
