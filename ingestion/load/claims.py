"""Read the files of one unit: claim them in the ledger, canonicalise them, and decide whether they may be loaded."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import psycopg

from ingestion.landed import LandedFile, Trigger
from ingestion.landing.archived import check_bytes
from ingestion.landing.units import Unit
from ingestion.landing.zone import has_changed
from ingestion.ledger import batches, ledger, replays
from ingestion.ledger.ledger import Claim
from ingestion.load.column_limit import ColumnLimit
from ingestion.load.copies import Copies
from ingestion.quarantine import rejects
from ingestion.quarantine.rejects import RejectWriter
from ingestion.reading.fingerprint import Fingerprint, fingerprint
from ingestion.reading.lineage import Lineage
from ingestion.reading.opening import Opened, opened
from ingestion.reading.reader import Canonical, Part, Source
from ingestion.reading.readers import Readers
from ingestion.report import HELD_WITH_BATCH, FileOutcome, FileState


@dataclass
class Prepared:
    """A unit that was read: how each file is to end, and the canonical files to load."""

    unit: Unit
    batch_id: int | None
    outcomes: list[tuple[Claim, FileOutcome]] = field(default_factory=list)
    loads: dict[int, tuple[Part, ...]] = field(default_factory=dict)
    duplicates: dict[int, int] = field(default_factory=dict)
    error: str | None = None

    @property
    def is_held(self) -> bool:
        """Whether a problem keeps the unit out."""
        return self.error is not None


def prepare(
    connection: psycopg.Connection,
    readers: Readers,
    unit: Unit,
    work: Path,
    run_id: str | None,
    copies: Copies,
    limit: ColumnLimit,
    on_bytes: Callable[[int], None],
) -> Prepared:
    """Claim and read the files of a unit. Each step is committed; nothing counts before the ledger's final commit.

    Raises:
        OSError: a file cannot be read.
        NotAsArchivedError: a file of the archive has other bytes than were received.
    """
    trigger = unit.trigger
    batch_id = batches.open_batch(connection, trigger) if trigger else None
    prepared = Prepared(unit, batch_id)
    if trigger:
        prepared.error = trigger.problem or too_late(trigger.batch_date, datetime.now(UTC))
    for file in unit.files:
        seen = fingerprint(file.path, on_bytes)
        check_bytes(unit, seen.sha256)
        original = None if unit.is_replay else copies.original_of(file, seen.sha256)
        if original is not None:
            claim = ledger.claim(connection, file, seen, None, run_id, batch_id)
            _copy(prepared, claim, original)
            connection.commit()
            continue
        with opened(file.path, file.relative, seen, file.contract, work) as plain:
            claim, original = _claim(connection, prepared, file, seen, plain, run_id, copies)
            connection.commit()
            if original is not None:
                _copy(prepared, claim, original)
            else:
                _read(connection, readers, claim, prepared, plain, work, copies, limit)
                connection.commit()
    if prepared.error:
        _hold(prepared)
    return prepared


def too_late(day: date | None, received: datetime) -> str | None:
    """Why a file that speaks for this day must be held: nothing is known of a day before it begins."""
    last = received.date() + timedelta(days=1)
    if day is None or day <= last:
        return None
    return f"it speaks for {day}, and was received on {received.date()}: name it after its own day"


def _claim(
    connection: psycopg.Connection,
    prepared: Prepared,
    file: LandedFile,
    seen: Fingerprint,
    plain: Opened,
    run_id: str | None,
    copies: Copies,
) -> tuple[Claim, int | None]:
    """Claim a file whose content can be told before it is read, and find the file of which it is a copy, if any."""
    unit = prepared.unit
    decoded = plain.decoded_sha256
    if unit.version and unit.is_replay:
        return replays.claim(unit.version, file, seen, decoded, run_id), None
    # Of most files the text is the bytes, of which it is known that they are no copy.
    is_known = decoded in (None, seen.sha256)
    original = None if is_known else copies.original_of(file, seen.sha256, decoded)
    return ledger.claim(connection, file, seen, decoded, run_id, prepared.batch_id), original


def _copy(prepared: Prepared, claim: Claim, original: int) -> None:
    prepared.outcomes.append((claim, _outcome(claim, "duplicate")))
    prepared.duplicates[claim.file_id] = original


def _read(
    connection: psycopg.Connection,
    readers: Readers,
    claim: Claim,
    prepared: Prepared,
    plain: Opened,
    work: Path,
    copies: Copies,
    limit: ColumnLimit,
) -> None:
    """Read one file and note how it is to end."""
    file, seen, unit = claim.file, claim.seen, prepared.unit
    lineage = Lineage(claim.file_id, claim.attempt, file.parts)
    source = Source(plain.path, plain.seen, file.contract, lineage, work / f"{claim.file_id}.csv")
    # Of a file that is going to be held, the first damaged rows are enough; one that was released shows them all.
    allowed = 1 if claim.is_released else file.contract.max_reject_rate
    most_rejects = int(allowed * plain.most_records) + 1
    with RejectWriter(connection, claim.file_id, claim.attempt, most_rejects) as on_reject:
        result = readers.read(plain, source, on_reject)
    if result.decoded_sha256:
        claim = replace(claim, decoded_sha256=result.decoded_sha256)
    if result.decoded_sha256 and not unit.is_replay:
        ledger.note_decoded(connection, claim.file_id, result.decoded_sha256)
        original = copies.original_of(file, seen.sha256, claim.decoded_sha256)
        if original is not None and not has_changed(file):
            rejects.forget(connection, [claim.file_id])
            _copy(prepared, claim, original)
            return
    problem = result.problem or (_against_manifest(file, seen, result, unit.trigger) if unit.trigger else None)
    if has_changed(file):
        problem = "it changed while it was read"
    received = unit.version.discovered_at if unit.version else datetime.now(UTC)
    problem = problem or too_late(file.business_date, received)
    damaged = None if problem or claim.is_released else _over_threshold(result, file)
    problem = problem or damaged or limit.take(file.contract, result.match.added)
    outcome = _outcome(claim, "held" if problem else "loaded", result, problem)
    outcome = replace(outcome, is_over_threshold=damaged is not None)
    prepared.outcomes.append((claim, outcome))
    if problem:
        prepared.error = prepared.error or (f"{file.path.name}: {problem}" if unit.trigger else problem)
    elif result.rows_loaded:
        prepared.loads[claim.file_id] = result.parts
        copies.add(file, claim.file_id, seen.sha256, claim.decoded_sha256)


def _hold(prepared: Prepared) -> None:
    """A unit is loaded whole or not at all: hold the files that had nothing wrong with them, too."""
    prepared.loads.clear()
    reason = f"{HELD_WITH_BATCH}: {prepared.error}" if prepared.unit.trigger else prepared.error
    prepared.outcomes = [
        (claim, outcome if outcome.error else replace(outcome, state="held", rows_loaded=0, error=reason))
        for claim, outcome in prepared.outcomes
    ]
    prepared.duplicates.clear()


def _over_threshold(result: Canonical, file: LandedFile) -> str | None:
    if result.rows_read == 0 or result.rows_rejected <= file.contract.max_reject_rate * result.rows_read:
        return None
    share, limit = result.rows_rejected / result.rows_read, file.contract.max_reject_rate
    return f"{result.rows_rejected} of {result.rows_read} rows are damaged ({share:.1%}), at most {limit:.1%} may be"


def _against_manifest(file: LandedFile, seen: Fingerprint, result: Canonical, trigger: Trigger) -> str | None:
    promised = trigger.promise(file.path.name)
    if promised is None:
        return None
    if promised.sha256 is not None and promised.sha256 != seen.sha256:
        return f"its sha256 is {seen.sha256[:12]}…, the trigger promises {promised.sha256[:12]}…"
    if promised.rows is not None and promised.rows != result.rows_read:
        return f"it has {result.rows_read} rows, the trigger promises {promised.rows}"
    return None


def _outcome(
    claim: Claim, state: FileState, result: Canonical | None = None, problem: str | None = None
) -> FileOutcome:
    contract = claim.file.contract
    shape = FileOutcome(claim.file_id, contract.source, contract.feed, claim.file.relative, state, error=problem)
    shape = replace(shape, attempt=claim.attempt, drift_policy=contract.drift)
    if result is None:
        return shape
    return replace(
        shape,
        rows_read=result.rows_read,
        rows_loaded=0 if problem else result.rows_loaded,
        rows_rejected=result.rows_rejected,
        reject_counts=result.reject_counts,
        columns_added=result.match.added,
        columns_missing=result.match.missing,
        drift=result.match.drift,
    )
