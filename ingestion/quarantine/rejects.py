"""Keep damaged rows: each goes to `quarantine.rejected_rows` with its bytes and the reason."""

from collections.abc import Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Self

import psycopg

from ingestion.reading.reader import Reject

# A longer row is kept up to here, and said to be longer: the whole of it stays in the archived file.
_MOST_BYTES = 64 << 10
# A file with so many damaged rows that it will be held keeps only the first: it stays in the landing zone anyway.
_FIRST = 1000
_COPY = """
copy quarantine.rejected_rows (file_id, attempt, line_number, byte_offset, reason, detail, raw) from stdin
"""


class RejectWriter:
    """Streams the damaged rows of one file attempt into quarantine, in the caller's transaction."""

    def __init__(self, connection: psycopg.Connection, file_id: int, attempt: int, most_rows: int) -> None:
        """Write at most `most_rows` rows, but always the first thousand."""
        self._connection = connection
        self._lineage = (file_id, attempt)
        self._left = max(most_rows, _FIRST)
        self._copy: psycopg.Copy | None = None
        self._opened = ExitStack()

    def __call__(self, reject: Reject) -> None:
        """Add one row; the copy is opened by the first, most files have none."""
        if self._left <= 0:
            return
        self._left -= 1
        if self._copy is None:
            cursor = self._opened.enter_context(self._connection.cursor())
            self._copy = self._opened.enter_context(cursor.copy(_COPY))
        detail, raw = reject.detail, reject.raw
        if len(raw) > _MOST_BYTES:
            detail += f"; the first {_MOST_BYTES} of {len(raw)} bytes are kept here"
            raw = raw[:_MOST_BYTES]
        self._copy.write_row((*self._lineage, reject.line_number, reject.byte_offset, reject.reason, detail, raw))

    def __enter__(self) -> Self:
        """Begin a file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the copy, or abandon it when the file could not be read to its end."""
        self._opened.__exit__(kind, error, trace)


def forget(connection: psycopg.Connection, file_ids: list[int]) -> None:
    """Delete the rows of attempts that did not end."""
    connection.execute(
        """
        delete from quarantine.rejected_rows as row using ops.files as file
        where file.file_id = row.file_id and file.attempts = row.attempt and file.file_id = any(%s)
        """,
        [file_ids],
    )


def forget_attempts(connection: psycopg.Connection, attempts: Sequence[tuple[int, int]]) -> None:
    """Delete the rows of (file id, attempt) pairs."""
    connection.execute(
        "delete from quarantine.rejected_rows"
        " where (file_id, attempt) in (select * from unnest(%s::bigint[], %s::bigint[]))",
        [[pair[0] for pair in attempts], [pair[1] for pair in attempts]],
    )


def forget_later_attempts(connection: psycopg.Connection, file_ids: Sequence[int]) -> None:
    """Delete the rows of attempts after the one the ledger counts."""
    connection.execute(
        "delete from quarantine.rejected_rows as row using ops.files as file"
        " where row.file_id = any(%s) and file.file_id = row.file_id and row.attempt > file.attempts",
        [list(file_ids)],
    )
