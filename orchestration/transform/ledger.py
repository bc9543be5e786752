"""`ops.builds` and `ops.publications`: which builds ran, what readers see, and whether another build is due."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

import psycopg
from psycopg.rows import class_row, scalar_row

from dbt_tillhouse.plan import Rebuilt


@dataclass(frozen=True)
class Build:
    """One row of `ops.builds`, as far as anybody asks for it."""

    build_id: int
    state: str
    started_by: str
    change_seq: int
    project_hash: str
    selection: str | None
    models_passed: int | None
    tests_passed: int | None
    started_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class Published:
    """What readers see: everything up to a change of the ledger, by the build that published it.

    `as_of_date` is the last business day in it, `files_waiting` counts the files that came or changed since.
    """

    build_id: int
    change_seq: int
    as_of_date: date | None
    published_at: datetime
    files_waiting: int


def latest(connection: psycopg.Connection) -> Build | None:
    """The full build that started last, whatever became of it."""
    return _one(connection, "selection is null")


def published(connection: psycopg.Connection) -> Published | None:
    """What readers see now; None when no build was ever published."""
    query = """
        select
            build_id, change_seq, as_of_date, published_at,
            (
                select count(*) from ops.files
                where state = 'loaded' and files.change_seq > publications.change_seq
            ) as files_waiting
        from ops.publications order by publication_id desc limit 1
    """
    with connection.cursor(row_factory=class_row(Published)) as cursor:
        return cursor.execute(query).fetchone()


def due(
    connection: psycopg.Connection, project_hash: str | None, is_stale: Callable[[], bool] = lambda: True
) -> str | None:
    """Why the warehouse must be built, in words; None when what is published is all there is.

    Args:
        connection: as anybody who may read `ops`.
        project_hash: of the project as it is now; without it, a project that changed is no reason by itself.
        is_stale: asked when the project's files changed: whether the code of any model did.
    """
    shown = published(connection)
    last = latest(connection)
    if shown is None or last is None:
        return "nothing was published yet"
    if visible_seq(connection) > shown.change_seq:
        return f"files changed since build {shown.build_id}"
    if last.state != "passed" and last.build_id != shown.build_id:
        return f"build {last.build_id} did not pass"
    source = _one(connection, f"build_id = {shown.build_id}")
    if project_hash is not None and source and source.project_hash != project_hash and is_stale():
        return f"the dbt project changed since build {source.build_id}"
    return None


def note_same_code(locked: psycopg.Connection, project_hash: str) -> None:
    """Remember that the files of the project differ from those of what is published in nothing that counts."""
    locked.execute(
        "update ops.builds set project_hash = %s where project_hash <> %s"
        " and build_id = (select build_id from ops.publications order by publication_id desc limit 1)",
        [project_hash, project_hash],
    )


def rebuilt(connection: psycopg.Connection, build_id: int) -> tuple[Rebuilt, ...]:
    """What a build made whole because of its code, and why."""
    row = connection.execute("select rebuilt from ops.builds where build_id = %s", [build_id]).fetchone()
    return tuple(Rebuilt(**one) for one in (row[0] if row else ()))


def messages(connection: psycopg.Connection, build_id: int) -> dict[str, str]:
    """What a build said about each of its failures, by name."""
    row = connection.execute("select failures from ops.builds where build_id = %s", [build_id]).fetchone()
    return {one["name"]: one["message"] for one in (row[0] if row else ())}


def visible_seq(connection: psycopg.Connection) -> int:
    """The ledger's latest committed change; 0 when no file was ever visible."""
    return _number(connection, "select coalesce(max(change_seq), 0) from ops.files", [])


def _number(connection: psycopg.Connection, query: LiteralString, values: Sequence[object]) -> int:
    """The one number a query returns."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return int(cursor.execute(query, values).fetchone() or 0)


def _one(connection: psycopg.Connection, condition: str) -> Build | None:
    """The newest build that meets a condition of this module's own."""
    columns = ", ".join(Build.__dataclass_fields__)
    query = f"select {columns} from ops.builds where {condition} order by build_id desc limit 1"  # noqa: S608
    with connection.cursor(row_factory=class_row(Build)) as cursor:
        return cursor.execute(query.encode()).fetchone()
