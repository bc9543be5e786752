"""What is wrong with some files keeps no other file out, in the same run."""

import csv
import io
from typing import Any

import pytest

from ingestion import ingest
from ingestion.contracts.model import SYSTEM_COLUMNS
from ingestion.load import rounds
from tests import shop
from tests.database import invoices, query
from tests.reliability.invariants import check_ledger, check_nothing_stuck

pytestmark = pytest.mark.usefixtures("warehouse")
# Names that mean something to a database or to the loader.
TELLING = ["select", "user", "order", "oid", "_dlt_id", "_dlt_load_id", "_file_id", "_attempt", "_row_number", "table"]


def test_columns_with_the_names_of_the_database_are_data() -> None:
    names = [*SYSTEM_COLUMNS, *TELLING, "CTID", "ct id"]
    for number, name in enumerate(names):
        shop.retail_file(
            f"{number:02}.csv", [f"{shop.invoice_line(number)},value{number}"], f"{shop.RETAIL_HEADER},{name}"
        )
    shop.write("app/events/a.jsonl", '{"event_id": "e1", "event_type": "x", "timestamp": "2025", "ctid": "here"}\n')
    report = ingest()
    assert [(file.path, file.error) for file in report.files if file.state != "loaded"] == []
    (row,) = query("select row_to_json(t) from raw_app.events as t")
    assert "here" in row[0].values()
    rows = {row["invoice_no"]: row for (row,) in query("select row_to_json(t) from raw_retail.invoices as t")}
    for number in range(len(names)):
        assert f"value{number}" in rows[str(number)].values()
    check_ledger()
    check_nothing_stuck()


def test_sixty_files_that_fail_keep_five_good_ones_out_for_no_run(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(60):
        shop.retail_file(f"{number:02}.csv", [shop.invoice_line(f"bad{number}")])
    for number in range(5):
        shop.retail_file(f"good{number}.csv", [shop.invoice_line(f"good{number}")])
    original = rounds.load

    def load(settings: Any, parts: Any, work: Any) -> Any:
        parts = list(parts)
        if any(b"bad" in part.path.read_bytes() for _, part in parts):
            raise rounds.LoadFailedError("row is too big")
        return original(settings, parts, work)

    monkeypatch.setattr(rounds, "load", load)
    states = [file.state for file in ingest().files]
    assert (states.count("failed"), states.count("loaded")) == (60, 5)
    assert {error for (error,) in query("select error from ops.files where state = 'failed'")} == {"row is too big"}
    assert invoices() == [f"good{number}" for number in range(5)]
    assert query("select count(*) from raw_retail.invoices where _file_id = 0") == [(0,)]
    check_ledger()


def test_rows_the_database_cannot_take_fail_alone() -> None:
    """A row of very many columns is larger than a page: known only once the database says so."""
    header = io.StringIO()
    csv.writer(header, lineterminator="\n").writerow(
        [*shop.RETAIL_HEADER.split(","), *(f"extra column {number}" for number in range(520))]
    )
    wide = ",".join(["a value that takes some room"] * 520)
    for number in range(3):
        shop.retail_file(f"{number}.csv", [f"{shop.invoice_line(number)},{wide}"], header.getvalue().strip())
    shop.retail_file("good.csv", [shop.invoice_line("good")])
    states = {file.path.rpartition("/")[2]: file.state for file in ingest().files}
    assert states == {"0.csv": "failed", "1.csv": "failed", "2.csv": "failed", "good.csv": "loaded"}
    check_ledger()
