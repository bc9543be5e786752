"""No-op: `tillhouse run` when nothing is new, as a user types it."""

from benchmarks import inputs
from benchmarks.harness import cpu, interleave, wall
from benchmarks.home import temporary_home
from benchmarks.options import Options
from benchmarks.own_process import nothing_new, run_and_publish
from benchmarks.results import Result, Target

NAME = "no-op"
# It depends on the number of files in the ledger and of models, not on rows.
_LINES = 20_000


def run(options: Options) -> list[Result]:
    """Load and build once, then run the command again and again."""
    options.tell("loading and building a small warehouse")
    inputs.generate(options.scratch / "no-op", _LINES)
    with temporary_home() as settings:
        inputs.link(options.scratch / "no-op", settings.home / "landing")
        run_and_publish(settings)
        options.tell(f"running tillhouse {options.runs} times with nothing new")
        costs = interleave({"run": lambda: nothing_new(settings).cost}, options.runs)["run"]
    slowest = max(cost.wall for cost in costs)
    how = f"the command with its start; cpu {cpu(costs):.2f} s, slowest of {options.runs}: {slowest:.1f} s"
    return [Result(NAME, "tillhouse run", wall(costs), "s", Target(5), how)]
