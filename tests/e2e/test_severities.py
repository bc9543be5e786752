"""Any rule may be an error or a warning: the warehouse builds, reconciles, and keeps what can be kept."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from ingestion import ingest
from orchestration.transform import project
from orchestration.transform.build import audit, build
from orchestration.transform.outcome import BuildOutcome
from tests import shop
from tests.database import query
from tests.e2e import broken_rows
from tests.e2e.changing import copied_project
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("warehouse")


def flip(seed: Path, severity: str) -> dict[str, bool]:
    """Give every rule one severity; returns by code whether it is vital."""
    with seed.open(newline="", encoding="utf-8") as file:
        rules = list(csv.DictReader(file))
    with seed.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(rules[0]), lineterminator="\n")
        table.writeheader()
        table.writerows({**rule, "severity": severity} for rule in rules)
    return {rule["code"]: rule["is_vital"] == "true" for rule in rules}


def passes(outcome: BuildOutcome | None) -> None:
    assert outcome is not None
    assert not outcome.failures, "; ".join(f"{failure.name}: {failure.message}" for failure in outcome.failures)


def judged() -> list[tuple[str, bool]]:
    """The codes of every row of every log, and whether it was accepted."""
    logs = [name for (name,) in query("select tablename from pg_tables where tablename like 'chk\\_%'")]
    rows = [row for log in logs for row in query(f"select rule_codes, is_accepted from intermediate.{log}")]
    return [(codes, accepted) for codes, accepted in rows]


def comparisons(seed: Path) -> set[str]:
    """The rules that compare a row with others: no log has their verdicts, and they reject nothing."""
    with seed.open(newline="", encoding="utf-8") as file:
        return {rule["code"] for rule in csv.DictReader(file) if rule["is_comparison"] == "true"}


def flags_what_is_far_beyond_the_usual() -> None:
    """Whatever the severity of its rule says, the line is a sale."""
    doubtful = (
        "select order_id, code, has_warning from observability.doubtful_sales"
        " join core.fct_sales using (sale_id, order_id)"
    )
    assert query(f"{doubtful} where code like 'RETAIL%'") == [("retail:999", "RETAIL_INVOICES_AMOUNT_OUTLIER", True)]


def test_every_rule_may_be_an_error_or_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = copied_project(tmp_path)
    monkeypatch.setattr(project, "PROJECT_DIR", copy)
    broken_rows.land()
    usual = [shop.invoice_line(number) for number in range(900, 940)]
    shop.retail_file("usual.csv", [*usual, shop.invoice_line(999, quantity=6000)])
    shop.trigger(broken_rows.DAY)
    ingest()
    is_vital = flip(copy / "seeds/dq_rules.csv", "warn")
    passes(build(get_settings(), started_by="test").outcome)
    passes(audit(get_settings(), started_by="test"))
    found = judged()
    broken = Counter(code for codes, _ in found for code in codes.split(",") if code)
    of_rows = set(is_vital) - comparisons(copy / "seeds/doubtful_rules.csv")
    assert set(broken) == broken_rows.CODES == of_rows, "a rule that no row breaks"
    for codes, accepted in found:
        vital = [code for code in codes.split(",") if is_vital.get(code)]
        assert accepted is (not vital), codes
    # What a warning lets in is a sale: of no known product, on its own terms.
    unknown = "select source, count(*) from core.fct_sales where product_key = -1 and product_id is null group by 1"
    assert query(f"{unknown} order by 1") == [("app", 1), ("markets", 1), ("retail", 1), ("storefront", 1)]
    # Two orders of that day are in a currency without a rate: USD is empty wherever they are a part of the sum.
    revenue = "select bool_and(net_amount_usd is null) from kpi.kpi_revenue where line_count > 0 and currency_code "
    assert query(f"{revenue} = 'CAD'") + query(f"{revenue} <> 'CAD' and sales_date = '2024-03-01'") == [
        (True,),
        (False,),
    ]
    summary = "select revenue_usd, average_clv_usd from kpi.analytics_summary where summary_date = '2024-03-01'"
    assert query(summary) == [(None, None)]
    flags_what_is_far_beyond_the_usual()

    flip(copy / "seeds/dq_rules.csv", "error")
    passes(build(get_settings(), started_by="test").outcome)
    assert all(accepted is (codes == "") for codes, accepted in judged())
    rejected = query("select count(*) from observability.rejected_rows where kind = 'rule'")
    assert rejected == [(sum(1 for codes, _ in found if codes),)]
    flags_what_is_far_beyond_the_usual()
