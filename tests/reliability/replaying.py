"""Replays to be killed: files that an encoding damages, and the contract that mends them."""

from tests import shop
from tests.contracts import change
from tests.database import VISIBLE, query

FILES, GOOD, DAMAGED = 3, 40, 4


def land() -> None:
    """Three files with rows that are not UTF-8."""
    for number in range(FILES):
        first = number * 1000
        good = [shop.invoice_line(first + line).encode() for line in range(GOOD)]
        bad = [shop.invoice_line(first + 500 + line).encode().replace(b"HEART", b"CAF\xe9") for line in range(DAMAGED)]
        content = b"\n".join([shop.RETAIL_HEADER.encode(), *good, *bad]) + b"\n"
        shop.write(f"retail/invoices/day{number}.csv", content)


def mend() -> None:
    """Let the contract say what the files are."""
    change("retail__invoices", encoding="cp1252")


def replay_mended() -> None:
    """What the process that is killed does: mend, then replay all files, the last one first."""
    from ingestion import replay

    mend()
    replay(sorted({row[0] for row in query("select file_id from ops.files")}, reverse=True))


def finish_mended() -> None:
    """What the next run does: whatever is left, under the mended contract."""
    from ingestion import ingest

    mend()
    ingest()


def rows_by_file() -> list[int]:
    """Rows that count now of each file: all of an attempt, or all of the other."""
    counted = f"select _file_id, count(*) as rows from raw_retail.invoices {VISIBLE} group by 1"
    return [row[0] for row in query(f"select rows from ({counted}) as counted order by 1")]
