"""The ledger as it was at an earlier moment, from its log `ops.ledger_log`. Nothing here writes."""

from datetime import datetime

import psycopg

from warehouse.databases import spelled
from warehouse.errors import TillhouseError

_LATER = "name a later moment"


def check_moment(connection: psycopg.Connection, moment: datetime) -> None:
    """See that the ledger knows what was so at a moment, and that any file counted then.

    Raises:
        TillhouseError: the moment is still to come, or lies before the log or before the first file.
    """
    row = connection.execute(
        """
        select
            now(), min(noted_at), min((said ->> 'discovered_at')::timestamptz),
            min(noted_at) filter (where subject = 'files' and said ->> 'state' = 'loaded')
        from ops.ledger_log
        """
    ).fetchone()
    now, log_begins, first_found, first_loaded = row or (None, None, None, None)
    if now and moment > now:
        raise TillhouseError(f"{spelled(moment)} is still to come, it is {spelled(now)}", "name an earlier moment")
    if first_loaded is None:
        raise TillhouseError("no file was ever loaded", "load some: tillhouse run")
    # A home that is older than its log: what was so at its beginning is known, and not since when.
    if first_found < log_begins and moment < log_begins:
        raise TillhouseError(f"the ledger keeps what it said since {spelled(log_begins)}, not before", _LATER)
    if moment < first_loaded:
        raise TillhouseError(
            f"nothing was known at {spelled(moment)}: the first file was loaded at {spelled(first_loaded)}", _LATER
        )
