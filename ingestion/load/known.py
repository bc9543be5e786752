"""Copy what was known at a moment into an empty database: the ledger as it was, and the rows that it spoke of.

Nothing of that ever changes: the ledger's log only grows, and rows of an attempt that once counted stay. So the loader
and builds may go on meanwhile, and each table is read by a statement of its own.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from ingestion.contracts import load_contracts
from ingestion.ledger.known import check_moment
from ingestion.load import raw
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings


@dataclass(frozen=True)
class Known:
    """What was copied: the files that counted, and all rows, those of files that were replaced by then included."""

    files: int
    rows: int


def check_known(settings: WarehouseSettings, moment: datetime) -> None:
    """See that there is something to copy; raises as `check_moment` does."""
    with closing(connect(settings, "transformer")) as connection:
        check_moment(connection, moment)


def copy_known(
    settings: WarehouseSettings, into: WarehouseSettings, moment: datetime, on_step: Callable[[int, int], None]
) -> Known:
    """Copy ledger, raw rows and quarantine from the warehouse, which is only read, into a database that is set up.

    Args:
        settings: of the warehouse.
        into: of the database beside it.
        moment: as of when.
        on_step: told how many of how many tables are copied.
    """
    contracts = list(load_contracts().values())
    with (
        closing(connect(settings, "transformer", autocommit=True)) as source,
        closing(connect(into, "loader", autocommit=True)) as target,
    ):
        source.execute("set default_transaction_read_only = on")
        target.execute("set synchronous_commit = off")
        raw.ensure_tables(target, contracts)
        for name in ("batches", "files"):
            known = sql.SQL("{}(%s)").format(sql.Identifier("ops", f"{name}_as_known_at"))
            _copy(source, target, sql.Identifier("ops", name), known, [moment])
        attempts = _attempts(target)
        rejected = sql.Identifier("quarantine", "rejected_rows")
        _copy(source, target, rejected, _rows_of(rejected, "file_id", "attempt"), attempts)
        rows = 0
        for done, contract in enumerate(contracts):
            on_step(done, len(contracts))
            table = sql.Identifier(contract.raw_schema, contract.feed)
            raw.add_columns(target, [(contract, _columns(source, table))])
            copied = _copy(source, target, table, _rows_of(table, "_file_id", "_attempt"), attempts)
            raw.tidy(target, contract, copied)
            rows += copied
        on_step(len(contracts), len(contracts))
        files = target.execute("select count(*) from ops.files where state = 'loaded'").fetchall()[0][0]
    return Known(files, rows)


def _attempts(target: psycopg.Connection) -> tuple[list[int], list[int]]:
    """Ids of the files that are known, and the attempt of each that counted then."""
    known = target.execute("select file_id, attempts from ops.files").fetchall()
    return [row[0] for row in known], [row[1] for row in known]


def _rows_of(table: sql.Identifier, file_id: str, attempt: str) -> sql.Composed:
    """The rows of some attempts, for a `from`; takes their file ids and numbers."""
    return sql.SQL("{} where ({}, {}) in (select * from unnest(%s::bigint[], %s::bigint[]))").format(
        table, sql.Identifier(file_id), sql.Identifier(attempt)
    )


def _columns(connection: psycopg.Connection, table: sql.Identifier) -> list[str]:
    """The columns of a table, in their order; none when there is no such table."""
    rows = connection.execute(
        "select attname from pg_attribute where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped"
        " order by attnum",
        [table.as_string(connection)],
    )
    return [row[0] for row in rows]


def _copy(
    source: psycopg.Connection,
    target: psycopg.Connection,
    table: sql.Identifier,
    known: sql.Composed,
    values: Sequence[object],
) -> int:
    """Copy what is known of a table into the one of the same name; returns how many rows."""
    names = _columns(source, table)
    if not names:
        return 0  # The feed is new: nothing was loaded of it yet.
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    give = sql.SQL("copy (select {} from {}) to stdout (format binary)").format(columns, known)
    take = sql.SQL("copy {} ({}) from stdin (format binary)").format(table, columns)
    with source.cursor() as reading, target.cursor() as writing:
        with reading.copy(give, values) as given, writing.copy(take) as taken:
            for block in given:
                taken.write(block)
        return writing.rowcount
