"""Follow docs/add-a-source.md to the letter in a copy of the project, and compare its csv files with the warehouse."""

import csv
import io
import os
import shlex
import shutil
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tests.e2e.document import NOT_COPIED, ROOT, blocks, follow, run

DOCUMENT = "docs/add-a-source.md"

# What the document's shop adds to, whole: a build from the start must give the same rows as one day after the other.
TABLES = (
    "intermediate.int_pos__order_lines",
    *(f"core.{name}" for name in ("dim_customers", "dim_products", "fct_sales", "fct_orders", "agg_daily")),
    "kpi.kpi_revenue",
)
DIGEST = " union all ".join(
    f"select '{table}', count(*), md5(string_agg(t::text, ' ' order by t::text)) from {table} as t" for table in TABLES
)


def files_in(project: Path) -> dict[str, bytes]:
    """Every file of the project that no tool made, and its content."""
    found = {}
    for folder, names, files in os.walk(project):
        ignored = shutil.ignore_patterns(*NOT_COPIED)(folder, [*names, *files])
        names[:] = [name for name in names if name not in ignored and name != "dbt_packages"]
        found |= {str(Path(folder, name).relative_to(project)): Path(folder, name).read_bytes() for name in files}
    return found


def rows_of(feed: str) -> list[list[dict[str, str]]]:
    """The rows of each csv file of a feed in the document, in the order of the files."""
    written = [block for block in blocks(DOCUMENT) if block.language == "csv" and f"/{feed}/" in str(block.path)]
    return [list(csv.DictReader(io.StringIO(block.content))) for block in sorted(written, key=lambda block: block.path)]


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def receipts() -> dict[str, Decimal]:
    """What each receipt comes to; the last word on it that can be read counts."""
    totals = ((row["Receipt No"], number(row["Total"])) for file in rows_of("receipts") for row in file)
    return {f"pos:{receipt}": total for receipt, total in totals if total is not None}


def sales() -> list[tuple[str, int, Decimal]]:
    """The lines that sell something, of receipts there are: of each those of the last file that has any of it."""
    lines: dict[str, list[tuple[str, int, Decimal]]] = {}
    for file in rows_of("receipt_lines"):
        sold = [row for row in file if int(row["Pieces"]) > 0]
        lines |= {f"pos:{row['Receipt No']}": [] for row in sold}
        for row in sold:
            receipt = f"pos:{row['Receipt No']}"
            lines[receipt].append((receipt, int(row["Pieces"]), Decimal(row["Amount"])))
    return sorted(line for receipt, found in lines.items() if receipt in receipts() for line in found)


def test_the_document_adds_a_sixth_shop(copy: Path) -> None:
    before = files_in(copy)
    follow(DOCUMENT, copy)
    after = files_in(copy)
    new, changed = after.keys() - before.keys(), {path for path in before if after[path] != before[path]}
    assert f"It takes {len(new)} new files and {len(changed)} changed ones." in (ROOT / DOCUMENT).read_text(), (
        sorted(new),
        sorted(changed),
    )
    assert (len(sales()), len(receipts())) == (5, 5)
    query = "select order_id, quantity, total_price from core.fct_sales where source = 'pos'"
    rows = [line.split("|") for line in run(copy, f'tillhouse psql -Atc "{query}"').splitlines()]
    assert sorted((order, int(pieces), Decimal(total)) for order, pieces, total in rows) == sales()
    query = "select order_id, total_amount from core.fct_orders where source = 'pos'"
    rows = [line.split("|") for line in run(copy, f'tillhouse psql -Atc "{query}"').splitlines()]
    assert {order: Decimal(total) for order, total in rows} == receipts()
    digest = f"tillhouse psql -Atc {shlex.quote(DIGEST)}"
    day_by_day = run(copy, digest)
    run(copy, "cd dbt_project && dbt --quiet build --full-refresh")
    assert run(copy, digest) == day_by_day
    run(copy, "cd dbt_project && dbt --quiet test --select tag:audit tag:gate")
