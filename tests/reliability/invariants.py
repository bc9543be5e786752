"""What must hold after every fault (design 06); each check raises AssertionError naming the rows that break it."""

from ingestion.contracts import load_contracts
from tests.database import query


def check_ledger() -> None:
    """I1: rows read = loaded + rejected; the tables hold what the ledger says, and nothing that never counted.

    I2: no (file, row number) twice.
    """
    assert (
        query(
            "select path, rows_read, rows_loaded, rows_rejected from ops.files"
            " where state in ('loaded', 'superseded') and rows_read is distinct from rows_loaded + rows_rejected"
        )
        == []
    )
    for contract in load_contracts().values():
        table = f"{contract.raw_schema}.{contract.feed}"
        counted = f"select _file_id, _attempt, count(*) as rows, count(distinct _row_number) as numbers from {table}"
        assert (
            query(
                f"""
                select file.path, file.rows_loaded, counted.rows, counted.numbers
                from ops.files as file
                left join ({counted} group by 1, 2) as counted
                  on counted._file_id = file.file_id and counted._attempt = file.attempts
                where file.source = %s and file.feed = %s and file.state in ('loaded', 'superseded')
                  and (coalesce(counted.rows, 0) <> file.rows_loaded or counted.rows <> counted.numbers)
                """,
                [contract.source, contract.feed],
            )
            == []
        )
        orphans = f"select distinct _file_id, _attempt from {table}"
        assert (
            query(
                f"""
                select * from ({orphans}) as found
                where not exists (
                    select from ops.ledger_log
                    where subject = 'files' and subject_id = found._file_id and said ->> 'state' = 'loaded'
                      and cast(said ->> 'attempts' as bigint) = found._attempt
                )
                """
            )
            == []
        )
    assert (
        query(
            """
            select file.path, file.rows_rejected, count(row.file_id)
            from ops.files as file
            left join quarantine.rejected_rows as row
              on row.file_id = file.file_id and row.attempt = file.attempts
            where file.state in ('loaded', 'superseded')
            group by file.file_id having count(row.file_id) <> file.rows_rejected
            """
        )
        == []
    )


def check_nothing_stuck() -> None:
    """I5: no file is left half loaded, and each content that holds rows counts at most once per feed and day."""
    assert query("select path, state from ops.files where state in ('loading', 'discovered', 'failed')") == []
    assert (
        query(
            "select decoded_sha256 from ops.files where state = 'loaded' and rows_read > 0"
            " group by source, feed, path_parts, business_date, decoded_sha256 having count(*) > 1"
        )
        == []
    )
    assert (
        query("select path from ops.files where state = 'loaded' group by source, feed, path having count(*) > 1") == []
    )
