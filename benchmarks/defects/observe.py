"""Ask a warehouse what became of every record, file, batch and check."""

from collections import defaultdict

import psycopg
from psycopg import sql

from benchmarks.defects.score import FileEnd, Finding, Observed
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings


def observe(settings: WarehouseSettings) -> Observed:
    """Read the ledger, the quarantine, the judged logs and, where they were built, the cross checks."""
    with connect_admin(settings) as connection:
        return Observed(
            findings=frozenset(_judged(connection) + _damaged(connection) + _doubted(connection)),
            files={
                (path, sha): FileEnd(state, rows, rejected)
                for path, sha, state, rows, rejected in connection.execute(
                    "select path, content_sha256, state, rows_read, rows_rejected from ops.files"
                )
            },
            batches=connection.execute("select trigger_path, state from ops.batches").fetchall(),
            checks=_checks(connection),
        )


def _judged(connection: psycopg.Connection) -> list[Finding]:
    """One finding for each rule a row breaks, and one that it was accepted, from every judged log there is."""
    found = []
    logs = connection.execute(
        "select table_schema, table_name from information_schema.columns where column_name = 'rule_codes'"
        " and table_schema = 'intermediate' and table_name like 'chk\\_%' order by 2"
    ).fetchall()
    severities = _severities(connection)
    query = sql.SQL(
        "select file.path, file.content_sha256, log.source_row, log.is_accepted, log.rule_codes from {} as log"
        " join ops.files as file on file.file_id = log.file_id and file.attempts = log.attempt"
        " where file.state in ('loaded', 'superseded')"
    )
    for schema, table in logs:
        for path, sha, row, is_accepted, codes in connection.execute(query.format(sql.Identifier(schema, table))):
            if is_accepted:
                found.append(Finding(path, sha, row, "accepted"))
            for code in filter(None, (codes or "").split(",")):
                kind = "rule" if severities[code] == "error" else "warn"
                found.append(Finding(path, sha, row, f"{kind}:{code}"))
    return found


def _damaged(connection: psycopg.Connection) -> list[Finding]:
    """One finding for each structural reject.

    The quarantine keeps the place in the file, the raw table the numbers of the records that were loaded: the numbers
    that are missing there are those of the rejects, in the same order.
    """
    files = connection.execute(
        "select file_id, attempts, source, feed, path, content_sha256, rows_read from ops.files"
        " where state in ('loaded', 'superseded') and rows_rejected > 0"
    ).fetchall()
    reasons: dict[tuple[int, int], list[str]] = defaultdict(list)
    for file_id, attempt, reason in connection.execute(
        "select file_id, attempt, reason from quarantine.rejected_rows order by file_id, line_number, byte_offset"
    ):
        reasons[file_id, attempt].append(reason)
    found = []
    query = sql.SQL("select _row_number from {} where _file_id = %s and _attempt = %s")
    for file_id, attempt, source, feed, path, sha, rows_read in files:
        rows = connection.execute(query.format(sql.Identifier(f"raw_{source}", feed)), [file_id, attempt])
        missing = sorted(set(range(1, rows_read + 1)) - {number for (number,) in rows})
        for number, reason in zip(missing, reasons[file_id, attempt], strict=True):
            found.append(Finding(path, sha, number, f"reject:{reason}"))
    return found


def _doubted(connection: psycopg.Connection) -> list[Finding]:
    """One finding for each rule that flags a row beside what is usual, where that was built."""
    there = connection.execute("select to_regclass('observability.doubtful_sales')").fetchone()
    if there is None or there[0] is None:
        return []
    rows = connection.execute(
        "select distinct doubt.source_path, file.content_sha256, doubt.row_number, doubt.code"
        " from observability.doubtful_sales as doubt"
        " join staging.doubtful_rules as rule on rule.code = doubt.code and rule.is_comparison"
        " join ops.files as file on file.path = doubt.source_path and file.state = 'loaded'"
    )
    return [Finding(path, sha, row, f"doubt:{code}") for path, sha, row, code in rows]


def _checks(connection: psycopg.Connection) -> dict[str, int]:
    there = connection.execute("select to_regclass('observability.validation_results')").fetchone()
    if there is None or there[0] is None:
        return {}
    return {
        f"{source}.{check}": count
        for source, check, count in connection.execute(
            "select source, check_name, sum(failed_count)::bigint from observability.validation_results group by 1, 2"
        )
    }


def _severities(connection: psycopg.Connection) -> dict[str, str]:
    """Severity by rule code, as the registered rules have it."""
    where = connection.execute(
        "select table_schema from information_schema.tables where table_name = 'dq_rules'"
    ).fetchone()
    if where is None:
        return {}
    query = sql.SQL("select code, severity from {}").format(sql.Identifier(where[0], "dq_rules"))
    return dict(connection.execute(query).fetchall())
