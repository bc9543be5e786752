"""Which mutants there are, which of them a run judges, and which are no defects (`equivalent.yml`)."""

import math
import random
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import yaml

from tests.mutants.operators import Mutant, mutants
from warehouse.errors import TillhouseError

_LIST = Path(__file__).with_name("equivalent.yml")
# Facts, marts and what is built on them; histories; the rules of rows, batches and doubts.
FOLDERS = (
    "models/marts",
    "snapshots",
    "macros/build/history_from.sql",
    "models/intermediate/checked",
    "models/intermediate/quality",
    "macros/rules",
)


def every_mutant(project: Path) -> list[Mutant]:
    """All mutants of the project, by file and place."""
    files = (file for folder in FOLDERS for file in _files(project / folder))
    return [
        mutant for file in files for mutant in mutants(file.relative_to(project).as_posix(), file.read_text("utf-8"))
    ]


def sample(found: Sequence[Mutant], size: int, seed: int) -> list[Mutant]:
    """So many of them, in the order of `found`, spread over files and operators.

    Next comes one of a file and operator of which few were taken. An operator that finds four times as many places as
    another is taken twice as often.
    """
    left = list(found)
    random.Random(seed).shuffle(left)
    files: Counter[str] = Counter()
    operators: Counter[str] = Counter()
    weights = {name: math.sqrt(count) for name, count in Counter(one.operator for one in found).items()}
    taken = []
    for _ in range(min(size, len(left))):
        one = min(left, key=lambda mutant: (files[mutant.path], operators[mutant.operator] / weights[mutant.operator]))
        left.remove(one)
        files[one.path] += 1
        operators[one.operator] += 1
        taken.append(one)
    return sorted(taken, key=found.index)


def equivalents(found: Collection[Mutant]) -> frozenset[Mutant]:
    """Those of the project's mutants that are listed: they give the same result for whatever data.

    An entry that speaks of several places with the same text says how many: `times: 2`.

    Raises:
        TillhouseError: an entry gives no reason, or is not of so many mutants: its file has changed since.
    """
    listed = {(one["path"], one["before"], one["after"]): one for one in yaml.safe_load(_LIST.read_text()) or ()}
    same = [mutant for mutant in found if (mutant.path, mutant.before, mutant.after) in listed]
    times = Counter((mutant.path, mutant.before, mutant.after) for mutant in same)
    for entry, one in listed.items():
        if times[entry] != one.get("times", 1) or not one.get("why"):
            raise TillhouseError(
                f"equivalent.yml gives no reason, or {times[entry]} mutants are so: {' | '.join(entry)}",
                "think about it again, then bring the entry into line or take it out",
            )
    return frozenset(same)


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.sql"))
