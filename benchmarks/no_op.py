"""No-op: `tillhouse run` when nothing is new, as a user types it."""

import subprocess
import sys
from pathlib import Path

from benchmarks import inputs
from benchmarks.harness import Cost, cpu, interleave, stopwatch, wall
from benchmarks.home import temporary_home
from benchmarks.options import Options
from benchmarks.results import Result, Target
from benchmarks.warehouse_build import load_and_build
from warehouse.errors import TillhouseError
from warehouse.settings import PROJECT_ROOT

NAME = "no-op"
# It depends on the number of files in the ledger and of models, not on rows.
_LINES = 20_000
_TILLHOUSE = Path(sys.executable).with_name("tillhouse")
_SAYS = "nothing new"


def run(options: Options) -> list[Result]:
    """Load and build once, then run the command again and again."""
    options.tell("loading and building a small warehouse")
    inputs.generate(options.scratch / "no-op", _LINES)
    with temporary_home() as settings:
        inputs.link(options.scratch / "no-op", settings.home / "landing")
        load_and_build(settings)
        options.tell(f"running tillhouse {options.runs} times with nothing new")
        costs = interleave({"run": _nothing_new}, options.runs)["run"]
    slowest = max(cost.wall for cost in costs)
    how = f"the command with its start; cpu {cpu(costs):.2f} s, slowest of {options.runs}: {slowest:.1f} s"
    return [Result(NAME, "tillhouse run", wall(costs), "s", Target(5), how)]


def _nothing_new() -> Cost:
    with stopwatch() as watch:
        done = subprocess.run([str(_TILLHOUSE), "run"], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0 or _SAYS not in done.stdout:
        said = (done.stderr or done.stdout).strip()[-300:]
        raise TillhouseError(f"tillhouse run did not find that nothing is new: {said}", "look at the pipeline")
    return watch.cost
