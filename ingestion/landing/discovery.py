"""Decide what can be loaded now: the landing zone as it is, against what the ledger says of it. Loads nothing."""

import re
import shlex
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from ingestion.contracts import Contract, load_contracts, why_unread
from ingestion.landed import LandedFile, LandedTrigger, Trigger, same_name
from ingestion.landing.archived import units_again
from ingestion.landing.triggers import read_trigger
from ingestion.landing.units import Ready, Unit
from ingestion.landing.writers import STILL_WRITTEN, open_for_writing
from ingestion.landing.zone import look, sha256_of, size_and_time, still_growing, within
from ingestion.ledger import batches, versions
from ingestion.ledger.versions import LedgerFile
from ingestion.report import Waiting
from ingestion.settings import IngestSettings
from warehouse.errors import TillhouseError

_DONE = ("loaded", "duplicate", "superseded")


def find_ready(
    connection: psycopg.Connection,
    settings: IngestSettings,
    *,
    source: str | None = None,
    paths: Sequence[Path] | None = None,
) -> Ready:
    """Look at the landing zone and ask the ledger.

    Files that were held and have the same content still are not ready again; those whose loading failed or was killed
    are. A file that somebody has open for writing is not ready.
    Those of a feed that no model reads wait until one does. A file is never skipped for its age or its name. Files that
    are due to be read from the archive again are ready too.

    Raises:
        TillhouseError: a path lies outside the landing zone, or there is no such folder.
    """
    root = settings.landing_dir
    _require(root, is_new=settings.landing is None and versions.is_empty(connection))
    contracts = [contract for contract in load_contracts().values() if source in (None, contract.source)]
    unread = why_unread(contracts)
    landing = look(root, contracts)
    files = list(landing.files)
    chosen = files if paths is None else within(files, root, paths)
    known = versions.latest_versions(connection, [file.relative for file in files])
    unchanged = {file.relative: row for file in files if (row := known.get(file.relative)) and _same(file, row)}
    waiting = list(landing.strange) if paths is None and source is None else []
    written = open_for_writing([file.path for file in files] + [trigger.path for trigger in landing.triggers])
    leftovers, stable = [], []
    for file in chosen:
        row = unchanged.get(file.relative)
        if row and row.state in _DONE and row.archived_path is None:
            if file.path in written:
                waiting.append(Waiting(file.relative, STILL_WRITTEN, is_patient=True))
            else:
                leftovers.append((file, row))
        elif file.contract.arrival == "stable" and row and row.state == "held":
            waiting.append(Waiting(file.relative, f"held: {row.error}"))
        elif file.contract.arrival == "stable" and (problem := unread.get(file.contract.key)):
            waiting.append(Waiting(file.relative, f"held: {problem}"))
        elif file.contract.arrival == "stable":
            stable.append(file)
    growing = still_growing(stable, settings.stable_seconds)
    growing |= {file.relative for file in stable if file.path in written}
    waiting += [Waiting(path, "still being written", is_patient=True) for path in sorted(growing)]
    # Files of one look arrive in the order in which they were written.
    units = [Unit((file,)) for file in sorted(stable, key=_written_at) if file.relative not in growing]
    left = {name for name, row in unchanged.items() if row.state in _DONE and row.archived_path is None}
    released = [file for file in files if file.contract.arrival == "trigger" and file.relative not in left]
    triggers, unreadable = _read_triggers(landing.triggers, written)
    waiting += unreadable
    released_units, blocked, done = _batches(connection, triggers, released, unchanged, contracts, unread, written)
    wanted = {file.relative for file in chosen}
    units += [unit for unit in released_units if paths is None or any(file.relative in wanted for file in unit.files)]
    if paths is None:
        units += units_again(connection, settings, {contract.key: contract for contract in contracts})
    return Ready(tuple(units), tuple([*waiting, *blocked]), tuple(leftovers), tuple(done))


def _require(root: Path, *, is_new: bool) -> None:
    """See that there is a landing zone: that of a home in which no file ever came may be missing, an empty one is."""
    if not root.is_dir() and not is_new:
        raise TillhouseError(
            f"the landing zone {root} is not there",
            f"mount it, or make it: mkdir -p {shlex.quote(str(root))}; TILLHOUSE_LANDING names another",
        )


def _read_triggers(landed: Iterable[LandedTrigger], written: Collection[Path]) -> tuple[list[Trigger], list[Waiting]]:
    triggers: list[Trigger] = []
    waiting: list[Waiting] = []
    for trigger in landed:
        if trigger.path in written:
            waiting.append(Waiting(trigger.relative, "still being written", is_patient=True))
            continue
        try:
            triggers.append(read_trigger(trigger))
        except OSError as error:
            waiting.append(Waiting(trigger.relative, f"cannot be read: {error.strerror or error}"))
    return triggers, waiting


def _batches(
    connection: psycopg.Connection,
    triggers: Iterable[Trigger],
    files: Iterable[LandedFile],
    unchanged: dict[str, LedgerFile],
    contracts: Sequence[Contract],
    unread: dict[str, str],
    written: Collection[Path],
) -> tuple[list[Unit], list[Waiting], list[tuple[Trigger, int]]]:
    """Match triggers with the files beside them; third are triggers whose batch ended and that were not moved yet."""
    beside: dict[str, dict[str, LandedFile]] = defaultdict(dict)
    for file in files:
        beside[_folder(file.relative)][same_name(file.path.name)] = file
    units: list[Unit] = []
    waiting: list[Waiting] = []
    done: list[tuple[Trigger, int]] = []
    listed: set[str] = set()
    for trigger in triggers:
        folder = _folder(trigger.landed.relative)
        own = [contract for contract in contracts if contract.source == trigger.landed.source]
        # A trigger that cannot be read still names its day: the files of that day are held with it.
        its_day = [name for name, file in beside[folder].items() if file.parts == trigger.landed.parts]
        expected = trigger.expected or its_day
        there = [beside[folder][same_name(name)] for name in expected if same_name(name) in beside[folder]]
        listed |= {file.relative for file in there}
        before = batches.batch_state(connection, trigger)
        absent = [f"{folder}{name}" for name in trigger.expected if same_name(name) not in beside[folder]]
        loaded = versions.loaded_paths(connection, absent)
        missing = [path for path in absent if path not in loaded or not trigger.allows(path, loaded[path])]
        strange = _not_in_batch(trigger, folder, contracts)
        not_read = [problem for file in there if (problem := unread.get(file.contract.key))]
        is_old = before is not None and before[1] == "held" and all(file.relative in unchanged for file in there)
        if before is not None and not there and before[1] in ("loaded", "duplicate") and before[3] is None:
            done.append((trigger, before[0]))
        elif before is not None and is_old:
            waiting.append(Waiting(trigger.landed.relative, f"held: {before[2]}"))
        elif not_read:
            waiting.append(Waiting(trigger.landed.relative, f"held: {not_read[0]}"))
        elif trigger.problem or strange:
            units.append(Unit(tuple(there), trigger if trigger.problem else _with_problem(trigger, strange)))
        elif not trigger.is_ready:
            waiting.append(_for_now(trigger.landed, "says data_files_ready: false", own))
        elif missing:
            waiting.append(_for_now(trigger.landed, f"waits for {', '.join(sorted(missing))}", own))
        elif unfinished := [file.relative for file in there if file.path in written]:
            waiting.append(
                Waiting(trigger.landed.relative, f"{', '.join(unfinished)} still being written", is_patient=True)
            )
        else:
            units.append(Unit(tuple(there), trigger))
    for names in beside.values():
        loose = [file for file in names.values() if file.relative not in listed]
        waiting += [_for_now(file, _needs_trigger(file), [file.contract]) for file in loose]
    return units, waiting, done


def _not_in_batch(trigger: Trigger, folder: str, contracts: Sequence[Contract]) -> str | None:
    """Why an expected name cannot belong to this batch: no contract, or the path of another day."""
    for name in trigger.expected:
        matches = [match for contract in contracts if (match := contract.path_regex.fullmatch(f"{folder}{name}"))]
        if not matches:
            return f"the trigger expects {name!r}, which no contract names"
        if matches[0].groupdict() != trigger.landed.parts:
            return f"the trigger expects {name!r}, a file of another day"
    return None


def _with_problem(trigger: Trigger, problem: str | None) -> Trigger:
    return Trigger(**{**trigger.__dict__, "problem": problem})


def _for_now(landed: LandedFile | LandedTrigger, reason: str, contracts: Sequence[Contract]) -> Waiting:
    """It waits, and is late when nothing came for longer than files of its feed take."""
    due = [item.cadence_hours for item in contracts if item.arrival == "trigger"]
    age = datetime.now(UTC) - size_and_time(landed.path)[1]
    is_late = bool(due) and age > timedelta(hours=max(due))
    told = f"{reason} since {datetime.now(UTC) - age:%Y-%m-%d %H:%M}" if is_late else reason
    return Waiting(landed.relative, told, is_patient=not is_late)


def _needs_trigger(file: LandedFile) -> str:
    pattern = file.contract.trigger or ""
    for name, value in file.parts.items():
        pattern = pattern.replace(f"{{{name}}}", value)
    return f"waits for its trigger {pattern}"


def _folder(relative: str) -> str:
    return relative[: relative.rindex("/") + 1]


def _same(file: LandedFile, row: LedgerFile) -> bool:
    if (file.size_bytes, file.mtime) != (row.size_bytes, row.mtime):
        return False
    # Who mends a file may well keep its size and time.
    try:
        return row.state != "held" or sha256_of(file.path) == row.content_sha256
    except OSError:
        return False


def _written_at(file: LandedFile) -> tuple[datetime, list[str | int]]:
    """The time of a file, and where that is the same its path, in which numbers count as numbers."""
    steps = enumerate(re.split("([0-9]+)", file.relative))
    return file.mtime, [int(step) if place % 2 else step for place, step in steps]
