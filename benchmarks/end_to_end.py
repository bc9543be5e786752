"""End to end: the shape of a well-known retail set, from landed files to published marts, against COPY of its bytes."""

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks import inputs
from benchmarks.copy_reference import copy_files
from benchmarks.harness import Cost, cpu_ratio, wall, wall_ratio
from benchmarks.home import temporary_home
from benchmarks.inputs import LAST_DAY
from benchmarks.memory import LIMIT_MIB
from benchmarks.options import RETAIL_ROWS, Options
from benchmarks.own_process import Published, Ran, nothing_new, run_and_publish
from benchmarks.results import Result, Target
from benchmarks.run_phases import read_phases
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

NAME = "end-to-end"
# The set has one file for every day on which the shop sold something.
_DAYS = 305
_NEXT_DAY = LAST_DAY + timedelta(days=1)


@dataclass(frozen=True)
class _Load:
    """What a `tillhouse run` published, and the seconds it spent by phase."""

    published: Published
    phases: dict[str, float]


@dataclass(frozen=True)
class _Round:
    """What one new warehouse cost, from its first file on; `copy` is that of the first load's bytes."""

    copy: Cost
    first: _Load
    day: _Load
    nothing: Ran


def run(options: Options) -> list[Result]:
    """Measure all of it in a new warehouse for every round, with COPY before, between and after."""
    # A shorter set has fewer days, not smaller ones.
    days = min(_DAYS, max(2, round(_DAYS * options.retail_rows / RETAIL_ROWS)))
    options.tell(f"generating {options.retail_rows:,} invoice lines of {days} days, and a day more")
    history, next_day = _generate(options.scratch / NAME, options.retail_rows, days)
    rounds = []
    for number in range(options.runs):
        options.tell(f"first load, one more day, nothing new: {number + 1} of {options.runs}")
        rounds.append(_round(history, next_day))
    shutil.rmtree(options.scratch / NAME)
    return _results(days, rounds)


def _generate(folder: Path, lines: int, days: int) -> tuple[Path, Path]:
    """The folders of the history's files, and of the file of the day after."""
    history, next_day = folder / "history", folder / "next-day"
    inputs.generate(history, lines + lines // days, days=days + 1, last=_NEXT_DAY, sources=("retail",))
    inputs.link(history, next_day, lambda path: inputs.is_of_day(path, _NEXT_DAY))
    for path in next_day.rglob("*.csv"):
        (history / path.relative_to(next_day)).unlink()
    return history, next_day


def _round(history: Path, next_day: Path) -> _Round:
    with temporary_home() as settings:
        # The first one makes the server grow its files.
        copy_files(settings, history)
        copies = [copy_files(settings, history)]
        first = _load(settings, history)
        copies.append(copy_files(settings, history))
        day = _load(settings, next_day)
        nothing = nothing_new(settings)
        copies.append(copy_files(settings, history))
    copy = Cost(wall(copies), median(one.cpu for one in copies))
    return _Round(copy, first, day, nothing)


def _load(settings: WarehouseSettings, folder: Path) -> _Load:
    landed = inputs.link(folder, settings.home / "landing")
    published = run_and_publish(settings)
    if published.files != len(landed):
        raise TillhouseError(f"{published.files} of {len(landed)} files were loaded", "this is a fault of the loader")
    return _Load(published, read_phases(settings, published.report, published.ran.cost.wall))


def _results(days: int, rounds: list[_Round]) -> list[Result]:
    copies, nothing = [one.copy for one in rounds], [one.nothing.cost for one in rounds]
    firsts, nexts = [one.first for one in rounds], [one.day for one in rounds]
    peak = max(load.published.ran.peak for load in (*firsts, *nexts))
    return [
        _result(
            "first load", firsts, copies, Target(16), f"{firsts[0].published.rows:,} invoice lines in {days} files"
        ),
        _result("one more day", nexts, copies, Target(6), f"{nexts[0].published.rows:,} invoice lines"),
        Result(NAME, "nothing new", wall(nothing), "s", Target(5), f"{wall_ratio(nothing, copies):.2f} times raw COPY"),
        Result(NAME, "peak besides Postgres", peak, "MiB", Target(LIMIT_MIB), "of any run"),
    ]


def _result(what: str, loads: list[_Load], copies: list[Cost], target: Target, lines: str) -> Result:
    costs = [load.published.ran.cost for load in loads]
    how = (
        f"{lines} to tested, published marts: {wall(costs):.2f} s, COPY of the history {wall(copies):.2f} s; "
        f"cpu {cpu_ratio(costs, copies):.2f}x; {len(costs)} runs"
    )
    labels = dict.fromkeys(label for load in loads for label in load.phases)
    parts = {label: median(load.phases.get(label, 0.0) for load in loads) for label in labels}
    return Result(NAME, f"{what}, of raw COPY", wall_ratio(costs, copies), "x", target, how, parts)
