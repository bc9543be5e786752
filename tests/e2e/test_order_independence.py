"""The marts depend on the files, not on the order or the grouping in which they came."""

import random
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from seeds_gen import generate
from seeds_gen.answers.truth import Truth
from tests import shop
from tests.database import empty_warehouse
from tests.e2e import pipeline
from tests.e2e.truth import LASTING, content_hashes

# Each order is a test of its own: one that ran for many minutes would tell nothing until its end.
_ORDERS = [0, *(pytest.param(seed, marks=pytest.mark.reliability) for seed in range(1, 50))]


@dataclass
class Arrivals:
    """Files in `folder`, by what arrives together, and the marts they lead to when all come at once."""

    folder: Path
    groups: list[list[str]]
    marts: dict[str, str] | None = None


@pytest.fixture(scope="module")
def arrivals(tmp_path_factory: pytest.TempPathFactory) -> Arrivals:
    """A week of all shops with the default defects."""
    folder = tmp_path_factory.mktemp("shops")
    truth = generate(folder, date(2024, 3, 1), 8, 11, 0.1, "default")
    return Arrivals(folder, _groups(truth))


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("seed", _ORDERS)
def test_any_order_and_any_split_into_runs_gives_the_same_marts(seed: int, arrivals: Arrivals) -> None:
    if arrivals.marts is None:
        arrivals.marts = _marts_of([arrivals.groups], arrivals.folder)
    dice = random.Random(seed)
    shuffled = dice.sample(arrivals.groups, len(arrivals.groups))
    cuts = sorted(dice.sample(range(1, len(shuffled)), dice.randint(1, 3)))
    runs = [shuffled[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(shuffled)], strict=True)]
    found = _marts_of(runs, arrivals.folder)
    different = [name for name in arrivals.marts if arrivals.marts[name] != found.get(name)]
    assert different == [], f"these runs: {runs}"


def _groups(truth: Truth) -> list[list[str]]:
    """What arrives together: a storefront day with its trigger; any other file is alone."""
    days = {batch.trigger[-15:-5]: [batch.trigger] for batch in truth.batches if batch.wave == 1}
    alone = []
    for path in [entry.path for entry in truth.files if entry.wave == 1]:
        if path.startswith("storefront/"):
            days[path[-14:-4]].append(path)
        else:
            alone.append([path])
    return [*alone, *days.values()]


def _marts_of(runs: list[list[list[str]]], kept: Path) -> dict[str, str]:
    """Hashes of the marts after loading and building run by run, from an empty warehouse."""
    empty_warehouse()
    for run in runs:
        for path in [path for group in run for path in group]:
            shop.write(path, (kept / path).read_bytes())
        pipeline.run()
    return content_hashes(LASTING)
