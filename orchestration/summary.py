"""The numbers a run ends with: the ledger's and the marts', read as they are."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import psycopg

from warehouse.connect import connect
from warehouse.settings import WarehouseSettings

_FEEDS = """
    select
        source || '__' || feed as feed,
        count(*) filter (where state = 'loaded') as loaded,
        count(*) filter (where state <> 'loaded') as others,
        coalesce(sum(rows_read) filter (where state = 'loaded'), 0)::bigint as rows_read,
        coalesce(sum(rows_loaded) filter (where state = 'loaded'), 0)::bigint as rows_loaded,
        coalesce(sum(rows_rejected) filter (where state = 'loaded'), 0)::bigint as rows_rejected
    from ops.files group by 1 order by 1
"""
_STATES = "select state, count(*) from ops.files group by state order by state"
_QUARANTINE = """
    select kind, reason, count(*) from observability.rejected_rows
    where file_state = 'loaded' group by kind, reason order by kind desc, reason
"""
_REVENUE = """
    select
        source, currency_code, min(sales_date)::text, max(sales_date)::text, sum(line_count)::bigint,
        sum(gross_amount), sum(return_amount), sum(other_amount), sum(net_amount), sum(void_amount)
    from kpi.kpi_revenue group by source, currency_code order by source, currency_code
"""
_DOUBTFUL = """
    select source, code, currency_code, count(*), sum(total_price) from observability.doubtful_sales
    group by source, code, currency_code order by source, code, currency_code
"""
_VALIDATION = """
    with scores as (
        select batch_id, batch_date, result from observability.validation_scores
    ),
    last_failed as (
        select batch_id from scores where result = 'FAIL' order by batch_date desc, batch_id limit 1
    )
    select
        (select count(*) from scores),
        (select count(*) from scores where result = 'FAIL'),
        (select batch_id from last_failed),
        (
            select string_agg(check_name || ' ' || failed_count, ', ' order by failed_count desc, check_name)
            from observability.validation_results
            where severity = 'HIGH' and batch_id = (select batch_id from last_failed)
        )
"""


@dataclass(frozen=True)
class Feed:
    """One feed's files and the rows of those that count."""

    feed: str
    files_loaded: int
    files_other: int
    rows_read: int
    rows_loaded: int
    rows_rejected: int


@dataclass(frozen=True)
class Quarantined:
    """Rows kept out of the marts: `kind` is structural (by the loader) or rule (by the models)."""

    kind: str
    reason: str
    rows: int


@dataclass(frozen=True)
class Revenue:
    """Sales of one source in one currency, over all of its days: all of its lines.

    Gross less returns plus other is net, which void adds up to what all lines come to; see kpi_revenue.
    """

    source: str
    currency: str
    first_date: str
    last_date: str
    lines: int
    gross: Decimal
    returns: Decimal
    other: Decimal
    net: Decimal
    void: Decimal


@dataclass(frozen=True)
class Doubtful:
    """Sales lines that a rule leaves in doubt, and what they come to: they are part of the revenue."""

    source: str
    rule: str
    currency: str
    lines: int
    amount: Decimal


@dataclass(frozen=True)
class Validation:
    """The cross checks of batches: how many there are, how many fail a HIGH one, and the last of these."""

    batches: int
    failed: int
    last_failed: str | None
    findings: str | None


@dataclass(frozen=True)
class Summary:
    """What is in the warehouse now. Quarantine, revenue and doubts are empty until a build made their marts."""

    files: dict[str, int]
    feeds: tuple[Feed, ...]
    quarantine: tuple[Quarantined, ...]
    revenue: tuple[Revenue, ...]
    doubtful: tuple[Doubtful, ...] = ()
    validation: Validation | None = None


def read_summary(settings: WarehouseSettings) -> Summary:
    """Read the ledger as the loader and the marts as the reader, who sees what everybody sees."""
    with connect(settings, "loader") as connection:
        files = {row[0]: row[1] for row in connection.execute(_STATES)}
        feeds = tuple(Feed(*row) for row in connection.execute(_FEEDS))
    with connect(settings, "reader", autocommit=True) as connection:
        quarantine = tuple(Quarantined(*row) for row in _if_built(connection, _QUARANTINE))
        revenue = tuple(Revenue(*row) for row in _if_built(connection, _REVENUE))
        doubtful = tuple(Doubtful(*row) for row in _if_built(connection, _DOUBTFUL))
        validation = _validation(connection)
    return Summary(files, feeds, quarantine, revenue, doubtful, validation)


def read_validation(settings: WarehouseSettings) -> Validation | None:
    """What the cross checks of batches found; None before any batch was judged."""
    with connect(settings, "reader", autocommit=True) as connection:
        return _validation(connection)


def _validation(connection: psycopg.Connection) -> Validation | None:
    return next((Validation(*row) for row in _if_built(connection, _VALIDATION) if row[0]), None)


def _if_built(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    """The rows of a mart; none when no build made it yet."""
    try:
        return connection.execute(query.encode()).fetchall()
    except psycopg.errors.UndefinedTable:
        return []
