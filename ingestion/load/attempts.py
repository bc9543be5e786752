"""Replays in the raw tables: the rows of one attempt count in the place of another's; `ledger.replays` says which.

Rows of an attempt that never counted are deleted from raw and from quarantine. Those of one that did stay, as those of
a file that was replaced do: the warehouse as it was known then is built from them.
"""

from collections.abc import Iterable
from dataclasses import replace

import psycopg

from ingestion.contracts import load_contracts
from ingestion.ledger import ledger, replays
from ingestion.ledger.ledger import Claim
from ingestion.load import raw
from ingestion.quarantine import rejects
from ingestion.report import FileOutcome


def finish(
    connection: psycopg.Connection, ended: Iterable[tuple[Claim, FileOutcome]], load_ids: dict[str, str]
) -> list[FileOutcome]:
    """Write how replays ended, in the caller's transaction: its commit is the moment the new attempt counts.

    A replay whose file would now be held, or that could not be loaded, is refused: it never takes rows from view.
    """
    outcomes = []
    for claimed, outcome in ended:
        switched = outcome.state == "loaded" and replays.switch(connection, claimed, outcome, load_ids)
        outcomes.append(outcome if switched else _refuse(connection, claimed, outcome))
    return outcomes


def _refuse(connection: psycopg.Connection, claimed: Claim, outcome: FileOutcome) -> FileOutcome:
    """Give a replay up and say why; its attempt leaves nothing behind."""
    raw.delete_attempts(connection, claimed.file.contract, [(claimed.file_id, claimed.attempt)])
    rejects.forget_attempts(connection, [(claimed.file_id, claimed.attempt)])
    if outcome.state == "loaded":
        return replace(outcome, state="superseded", error="not replayed: a newer version of it was loaded meanwhile")
    error = replays.refuse(connection, claimed.file_id, outcome.error or "")
    return replace(outcome, state="held", error=error, rows_loaded=None, is_over_threshold=False)


def recover(connection: psycopg.Connection) -> None:
    """Delete what an interrupted replay wrote: rows of attempts after the one that counts. Needs the loader's lock."""
    for key, file_ids in ledger.by_feed(replays.with_replay_due(connection)).items():
        if key in load_contracts():
            raw.delete_later_attempts(connection, load_contracts()[key], file_ids)
            rejects.forget_later_attempts(connection, file_ids)
