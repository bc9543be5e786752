"""Defects through to the marts, together and each alone: rejects by rule, labels, and what is left of the money."""

import pytest

from seeds_gen import striking
from seeds_gen.defects.registry import FILE_DEFECTS
from tests.e2e import pipeline
from tests.e2e.truth import (
    deliver_waves,
    doubt_differences,
    generated,
    label_differences,
    rule_differences,
    sales_differences,
)

ROW_DEFECTS = [name for name in striking("retail", "storefront") if name not in FILE_DEFECTS]
pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.mark.reliability
@pytest.mark.parametrize("defect", sorted(ROW_DEFECTS))
def test_defect_alone(defect: str) -> None:
    truth = generated([defect])
    deliver_waves(truth, pipeline.run)
    assert rule_differences(truth) == []
    assert sales_differences(truth) == []


def test_every_row_defect_of_gift_shop_and_web_shop_together() -> None:
    truth = generated(ROW_DEFECTS, days=14, sources="retail,storefront")
    deliver_waves(truth, pipeline.run)
    assert rule_differences(truth) == []
    assert sales_differences(truth) == []
    assert label_differences(truth) == []
    assert doubt_differences(truth) == []


def test_every_defect_of_marketplaces_and_app_together() -> None:
    truth = generated(list(striking("markets", "app")), days=30, sources="markets,app")
    deliver_waves(truth, pipeline.run)
    assert rule_differences(truth) == []
    assert sales_differences(truth) == []
    assert label_differences(truth) == []
    assert doubt_differences(truth) == []
