"""The warehouse against the generator's truth: rows, rejects by reason, money to the cent; late files too."""

import pytest

from orchestration.summary import read_summary
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.histories import history_differences
from tests.e2e.plans import comparisons_of_each_with_each
from tests.e2e.truth import (
    LASTING,
    batch_differences,
    content_hashes,
    deliver_waves,
    generated,
    ledger_differences,
    rule_differences,
    sales_differences,
)
from warehouse.settings import get_settings

pytestmark = pytest.mark.usefixtures("warehouse")


def test_a_believable_month_reconciles_with_the_truth() -> None:
    truth = generated("default", days=14, scale=0.2, sources="retail,storefront,markets,app")
    deliver_waves(truth, pipeline.run)
    assert ledger_differences(truth) == []
    assert batch_differences(truth) == []
    assert rule_differences(truth) == []
    assert sales_differences(truth) == []
    assert history_differences(truth) == []
    money = "select source, currency_code, count(*), sum(total_price) from core.fct_sales group by 1, 2 order by 1, 2"
    shown = read_summary(get_settings()).revenue
    assert [(one.source, one.currency, one.lines, one.net + one.void) for one in shown] == query(money)
    assert [one.gross - one.returns + one.other for one in shown] == [one.net for one in shown]
    before = content_hashes(LASTING)
    assert pipeline.run().outcome is None, "nothing came, so nothing is built"
    pipeline.run(from_scratch=True)
    assert content_hashes(LASTING) == before, "a rebuild from raw gives what the increments gave"
    assert comparisons_of_each_with_each() == {}


@pytest.mark.parametrize("sources", ["retail,storefront", "markets,app"])
def test_without_defects_nothing_is_rejected(sources: str) -> None:
    truth = generated("none", sources=sources)
    deliver_waves(truth, pipeline.run)
    assert query("select source_path, reason from observability.rejected_rows") == []
    assert {entry["source"] for entry in truth["sales"]} == set(sources.split(","))
    assert sales_differences(truth) == []
