"""What the landing sensor does at a tick: find the work, decide whether to start a run. The decision is pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingestion.landing.discovery import find_ready
from ingestion.settings import get_ingest_settings
from orchestration.transform import ledger
from orchestration.transform.project import fingerprint
from warehouse.connect import connect

WORK_TAG = "tillhouse/work"
FREE_TRIES = 3
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)


@dataclass(frozen=True)
class Work:
    """Something to do: `digest` is the same for exactly the same files and the same due build.

    `blocked` says why another run would end like the last one.
    """

    digest: str
    reason: str
    blocked: str | None = None


@dataclass(frozen=True)
class Try:
    """A run that was started for a piece of work, and ended."""

    run_id: str
    ended_at: datetime


@dataclass(frozen=True)
class Start:
    """Start a run; two ticks that see the same state ask for the same key, and Dagster starts one."""

    run_key: str


def decide(work: Work, tries: Sequence[Try], now: datetime) -> Start | str:
    """Start a run for this work, or say why not.

    Three tries at once, then with growing pauses, and never none: work that is still there was not done, whether its
    runs failed, were cancelled or ended well.
    """
    if work.blocked:
        return work.blocked
    if tries:
        due = max(attempt.ended_at for attempt in tries) + pause_after(len(tries))
        if due > now:
            return f"{len(tries)} runs did not finish this ({work.reason}); the next one starts at {due:%H:%M:%S} UTC"
    return Start(f"{work.digest}-{len(tries) + 1}")


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many runs: nothing at first, then doubling from five minutes to an hour."""
    if tries < FREE_TRIES:
        return timedelta()
    return min(FIRST_PAUSE * (1 << min(tries - FREE_TRIES, 16)), LONGEST_PAUSE)


def digest_of(parts: Iterable[object]) -> str:
    """A short identity of the work, whatever the order it was found in."""
    return hashlib.sha256("\n".join(sorted(map(repr, parts))).encode()).hexdigest()[:20]


def find_work() -> Work | None:
    """Ask the landing zone and the ledger what is to be done; None when nothing is.

    Raises:
        TillhouseError: the database cannot be reached.
    """
    settings = get_ingest_settings()
    project_hash = fingerprint()
    with connect(settings.warehouse, "loader") as connection:
        ready = find_ready(connection, settings)
        seq = ledger.visible_seq(connection)
        due = ledger.due(connection, None) if seq else None
        last = ledger.latest(connection)
    parts: list[object] = [(file.relative, file.size_bytes, file.mtime) for file in ready.files]
    parts += [unit.trigger.sha256 for unit in ready.units if unit.trigger]
    if due:
        parts.append(("build", seq, project_hash))
    if not parts:
        return None
    reason = f"files ready: {len(ready.files)}" if ready.units else due or ""
    blocked = None
    if last and not ready.units and (last.state, last.change_seq, last.project_hash) == ("failed", seq, project_hash):
        blocked = (
            f"build {last.build_id} failed its tests on exactly this data and this project: correct one of them; "
            "see `tillhouse status`"
        )
    return Work(digest_of(parts), reason, blocked)
