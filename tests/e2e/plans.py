"""What the database would do for each model: none may compare each row with each.

What takes a second for a small shop takes an hour for a large one, and no result shows it.
"""

from collections.abc import Iterator
from typing import Any

from orchestration.transform.project import target_dir
from tests.database import query
from warehouse.settings import get_settings

# A table that does not grow may be looked through for each row of another; the longest is that of the rules.
_FAIR = 150


def comparisons_of_each_with_each() -> dict[str, list[tuple[str, int]]]:
    """Steps of the models, as they were last built, that throw away far more rows than they were given."""
    folder = target_dir(get_settings()) / "compiled" / "tillhouse" / "models"
    selects = [path for path in sorted(folder.rglob("*.sql")) if path.is_file()]
    assert len(selects) > 100
    found = {path.stem: list(each_with_each(path.read_text())) for path in selects}
    return {name: steps for name, steps in found.items() if steps}


def each_with_each(select: str) -> Iterator[tuple[str, int]]:
    """The same for one select: the kind of each such step, and how many rows it threw away."""
    [[[told]]] = query(f"explain (analyze, timing off, format json) {select}")
    return _steps(told["Plan"])


def _steps(node: dict[str, Any]) -> Iterator[tuple[str, int]]:
    children, loops = node.get("Plans", ()), node["Actual Loops"]
    looked_at = node.get("Rows Removed by Filter", 0)
    unmatched = node.get("Rows Removed by Join Filter", 0) * loops
    given = sum(child["Actual Rows"] for child in children) * loops
    if looked_at * loops > _FAIR * (looked_at + loops):
        yield node["Node Type"], round(looked_at * loops)
    if unmatched > _FAIR * given:
        yield node["Node Type"], round(unmatched)
    for child in children:
        yield from _steps(child)
