"""What needs somebody, each in one sentence and with the command that comes next."""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal

import psycopg

from ingestion.contracts import load_contracts
from ingestion.report import HELD_WITH_BATCH, Waiting
from orchestration.transform import ledger

# A feed is late when its next file is overdue by half of the time that lies between two.
_PATIENCE = 1.5
_UNDONE = """
    select file.path, file.state, coalesce(file.error, 'no reason is known'), file.batch_id
    from ops.files as file
    where file.state in ('held', 'failed') and not exists (
        select from ops.files as newer
        where newer.source = file.source and newer.feed = file.feed and newer.path = file.path
          and newer.file_id > file.file_id
    )
    order by file.state, file.source, file.feed, file.path
"""
_HELD_BATCHES = """
    select batch.batch_id, batch.trigger_path, coalesce(batch.error, 'no reason is known')
    from ops.batches as batch
    where batch.state = 'held' and not exists (
        select from ops.batches as newer
        where newer.trigger_path = batch.trigger_path and newer.batch_id > batch.batch_id
    )
    order by batch.trigger_path
"""
_LAST_FILES = """
    select source || '__' || feed, max(discovered_at), now() - max(discovered_at)
    from ops.files group by source, feed order by 1
"""


@dataclass(frozen=True)
class Need:
    """One thing that does not end by itself; `command` can be typed as it is."""

    kind: Literal["failed", "held", "waiting", "late", "build"]
    what: str
    command: str


def find_needs(connection: psycopg.Connection, landing: Path, waiting: Sequence[Waiting]) -> tuple[Need, ...]:
    """Everything that waits for somebody: files, feeds and the last build.

    A held or failed file that was taken out of the landing zone needs nobody any more.

    Args:
        connection: as anybody who may read `ops`.
        landing: the landing zone.
        waiting: what the loader left there, and why.
    """
    files = connection.execute(_UNDONE).fetchall()
    batches = [row for row in connection.execute(_HELD_BATCHES).fetchall() if (landing / row[1]).exists()]
    there = [row for row in files if (landing / row[0]).exists()]
    told = {row[0] for row in there} | {row[1] for row in batches}
    left = [item for item in waiting if not item.is_patient and item.path not in told]
    return (
        *_files(there),
        *_batches(batches, there),
        *(Need("waiting", f"{item.path}: {item.reason}", f"ls -l {_quoted(landing / item.path)}") for item in left),
        *_late(connection),
        *_build(connection),
    )


def next_commands(needs: Iterable[Need], most: int = 3) -> list[str]:
    """The commands of the first needs, each once."""
    return list(dict.fromkeys(need.command for need in needs))[:most]


def _files(files: Iterable[tuple[str, str, str, int | None]]) -> Iterator[Need]:
    for path, state, error, _ in files:
        if not error.startswith(HELD_WITH_BATCH):
            kind: Literal["failed", "held"] = "failed" if state == "failed" else "held"
            yield Need(kind, f"{path} is {state}: {error}", f"tillhouse explain {_quoted(path)}")


def _batches(
    batches: Iterable[tuple[int, str, str]], files: Sequence[tuple[str, str, str, int | None]]
) -> Iterator[Need]:
    """Batches that are held for their trigger: a file that holds its batch is told as a file."""
    by_file = {batch_id for _, _, error, batch_id in files if not error.startswith(HELD_WITH_BATCH)}
    for batch_id, trigger, error in batches:
        if batch_id not in by_file:
            yield Need("held", f"{trigger} is held: {error}", "tillhouse files --state held")


def _late(connection: psycopg.Connection) -> Iterator[Need]:
    contracts = load_contracts()
    for feed, last, age in connection.execute(_LAST_FILES).fetchall():
        contract = contracts.get(feed)
        if contract and age > timedelta(hours=contract.cadence_hours * _PATIENCE):
            told = f"{feed} is late: its last file came {last:%Y-%m-%d %H:%M}, one is due every "
            yield Need("late", f"{told}{contract.cadence_hours} hours", "tillhouse status")


def _build(connection: psycopg.Connection) -> Iterator[Need]:
    last, shown = ledger.latest(connection), ledger.published(connection)
    if last is None or last.state in ("passed", "running") or (shown and shown.build_id == last.build_id):
        return
    failures = ledger.messages(connection, last.build_id)
    told = "; ".join(f"{name}: {message}" for name, message in list(failures.items())[:3])
    yield Need("build", f"build {last.build_id} {last.state}{': ' if told else ''}{told}", "tillhouse run")


def _quoted(path: object) -> str:
    return shlex.quote(str(path))
