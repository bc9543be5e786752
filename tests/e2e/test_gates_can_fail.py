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


@pytest.fixture
def two_days() -> None:
    """One invoice a day; no gate has seen the second day yet."""
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    pipeline.run()
    shop.retail_file("b.csv", [shop.invoice_line(2).replace(FIRST, SECOND)])
    seen = query("select change_seq from intermediate.build_watermarks where model = 'gates'")[0][0]
    pipeline.run()
    tamper(f"update intermediate.build_watermarks set change_seq = {seen} where model = 'gates'")


@pytest.mark.usefixtures("two_days")
def test_nothing_is_wrong_until_something_is() -> None:
    assert not failing(GATE)
    assert not failing(AUDIT)


@pytest.mark.usefixtures("two_days")
@pytest.mark.parametrize(
    ("damage", "day", "stopped_by_gate"),
    [
        ("update kpi.kpi_revenue set net_amount = net_amount + 0.0001", FIRST, True),
        ("update kpi.kpi_revenue set line_count = line_count + 1", SECOND, True),
        ("delete from kpi.kpi_revenue", FIRST, True),
        ("update core.fct_sales set total_price = total_price + 0.0001", SECOND, True),
        ("delete from core.fct_sales", SECOND, True),
        # A day that passed before: its lines are not read again with every load, so the daily audit has to see it.
        ("update core.fct_sales set total_price = total_price + 0.0001", FIRST, False),
    ],
)
def test_a_day_that_does_not_add_up_is_stopped(damage: str, day: str, stopped_by_gate: bool) -> None:
    tamper(f"{damage} where date_id = {day.replace('-', '')}")
    assert failing(GATE) is stopped_by_gate
    assert failing(AUDIT)
