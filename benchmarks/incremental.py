"""Incremental: what one more day costs on top of a short and of a ten times longer history."""

import shutil
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from benchmarks import inputs
from benchmarks.harness import Cost, cpu_ratio, interleave, wall, wall_ratio
from benchmarks.home import environment, temporary_home
from benchmarks.inputs import DAYS, LAST_DAY
from benchmarks.options import Options
from benchmarks.own_process import run_and_publish
from benchmarks.results import Result, Target
from warehouse.settings import WarehouseSettings

NAME = "incremental"


@dataclass
class History:
    """A warehouse that was built up to a day, the files of the days to come, and what each build of one cost."""

    settings: WarehouseSettings
    folder: Path
    next_day: date
    builds: list[Cost] = field(default_factory=list)

    def one_more_day(self) -> Cost:
        """Load, build and publish the next day, by a `tillhouse run` of its own."""
        with environment(self.settings.home):
            day, self.next_day = self.next_day, self.next_day + timedelta(days=1)
            inputs.link(self.folder, self.settings.home / "landing", lambda path: inputs.is_of_day(path, day))
            published = run_and_publish(self.settings)
        self.builds.append(Cost(published.report["build"]["seconds"]))
        return published.ran.cost


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
    builds = f"dbt alone, from {wall(small.builds):.2f} to {wall(large.builds):.2f} s"
    what = f"a day at {longer / DAYS:.3g} times the history"
    return [
        Result(NAME, what, ratio, "x", Target(1.3), how),
        Result(NAME, f"{what}, its build", wall_ratio(large.builds, small.builds), "x", None, builds),
    ]


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
        # The option says what an empty warehouse does anyway: every model is built once, and whole.
        run_and_publish(settings, "--backfill")
        shutil.rmtree(settings.home / "archive")
    return History(settings, folder, coming[0])
