"""What the ledger said at any earlier moment is known, and so are the rows that counted then."""

from datetime import datetime
from typing import Any

import pytest

from ingestion import ingest
from ingestion.contracts import load_contracts
from tests import shop
from tests.database import query
from tests.e2e.deliveries import DELIVERIES
from tests.reliability.invariants import check_ledger
from warehouse import schema
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings

# What is noted of the archive and of what is still to be done changes nothing that counts, and is not logged.
LATER = "array['archived_path', 'archive_checked_at', 'is_replay_due']"
RAW = " union all ".join(
    f"select '{contract.key}', _file_id, to_jsonb(t) from {contract.raw_schema}.{contract.feed} as t"
    for contract in load_contracts().values()
)


def counting(ledger: str) -> dict[str, list[tuple[Any, ...]]]:
    """What a ledger says, and the raw rows and rejects that count by it."""
    return {
        "files": query(f"select to_jsonb(t) - {LATER} from {ledger.format('files')} as t order by file_id"),
        "batches": query(f"select to_jsonb(t) - {LATER} from {ledger.format('batches')} as t order by batch_id"),
        # Without the columns of which a row has nothing: some came only later.
        "rows": query(
            "select key, md5(string_agg(jsonb_strip_nulls(said)::text, ' ' order by jsonb_strip_nulls(said)::text))"
            f" from ({RAW}) as found (key, file_id, said)"
            f" join {ledger.format('files')} as files using (file_id)"
            " where files.state = 'loaded' and said ->> '_attempt' = files.attempts::text group by 1 order by 1"
        ),
        "damaged": query(
            f"select damaged.* from quarantine.rejected_rows as damaged join {ledger.format('files')} as files"
            " on files.file_id = damaged.file_id and files.attempts = damaged.attempt order by 1, 2, 3"
        ),
    }


def now() -> datetime:
    return query("select clock_timestamp()")[0][0]  # type: ignore[no-any-return]


@pytest.mark.usefixtures("warehouse")
def test_each_moment_of_ten_deliveries_is_known_afterwards() -> None:
    seen = []
    for deliver in DELIVERIES:
        deliver()
        ingest()
        seen.append((now(), counting("ops.{}")))
    check_ledger()
    states = {file["state"] for _, found in seen for (file,) in found["files"]}
    assert states == {"loaded", "held", "superseded", "duplicate"}
    assert max(file["attempts"] for (file,) in seen[-1][1]["files"]) == 2
    found = [counting(f"ops.{{}}_as_known_at('{moment}')") for moment, _ in seen]
    for number, (before, after) in enumerate(zip([said for _, said in seen], found, strict=True), 1):
        assert [kind for kind in before if before[kind] != after[kind]] == [], f"delivery {number}"


def test_a_home_that_is_older_than_the_log_knows_its_ledger_from_then_on(warehouse: WarehouseSettings) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    with connect_admin(warehouse) as connection:
        connection.execute("drop trigger note_in_ledger_log on ops.files")
        connection.execute("drop table ops.ledger_log cascade")
        connection.execute("comment on schema ops is 'older'")
    before = now()
    schema.ensure(warehouse)
    assert query(f"select * from ops.files_as_known_at('{before}')") == []
    assert query(f"select * from ops.files_as_known_at('{now()}')") == query("select * from ops.files")
    shop.retail_file("a.csv", [shop.invoice_line(2)])
    ingest()
    assert query(f"select state from ops.files_as_known_at('{now()}') order by file_id") == [
        ("superseded",),
        ("loaded",),
    ]
