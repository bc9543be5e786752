"""Files to be read from the archive again: replays, and duplicates whose original was replaced."""

from collections.abc import Mapping
from contextlib import suppress

import psycopg

from ingestion.contracts import Contract
from ingestion.landed import LandedFile
from ingestion.landing.units import Unit
from ingestion.landing.zone import size_and_time
from ingestion.ledger import replays
from ingestion.ledger.versions import LedgerFile
from ingestion.report import FileOutcome
from ingestion.settings import IngestSettings


class NotAsArchivedError(Exception):
    """The bytes in the archive are not those that the ledger has of the file."""


def units_again(
    connection: psycopg.Connection, settings: IngestSettings, contracts: Mapping[str, Contract]
) -> list[Unit]:
    """One unit for each file that is due to be read again and that one of `contracts` names."""
    units = []
    for version in replays.due(connection):
        contract = contracts.get(f"{version.source}__{version.feed}")
        if contract and contract.path_regex.fullmatch(version.path):
            units.append(Unit((_as_file(version, contract, settings),), version=version))
    return units


def give_up_unnamed(connection: psycopg.Connection, contracts: Mapping[str, Contract]) -> list[FileOutcome]:
    """End what no contract names any more: nobody could say how to read it. Needs the loader's lock."""
    outcomes = []
    for version in replays.due(connection):
        contract = contracts.get(f"{version.source}__{version.feed}")
        if contract is None or not contract.path_regex.fullmatch(version.path):
            outcomes.append(replays.give_up(connection, version, "no contract names this path any more"))
    connection.commit()
    return outcomes


def check_bytes(unit: Unit, sha256: str) -> None:
    """Compare what was read with what was loaded then.

    Raises:
        NotAsArchivedError: the file is another; names it.
    """
    version = unit.version
    if version is not None and version.content_sha256 != sha256:
        raise NotAsArchivedError(
            f"{unit.files[0].path} has other bytes than were received (sha256 {sha256[:12]}…, the ledger has "
            f"{(version.content_sha256 or '')[:12]}…): put them back from a backup"
        )


def _as_file(version: LedgerFile, contract: Contract, settings: IngestSettings) -> LandedFile:
    """The file in the archive, under the path it came by; in the landing zone when it was not moved yet."""
    if version.archived_path:
        path = settings.archive_dir / version.archived_path
    else:
        path = settings.landing_dir / version.path
    size, mtime = version.size_bytes or 0, version.mtime or version.discovered_at
    # A file that is not there is told by whoever reads it.
    with suppress(OSError):
        size, mtime = size_and_time(path)
    return LandedFile(path, version.path, contract, version.path_parts, size, mtime)
