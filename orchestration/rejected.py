"""Rejected rows one by one as they were received: damaged ones with bytes, those the rules reject with values."""

from collections.abc import Iterable, Sequence
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from ingestion.quarantine.rejected import RejectedRow, damaged_rows
from orchestration.quarantine import has_mart


def rejected_rows(
    connection: psycopg.Connection, *, reason: str | None = None, file_id: int | None = None, limit: int
) -> list[RejectedRow]:
    """The first rows that are rejected for `reason`, or of one file; damaged ones first, in the order of the files.

    Of a held file the loader keeps the first damaged rows; the rules judge no row of it.
    """
    damaged = damaged_rows(connection, reason=reason, file_id=file_id, limit=limit)
    return [*damaged, *judged_rows(connection, reason=reason, file_id=file_id, limit=limit - len(damaged))]


def rule_counts(connection: psycopg.Connection, file_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """By file id and first reason, how many rows of the attempt that counts the rules reject; as of the last build."""
    if not has_mart(connection):
        return {}
    found: dict[int, dict[str, int]] = {}
    for file_id, reason, count in connection.execute(
        """
        select file.file_id, row.reason, count(*)
        from observability.rejected_rows as row
        join ops.files as file on file.path = row.source_path and file.content_key = row.source_file_key
            and file.state = 'loaded'
        where row.kind = 'rule' and file.file_id = any(%s)
        group by file.file_id, row.reason order by count(*) desc, row.reason
        """,
        [list(file_ids)],
    ):
        found.setdefault(file_id, {})[reason] = count
    return found


def judged_rows(
    connection: psycopg.Connection, *, reason: str | None = None, file_id: int | None = None, limit: int
) -> list[RejectedRow]:
    """The first rows that the rules reject for `reason`, or of one file, as of the last build."""
    if not has_mart(connection):
        return []
    rows = connection.execute(
        """
        select file.file_id, file.attempts, file.source, file.feed, file.path, row.row_number, row.reason, row.reasons,
            row.detail
        from observability.rejected_rows as row
        join ops.files as file on file.path = row.source_path and file.content_key = row.source_file_key
            and file.state = 'loaded'
        where row.kind = 'rule'
          and (%(reason)s::text is null or %(reason)s = any(string_to_array(row.reasons, ',')))
          and (%(file)s::bigint is null or file.file_id = %(file)s)
        order by file.path, file.file_id, row.row_number
        limit %(limit)s
        """,
        {"reason": reason, "file": file_id, "limit": limit},
    ).fetchall()
    wanted: dict[tuple[int, int, str, str], list[int]] = {}
    for key, attempt, source, feed, _, number, *_ in rows:
        wanted.setdefault((key, attempt, source, feed), []).append(number)
    received = {key[0]: _received(connection, key, numbers) for key, numbers in wanted.items()}
    return [
        RejectedRow("rule", path, None, number, reason, reasons, detail, values=received[key].get(number))
        for key, _, _, _, path, number, reason, reasons, detail in rows
    ]


def _received(
    connection: psycopg.Connection, file: tuple[int, int, str, str], numbers: Iterable[int]
) -> dict[int, dict[str, str | None]]:
    """The raw rows with these numbers of one file attempt, without lineage."""
    file_id, attempt, source, feed = file
    query = sql.SQL("select * from {} where _file_id = %s and _attempt = %s and _row_number = any(%s)")
    with connection.cursor(row_factory=dict_row) as cursor:
        found: list[dict[str, Any]] = cursor.execute(
            query.format(sql.Identifier(f"raw_{source}", feed)), [file_id, attempt, list(numbers)]
        ).fetchall()
    return {
        row["_row_number"]: {name: value for name, value in row.items() if not name.startswith("_")} for row in found
    }
