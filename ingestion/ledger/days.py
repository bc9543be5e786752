"""The day each file speaks for, of files that came before the ledger kept what says so."""

from collections.abc import Mapping

import psycopg

from ingestion.contracts.model import Contract


def name_days(connection: psycopg.Connection, contracts: Mapping[str, Contract]) -> None:
    """Note the day in the path of each file that has no `version_basis` yet, by the contract of its feed; commits."""
    rows = connection.execute(
        "select file_id, source || '__' || feed, path, path_parts from ops.files where version_basis is null"
    ).fetchall()
    known = [
        (file_id, contracts[key], contracts[key].business_date(path, parts))
        for file_id, key, path, parts in rows
        if key in contracts
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "update ops.files set business_date = %s, version_basis = %s where file_id = %s",
            [(day, contract.version_basis(day), file_id) for file_id, contract, day in known],
        )
    connection.commit()
