"""Load what was read in one round: dlt copies it, the counts are compared, one ledger commit makes it count."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg

from ingestion.landing.archive import archive_file, archive_trigger
from ingestion.landing.writers import STILL_WRITTEN, open_for_writing
from ingestion.ledger import batches, ledger, replays
from ingestion.load import attempts, raw
from ingestion.load.claims import Prepared
from ingestion.load.dlt_load import LoadFailedError, load
from ingestion.load.lock import check_turn
from ingestion.load.trial import trial_load
from ingestion.report import FileOutcome, FileState, Waiting
from ingestion.settings import IngestSettings

# After so many loads that failed in a row it is asked whether any can succeed: more than the halvings that lead to one
# bad file among a round's thousands.
_ASK_AFTER = 39


@dataclass
class _Failures:
    """Loads that failed one after another, and why none can succeed, once that is known."""

    in_a_row: int = 0
    for_good: str | None = None


def load_round(
    connection: psycopg.Connection, settings: IngestSettings, units: Sequence[Prepared], work: Path
) -> tuple[list[FileOutcome], list[Waiting]]:
    """Load, verify, commit and archive; returns how each file ended, and which could not be archived.

    When dlt cannot load the round it is split, so that one file never keeps the others out.
    """
    load_ids, failures = _load_or_split(connection, settings, list(units), work, _Failures())
    fine = {outcome.file_id: id(unit) for unit in units for _, outcome in unit.outcomes if outcome.state == "loaded"}
    failed = {file_id for file_id, unit in fine.items() if unit in failures}
    loaded = set(fine) - failed
    outcomes: list[FileOutcome] = []
    replayed: list[FileOutcome] = []
    # The commits before this one may be lost with the server: they are made again. This one must not be.
    connection.execute("set local synchronous_commit = on")
    check_turn(connection)
    for unit in units:
        ended = [_ended(outcome, failures.get(id(unit)), unit.duplicates, failed) for _, outcome in unit.outcomes]
        if unit.unit.is_replay:
            claims = [claim for claim, _ in unit.outcomes]
            replayed += attempts.finish(connection, zip(claims, ended, strict=True), load_ids)
            continue
        outcomes += ledger.finish(connection, ended, unit.duplicates, load_ids)
        if unit.batch_id is not None:
            batches.close_batch(connection, unit.batch_id, *_batch_end(unit, failures.get(id(unit)), ended))
    ledger.give_up_replaced(connection, outcomes)
    replays.revive_duplicates(connection, [outcome.supersedes for outcome in outcomes if outcome.supersedes])
    connection.commit()
    _tidy(connection, units, loaded)
    states = {outcome.file_id: outcome.state for outcome in outcomes}
    outcomes += replayed
    written = open_for_writing(file.path for unit in units for file in unit.unit.files)
    return outcomes, [problem for unit in units for problem in _archive(connection, settings, unit, states, written)]


def _load_or_split(
    connection: psycopg.Connection, settings: IngestSettings, units: list[Prepared], work: Path, failed: _Failures
) -> tuple[dict[str, str], dict[int, str]]:
    """Dlt's load ids by source, and the reasons of units that could not be loaded, by `id(unit)`.

    When loads fail that is not the files' fault, these are not tried one by one for hours; when it is, those that are
    fine get in, however many are not.
    """
    parts = [
        (claim.file.contract, part)
        for unit in units
        for claim, _ in unit.outcomes
        for part in unit.loads.get(claim.file_id, ())
    ]
    if not parts:
        return {}, {}
    if failed.in_a_row >= _ASK_AFTER and not failed.for_good:
        failed.for_good = trial_load(load, connection, settings.warehouse, parts[0][0], work)
        failed.in_a_row = 0
    if failed.for_good:
        return {}, {id(unit): f"not tried after many loads failed: {failed.for_good}" for unit in units}
    raw.add_columns(connection, ((contract, part.columns) for contract, part in parts))
    try:
        load_ids = load(settings.warehouse, parts, work / "dlt")
        wrong = _miscounted(connection, units)
        connection.commit()
        if wrong is None:
            failed.in_a_row = 0
            return load_ids, {}
        reason = wrong
    except LoadFailedError as error:
        reason = str(error)
    for unit in units:
        for claim, _ in unit.outcomes:
            raw.delete_attempts(connection, claim.file.contract, [(claim.file_id, claim.attempt)])
    connection.commit()
    failed.in_a_row += 1
    if len(units) == 1:
        return {}, {id(units[0]): reason}
    middle = len(units) // 2
    ids, failures = _load_or_split(connection, settings, units[:middle], work, failed)
    more_ids, more_failures = _load_or_split(connection, settings, units[middle:], work, failed)
    return ids | more_ids, failures | more_failures


def _miscounted(connection: psycopg.Connection, units: Sequence[Prepared]) -> str | None:
    """What the database holds of the first file that has another number of rows than were written for it."""
    by_feed: dict[str, list[tuple[int, int, FileOutcome]]] = {}
    contracts = {}
    for unit in units:
        for claim, outcome in unit.outcomes:
            if claim.file_id in unit.loads:
                key = claim.file.contract.key
                contracts[key] = claim.file.contract
                by_feed.setdefault(key, []).append((claim.file_id, claim.attempt, outcome))
    for key, files in by_feed.items():
        counts = raw.count_rows(connection, contracts[key], [file_id for file_id, _, _ in files])
        for file_id, attempt, outcome in files:
            found = counts.get((file_id, attempt), 0)
            if found != outcome.rows_loaded:
                return f"{outcome.path}: {outcome.rows_loaded} rows were written, {found} arrived"
    return None


def _ended(outcome: FileOutcome, failure: str | None, duplicates: dict[int, int], failed: set[int]) -> FileOutcome:
    """The outcome after the load: what could not be loaded failed, and so did its duplicates."""
    if failure is not None and outcome.state == "loaded":
        return replace(outcome, state="failed", rows_loaded=0, error=failure)
    if duplicates.get(outcome.file_id) in failed:
        return replace(outcome, state="failed", error="a file with the same content could not be loaded either")
    return outcome


def _batch_end(unit: Prepared, failure: str | None, ended: Sequence[FileOutcome]) -> tuple[str, str | None]:
    if unit.error:
        return "held", unit.error
    if failure:
        return "failed", failure
    return ("loaded" if any(outcome.state == "loaded" for outcome in ended) else "duplicate"), None


def _tidy(connection: psycopg.Connection, units: Sequence[Prepared], loaded: set[int]) -> None:
    rows: dict[str, int] = {}
    contracts = {}
    for unit in units:
        for claim, outcome in unit.outcomes:
            if claim.file_id in loaded:
                key = claim.file.contract.key
                contracts[key] = claim.file.contract
                rows[key] = rows.get(key, 0) + (outcome.rows_loaded or 0)
    for key, count in rows.items():
        raw.tidy(connection, contracts[key], count)


def _archive(
    connection: psycopg.Connection,
    settings: IngestSettings,
    unit: Prepared,
    states: dict[int, FileState],
    written: Collection[Path],
) -> list[Waiting]:
    if unit.unit.version and unit.unit.version.archived_path:
        return []
    done = [claim for claim, _ in unit.outcomes if states.get(claim.file_id) in ("loaded", "duplicate")]
    problems: list[Waiting | None] = []
    for claim in done:
        if claim.file.path in written:
            problems.append(Waiting(claim.file.relative, STILL_WRITTEN))
            continue
        problems.append(archive_file(connection, settings, claim.file_id, claim.file))
        connection.commit()
    if unit.unit.trigger and unit.batch_id is not None and len(done) == len(unit.outcomes) and not unit.error:
        problems.append(archive_trigger(connection, settings, unit.batch_id, unit.unit.trigger))
        connection.commit()
    return [problem for problem in problems if problem]
