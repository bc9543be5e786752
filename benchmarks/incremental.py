"""Incremental: what one more day costs on top of a short and of a ten times longer history."""

import shutil
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from benchmarks import inputs
from benchmarks.harness import Cost, cpu_ratio, interleave, stopwatch, wall, wall_ratio
from benchmarks.home import cpu_with_server, environment, temporary_home
from benchmarks.inputs import DAYS, LAST_DAY
from benchmarks.options import Options
from benchmarks.results import Result, Target
from benchmarks.warehouse_build import load_and_build
from warehouse.settings import WarehouseSettings

NAME = "incremental"


@dataclass
class History:
    """A warehouse that was built up to a day, and the files of the days to come."""

    settings: WarehouseSettings
    folder: Path
    next_day: date

    def one_more_day(self) -> Cost:
        """Load and build the next day."""
        with environment(self.settings.home):
            day, self.next_day = self.next_day, self.next_day + timedelta(days=1)
            inputs.link(self.folder, self.settings.home / "landing", lambda path: inputs.is_of_day(path, day))
            with stopwatch(lambda: cpu_with_server(self.settings)) as watch:
                load_and_build(self.settings)
        return watch.cost


def run(options: Options) -> list[Result]:
    """Build both histories, with days of the same size, and give each the same days more in turn."""
    longer = round(DAYS * options.history / options.rows)
    with temporary_home() as settings, temporary_home() as large_settings:
        small = _history(options, settings, options.rows, DAYS)
        large = _history(options, large_settings, options.history, longer)
        options.tell(f"one more day, {options.runs} times on each")
        costs = interleave({"small": small.one_more_day, "large": large.one_more_day}, options.runs)
    ratio = wall_ratio(costs["large"], costs["small"])
    how = (
        f"a day of {options.rows // DAYS:,} lines after {DAYS} days: {wall(costs['small']):.2f} s, "
        f"after {longer} days: {wall(costs['large']):.2f} s; "
        f"cpu {cpu_ratio(costs['large'], costs['small']):.2f}x; {options.runs} runs"
    )
    return [Result(NAME, f"a day at {longer // DAYS} times the history", ratio, "x", Target(1.3), how)]


def _history(options: Options, settings: WarehouseSettings, lines: int, days: int) -> History:
    """A warehouse with `lines` order lines of the `days` days up to `LAST_DAY`."""
    options.tell(f"generating, loading and building {lines:,} order lines of {days} days")
    folder = options.scratch / f"incremental-{days}"
    more = options.runs
    last = LAST_DAY + timedelta(days=more)
    inputs.generate(folder, round(lines * (days + more) / days), days=days + more, last=last)
    coming = [LAST_DAY + timedelta(days=number + 1) for number in range(more)]
    with environment(settings.home):
        landing = settings.home / "landing"
        inputs.link(folder, landing, lambda path: not any(inputs.is_of_day(path, day) for day in coming))
        load_and_build(settings)
        shutil.rmtree(settings.home / "archive")
    return History(settings, folder, coming[0])
