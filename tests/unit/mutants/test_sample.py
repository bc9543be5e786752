"""Which mutants are judged: always the same ones, spread over files and operators; which are listed as no defects."""

from collections import Counter
from pathlib import Path

import pytest

from orchestration.transform.project import PROJECT_DIR
from tests.mutants import sample as sampling
from tests.mutants.operators import mutants
from tests.mutants.sample import equivalents, every_mutant, sample
from warehouse.errors import TillhouseError

EVERY = [mutant for name in "abcd" for mutant in mutants(name, "where a < 1 and b > 1 and sum(c) < 1 and not d")]


def test_a_sample_is_always_the_same_and_has_each_mutant_once() -> None:
    assert sample(EVERY, 9, 1) == sample(EVERY, 9, 1) != sample(EVERY, 9, 2)
    assert sample(EVERY, 10**6, 1) == EVERY


def test_a_sample_is_spread() -> None:
    chosen = sample(EVERY, 20, 1)
    assert set(Counter(mutant.path for mutant in chosen).values()) == {5}
    operators = Counter(mutant.operator for mutant in chosen)
    assert set(operators) == {mutant.operator for mutant in EVERY}


def test_marts_histories_and_rules_have_mutants() -> None:
    folders = Counter(mutant.path.split("/")[0] for mutant in every_mutant(PROJECT_DIR))
    assert set(folders) == {"models", "snapshots", "macros"}


def test_each_listed_equivalent_is_a_mutant_of_the_project_and_has_a_reason() -> None:
    equivalents(every_mutant(PROJECT_DIR))


@pytest.mark.parametrize("entry", ["{path: a, before: x, after: y, why: z}", '{path: a, before: "%s", after: "%s"}'])
def test_an_entry_without_a_mutant_or_a_reason_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: str
) -> None:
    listed = tmp_path / "equivalent.yml"
    listed.write_text("- " + (entry % (EVERY[0].before, EVERY[0].after) if "%" in entry else entry))
    monkeypatch.setattr(sampling, "_LIST", listed)
    with pytest.raises(TillhouseError, match=r"no reason, or \d mutants are so: a "):
        equivalents(EVERY)
