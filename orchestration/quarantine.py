"""What was kept out, and why: damaged rows of the loader, rows the rules reject, and files that are held.

Damaged rows come from the loader's own tables, so they are always those of now. The rules judge while dbt builds: their
rejects are those of the last build.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import class_row

from ingestion.quarantine.rejected import Kind

# A version that a later one of the same path followed needs nobody any more.
_CURRENT = """
    not exists (
        select from ops.files as newer
        where newer.source = file.source and newer.feed = file.feed and newer.path = file.path
          and newer.file_id > file.file_id
    )
"""


@dataclass(frozen=True)
class Count:
    """Rejected rows of one feed with one reason."""

    source: str
    feed: str
    kind: Kind
    reason: str
    rows: int
    files: int


@dataclass(frozen=True)
class Held:
    """A file that is held, or released and not yet loaded."""

    file_id: int
    source: str
    feed: str
    path: str
    state: str
    error: str | None
    is_over_threshold: bool
    rows_read: int | None
    rows_rejected: int | None


@dataclass(frozen=True)
class Candidate:
    """A file that a replay may read again, with its counts as they are before."""

    file_id: int
    path: str
    state: str
    rows_loaded: int | None
    rows_rejected: int | None


def counts(connection: psycopg.Connection) -> list[Count]:
    """Rejected rows of files that count, by feed and reason."""
    structural = """
        select source, feed, 'structural' as kind, rejects.key as reason, sum(rejects.value::bigint)::bigint as rows,
            count(*) as files
        from ops.files, jsonb_each_text(reject_counts) as rejects
        where state = 'loaded'
        group by source, feed, rejects.key
    """
    rule = """
        select source, feed, kind, reason, count(*) as rows, count(distinct (source_path, source_file_key)) as files
        from observability.rejected_rows
        where kind = 'rule' and file_state = 'loaded'
        group by source, feed, kind, reason
    """
    found = [*_rows(connection, Count, structural), *(_rows(connection, Count, rule) if has_mart(connection) else [])]
    return sorted(found, key=lambda count: (count.source, count.feed, count.kind, -count.rows, count.reason))


def held_files(connection: psycopg.Connection) -> list[Held]:
    """Files that need somebody, and those that were released and wait for the next load."""
    return _rows(
        connection,
        Held,
        f"""
        select file_id, source, feed, path, state, error, is_over_threshold, rows_read, rows_rejected
        from ops.files as file
        where (state = 'held' or (state = 'discovered' and released_at is not null)) and {_CURRENT}
        order by source, feed, path
        """,  # noqa: S608 - a constant of this module
    )


def candidates(
    connection: psycopg.Connection,
    *,
    source: str | None = None,
    feed: str | None = None,
    reason: str | None = None,
    everything: bool = False,
) -> list[Candidate]:
    """Loaded files with rejected rows of either kind, and held files; with `everything` all that are loaded or held.

    `reason` is a structural reason or the code of a rule: then only files that have rows rejected for it.
    """
    by_rules = "false"
    if has_mart(connection):
        by_rules = """
            exists (
                select from observability.rejected_rows as row
                where row.kind = 'rule' and row.source_path = file.path and row.source_file_key = file.content_key
                  and (%(reason)s::text is null or %(reason)s = any(string_to_array(row.reasons, ',')))
            )
        """
    return _rows(
        connection,
        Candidate,
        f"""
        select file_id, path, state, rows_loaded, rows_rejected
        from ops.files as file
        where (state = 'loaded' or (state = 'held' and {_CURRENT}))
          and (%(source)s::text is null or source = %(source)s) and (%(feed)s::text is null or feed = %(feed)s)
          and (
            %(everything)s
            or (state = 'held' and %(reason)s::text is null)
            or (%(reason)s::text is null and rows_rejected > 0)
            or reject_counts ? %(reason)s
            or (state = 'loaded' and {by_rules})
          )
        order by file_id
        """,  # noqa: S608 - constants of this module
        {"source": source, "feed": feed, "reason": reason, "everything": everything},
    )


def is_reason(connection: psycopg.Connection, name: str) -> bool:
    """Whether a row was rejected for a reason of this name, or the rules know it as a code."""
    known = "select exists (select from ops.files where reject_counts ? %s and state in ('loaded', 'held'))"
    if connection.execute(known, [name]).fetchone() == (True,):
        return True
    if connection.execute("select to_regclass('staging.dq_rules') is not null").fetchone() != (True,):
        return False
    code = "select exists (select from staging.dq_rules where code = %s)"
    return connection.execute(code, [name]).fetchone() == (True,)


def has_mart(connection: psycopg.Connection) -> bool:
    """Whether a build has made the mart of rejected rows yet."""
    return connection.execute("select to_regclass('observability.rejected_rows') is not null").fetchone() == (True,)


def _rows(connection: psycopg.Connection, kind: type[Any], query: str, values: Any = None) -> list[Any]:
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(query.encode(), values).fetchall()
