"""Held files: let one in that was held only for its share of damaged rows, or have one tried again as it lies."""

from collections.abc import Sequence
from pathlib import Path

import psycopg

from ingestion.landing.zone import sha256_of, size_and_time
from ingestion.ledger import batches, ledger, versions
from ingestion.ledger.versions import LedgerFile
from ingestion.report import HELD_WITH_BATCH
from ingestion.settings import IngestSettings
from warehouse.errors import TillhouseError

_INSTEAD = "put a corrected file under the same name, or mend its contract and `tillhouse quarantine replay` it"


def release(
    connection: psycopg.Connection, settings: IngestSettings, name: str, reason: str | None
) -> list[LedgerFile]:
    """Let the next load take a file whole, its damaged rows in quarantine; with its batch, when it has one.

    Needs the loader's lock. Returns the files that are let in.

    Raises:
        TillhouseError: the file is not held, or for something else, or is not there any more; says what to do.
    """
    version = _held(versions.find_versions(connection, name))
    together = [version]
    if version.batch_id is not None:
        together = versions.select(connection, "batch_id = %s and state = 'held'", [version.batch_id], "file_id")
    damaged = [file for file in together if file.is_over_threshold]
    others = [file for file in together if file not in damaged and not (file.error or "").startswith(HELD_WITH_BATCH)]
    if others or not damaged:
        first = others[0] if others else version
        raise TillhouseError(f"{first.path} is held for something else: {first.error}", _INSTEAD)
    for file in together:
        _check_is_there(file, settings)
    ledger.release(connection, [file.file_id for file in together], reason)
    _reopen_batches(connection, together)
    connection.commit()
    return together


def try_again(connection: psycopg.Connection, settings: IngestSettings, file_ids: Sequence[int]) -> list[Path]:
    """Have held files read once more although they did not change; returns where they lie. Needs the loader's lock."""
    held = versions.select(connection, "file_id = any(%s) and state = 'held'", [list(file_ids)], "file_id")
    there = [file for file in held if (settings.landing_dir / file.path).exists()]
    ledger.try_again(connection, [file.file_id for file in there])
    _reopen_batches(connection, there)
    return [settings.landing_dir / file.path for file in there]


def _held(versions: Sequence[LedgerFile]) -> LedgerFile:
    """The held version of a file."""
    held = [version for version in versions if version.state == "held"]
    if held:
        return held[-1]
    last = versions[-1]
    if last.released_at and last.state == "discovered":
        raise TillhouseError(f"{last.path} was released already", "`tillhouse ingest` or `tillhouse run` loads it")
    raise TillhouseError(
        f"{last.path} is {last.state}, not held", "only a file that is held over its damaged rows can be released"
    )


def _check_is_there(file: LedgerFile, settings: IngestSettings) -> None:
    try:
        path = settings.landing_dir / file.path
        is_same = size_and_time(path) == (file.size_bytes, file.mtime) and sha256_of(path) == file.content_sha256
    except OSError as error:
        raise TillhouseError(
            f"{file.path} is not in the landing zone any more ({error.strerror})", "put it back, then release it"
        ) from error
    if not is_same:
        raise TillhouseError(
            f"{file.path} has changed since it was held", "the next load reads it as it is now; see `tillhouse ingest`"
        )


def _reopen_batches(connection: psycopg.Connection, files: Sequence[LedgerFile]) -> None:
    batches.reopen(connection, [file.batch_id for file in files if file.batch_id is not None])
