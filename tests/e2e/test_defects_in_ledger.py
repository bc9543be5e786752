"""Each defect, together and alone, ends where the generator says, file by file, in the ledger and the quarantine."""

import pytest

from ingestion import ingest
from seeds_gen import NAMES
from tests.e2e.truth import batch_differences, deliver_waves, generated, ledger_differences
from tests.reliability.invariants import check_ledger

pytestmark = pytest.mark.usefixtures("warehouse")


@pytest.mark.reliability
@pytest.mark.parametrize("defect", sorted(NAMES))
def test_defect_alone(defect: str) -> None:
    truth = generated([defect], sources="all")
    of_trigger = defect == "broken_json" and any(batch["state"] == "held" for batch in truth["batches"])
    assert of_trigger or any(defect in file["defects"] for file in truth["files"]), "the generator injected nothing"
    deliver_waves(truth, ingest)
    assert ledger_differences(truth) == []
    assert batch_differences(truth) == []
    check_ledger()


def test_no_defects() -> None:
    truth = generated("none", sources="all")
    deliver_waves(truth, ingest)
    assert ledger_differences(truth) == []
    assert {file["state"] for file in truth["files"]} == {"loaded"}


def test_all_defects_together() -> None:
    truth = generated(sorted(NAMES), days=40, scale=0.3, sources="all")
    deliver_waves(truth, ingest)
    assert ledger_differences(truth) == []
    assert batch_differences(truth) == []
    check_ledger()
