"""A held file is looked at by content: who mends it may well keep its size and time."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion import ingest
from tests import shop
from tests.database import query, states
from tests.reliability.invariants import check_ledger, check_nothing_stuck

pytestmark = pytest.mark.usefixtures("warehouse")
EVENT = '{"event_id": "e1", "event_type": "page_view", "timestamp": "2025-01-15T10:00:00Z"}'


def mend_in_place(path: Path, mended: bytes) -> None:
    """Put another content of the same size and time there, as `cp -p` does."""
    info = path.stat()
    assert info.st_size == len(mended)
    path.write_bytes(mended)
    os.utime(path, ns=(info.st_atime_ns, info.st_mtime_ns))


@pytest.mark.parametrize(
    ("relative", "broken", "mended"),
    [
        (
            "retail/invoices/a.csv",
            f"{shop.RETAIL_HEADER.replace('InvoiceNo', 'Invoice_Na')}\n{shop.invoice_line(1)}\n",
            f"{shop.RETAIL_HEADER.replace('InvoiceNo', 'Invoice_No')}\n{shop.invoice_line(1)}\n",
        ),
        ("app/events/a.json", f"[{EVENT}}}", f"[{EVENT}]"),
    ],
    ids=["csv", "json"],
)
def test_a_file_mended_in_place_is_read_again(relative: str, broken: str, mended: str) -> None:
    path = shop.write(relative, broken)
    ingest()
    ingest()
    assert query("select state, attempts from ops.files") == [("held", 1)]
    mend_in_place(path, mended.ljust(len(broken)).encode())
    ingest()
    assert states() == {relative: ["held", "loaded"]}
    check_ledger()
    check_nothing_stuck()


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("customers_2025_01_15.csv", lambda content: content.replace(b"customer_ix", b"customer_id")),
        ("trigger_2025_01_15.json", lambda content: content.replace(b'"2025-01-16"', b'"2025-01-15"')),
    ],
    ids=["file", "trigger"],
)
def test_a_batch_of_which_a_file_was_mended_in_place_is_read_again(name: str, mend: Callable[[bytes], bytes]) -> None:
    files = shop.storefront_files("2025-01-15")
    trigger = shop.trigger("2025-01-15")
    path = {**{file.name: file for file in files.values()}, trigger.name: trigger}[name]
    content = path.read_bytes()
    path.write_bytes(
        content.replace(b"customer_id", b"customer_ix").replace(
            b'batch_date": "2025-01-15', b'batch_date": "2025-01-16'
        )
    )
    ingest()
    ingest()
    assert query("select distinct state, attempts from ops.files") == [("held", 1)]
    mend_in_place(path, mend(path.read_bytes()))
    ingest()
    assert query("select count(*) from ops.files where state = 'loaded'") == [(5,)]
    check_ledger()
    check_nothing_stuck()
