"""Copies: files with the content of one that is loaded, or of one that this round is about to load."""

import psycopg

from ingestion.landed import LandedFile
from ingestion.ledger import ledger


class Copies:
    """Knows the contents of the files of one round, beside those of the ledger."""

    def __init__(self, connection: psycopg.Connection) -> None:
        """The round has no file yet."""
        self._connection = connection
        self._known: dict[str, list[LandedFile]] = {}
        self._file_ids: dict[str, int] = {}

    def original_of(self, file: LandedFile, sha256: str, decoded_sha256: str | None = None) -> int | None:
        """The file of which this one is a copy, by the hash of its bytes or of its decoded content."""
        loaded = ledger.find_loaded(self._connection, file, sha256, decoded_sha256)
        if loaded is not None:
            return loaded
        for found in filter(None, (sha256, decoded_sha256)):
            for other in self._known.get(_identity(file, found), ()):
                if file.copied_day in (None, other.business_date):
                    return self._file_ids[other.relative]
        return None

    def add(self, file: LandedFile, file_id: int, *hashes: str | None) -> None:
        """Note a file that is about to be loaded."""
        self._file_ids[file.relative] = file_id
        for found in filter(None, hashes):
            self._known.setdefault(_identity(file, found), []).append(file)


def _identity(file: LandedFile, found: str) -> str:
    return f"{file.contract.key} {sorted(file.parts.items())} {found}"
