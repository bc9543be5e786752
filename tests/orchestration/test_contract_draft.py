"""`tillhouse contract draft`: YAML alone on stdout, or a file that was not there before."""

from pathlib import Path

import pytest
import yaml

from ingestion.contracts import Contract
from tests.orchestration.conftest import Command

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    path = tmp_path / "corner/orders_2025.csv"
    path.parent.mkdir()
    path.write_text("order_id,total\n1,5\n2,6\n")
    return path


def test_the_contract_alone_is_on_stdout_and_what_to_do_beside_it(sample: Path, tillhouse: Command) -> None:
    said = tillhouse("contract", "draft", str(sample))
    assert Contract.model_validate(yaml.safe_load(said.out)).key == "corner__orders"
    assert "ingestion/contracts/corner__orders.yml" in said.err
    assert "docs/add-a-source.md" in said.err


def test_out_writes_a_file_named_after_the_feed_and_never_over_another(sample: Path, tillhouse: Command) -> None:
    folder = sample.parents[1]
    assert tillhouse("contract", "draft", str(sample), "--source", "shop", "--out", str(folder)).code == 0
    written = (folder / "shop__orders.yml").read_text()
    assert Contract.model_validate(yaml.safe_load(written)).key == "shop__orders"
    again = tillhouse("contract", "draft", str(sample), "--source", "shop", "--out", str(folder))
    assert (again.code, again.err.count("\n")) == (2, 1)
    assert "shop__orders.yml cannot be written: File exists" in again.err
    assert (folder / "shop__orders.yml").read_text() == written


def test_a_sample_that_is_not_there_is_one_line(tillhouse: Command) -> None:
    said = tillhouse("contract", "draft", "nothing.csv")
    assert (said.code, said.err.count("\n")) == (2, 1)
    assert "nothing.csv cannot be read" in said.err
