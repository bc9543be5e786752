"""The marts depend on the files, not on the order or the grouping in which they came."""

import random
import shutil
from pathlib import Path

import pytest

from tests import shop
from tests.database import empty_warehouse
from tests.e2e import pipeline
from tests.e2e.truth import content_hashes, generated
from warehouse.settings import WarehouseSettings


@pytest.fixture
def files(warehouse: WarehouseSettings, tmp_path: Path) -> list[list[str]]:
    """What arrives together: a retail file, or the files of a storefront day with their trigger. Kept in `tmp_path`."""
    truth = generated("default", days=8, scale=0.15)
    shutil.move(shop.landing(), tmp_path / "shops")
    first = [file["path"] for file in truth["files"] if file["wave"] == 1]
    retail = [[path] for path in first if path.startswith("retail/")]
    triggers = [batch["trigger"] for batch in truth["batches"] if batch["wave"] == 1]
    days = {trigger[-15:-5]: [trigger] for trigger in triggers}
    for path in first:
        if path.startswith("storefront/"):
            days[path[-14:-4]].append(path)
    return [*retail, *days.values()]


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("orders", [4, pytest.param(50, marks=pytest.mark.reliability)])
def test_any_order_and_any_split_into_runs_gives_the_same_marts(
    orders: int, files: list[list[str]], tmp_path: Path
) -> None:
    expected = _marts_of([files], tmp_path / "shops")
    dice = random.Random(orders)
    for _ in range(orders):
        shuffled = dice.sample(files, len(files))
        cuts = sorted(dice.sample(range(1, len(files)), dice.randint(1, 3)))
        runs = [shuffled[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(files)], strict=True)]
        found = _marts_of(runs, tmp_path / "shops")
        different = [name for name in expected if expected[name] != found.get(name)]
        assert different == [], f"these runs: {runs}"


def _marts_of(runs: list[list[list[str]]], kept: Path) -> dict[str, str]:
    """Hashes of the marts after loading and building run by run, from an empty warehouse."""
    empty_warehouse()
    for run in runs:
        for path in [path for group in run for path in group]:
            shop.write(path, (kept / path).read_bytes())
        pipeline.run()
    return content_hashes()
