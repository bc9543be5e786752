"""Follow docs/add-a-source.md to the letter in a copy of the project, and compare its csv files with the warehouse."""

import csv
import io
from decimal import Decimal, InvalidOperation
from pathlib import Path

from tests.e2e.document import blocks, follow, run

DOCUMENT = "docs/add-a-source.md"


def sales_in(files: list[str]) -> dict[str, tuple[int, Decimal]]:
    """Receipts that sell something, by number; the last word on a receipt counts."""
    sales = {}
    for row in (row for content in files for row in csv.DictReader(io.StringIO(content))):
        try:
            pieces, total = int(row["Pieces"]), Decimal(row["Total"])
        except (ValueError, InvalidOperation):
            continue
        if pieces > 0:
            sales[f"corner:{row['Receipt No']}"] = (pieces, total)
    return sales


def test_the_document_adds_a_sixth_shop(copy: Path) -> None:
    follow(DOCUMENT, copy)
    expected = sales_in([block.content for block in blocks(DOCUMENT) if block.language == "csv"])
    assert len(expected) == 4
    query = "select order_id, quantity, total_price from core.fct_sales where source = 'corner'"
    rows = [line.split("|") for line in run(copy, f'tillhouse psql -Atc "{query}"').splitlines()]
    assert {order: (int(pieces), Decimal(total)) for order, pieces, total in rows} == expected
    query = "select order_id, quantity, total_amount from core.fct_orders where source = 'corner'"
    rows = [line.split("|") for line in run(copy, f'tillhouse psql -Atc "{query}"').splitlines()]
    assert {order: (int(pieces), Decimal(total)) for order, pieces, total in rows} == expected
    whole_history = "dbt --quiet test --select tag:audit tag:gate"
    run(copy, f"cd dbt_project && {whole_history}")
