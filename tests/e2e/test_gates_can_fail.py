"""The gates that look at changed days only: what they let pass when nothing is wrong, and what they stop."""

import pytest

from orchestration.transform.build import build
from tests import shop
from tests.database import query
from tests.e2e import pipeline
from warehouse.connect import connect_admin
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("warehouse")
GATE, AUDIT = "assert_kpi_revenue_equals_fct_sales", "assert_all_kpi_revenue_equals_fct_sales"
FIRST, SECOND = "2010-12-01", "2010-12-02"


def failing(test: str) -> bool:
    """Whether a test fails on what is in the warehouse now."""
    built = build(get_settings(), started_by="test", selection=("--select", test), even_if_done=True)
    assert built.outcome is not None
    assert {failure.name for failure in built.outcome.failures} <= {test}
    return bool(built.outcome.failures)


def tamper(statement: str) -> None:
    """Change the warehouse behind dbt's back."""
    with connect_admin(get_settings(), autocommit=True) as connection:
        assert connection.execute(statement).rowcount > 0


def damaged(table: str, day: str, damage: str) -> dict[str, bool]:
    """Which of the tests fail while a day of a table is damaged; the table is as before afterwards."""
    tamper(f"create table public.kept as select * from {table}")
    tamper(f"{damage} where date_id = {day.replace('-', '')}")
    found = {test: failing(test) for test in (GATE, AUDIT)}
    tamper(f"delete from {table}")
    tamper(f"insert into {table} select * from public.kept")
    with connect_admin(get_settings(), autocommit=True) as connection:
        connection.execute("drop table public.kept")
    return found


def test_a_day_that_does_not_add_up_is_stopped() -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    pipeline.run()
    seen = query("select change_seq from intermediate.build_watermarks where model = 'gates'")[0][0]
    shop.retail_file("b.csv", [shop.invoice_line(2).replace(FIRST, SECOND)])
    pipeline.run()
    # As if no gate had seen the second day yet.
    tamper(f"update intermediate.build_watermarks set change_seq = {seen} where model = 'gates'")
    assert not failing(GATE)
    assert not failing(AUDIT)
    kpi, sales = "kpi.kpi_revenue", "core.fct_sales"
    stopped = {GATE: True, AUDIT: True}
    assert damaged(kpi, FIRST, f"update {kpi} set net_amount = net_amount + 0.0001") == stopped
    assert damaged(kpi, SECOND, f"update {kpi} set line_count = line_count + 1") == stopped
    assert damaged(kpi, FIRST, f"delete from {kpi}") == stopped
    assert damaged(sales, SECOND, f"update {sales} set total_price = total_price + 0.0001") == stopped
    # A day that passed before: its lines are not read again with every load, so the daily audit has to see it.
    assert damaged(sales, FIRST, f"update {sales} set total_price = total_price + 0.0001") == {GATE: False, AUDIT: True}
