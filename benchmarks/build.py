"""Build: `dbt build` of everything against the SQL it sends, sent without dbt in as many sessions."""

from collections.abc import Iterable
from statistics import median
from typing import Any

import yaml

from benchmarks import inputs
from benchmarks.harness import Cost, cpu_ratio, interleave, stopwatch, wall, wall_ratio
from benchmarks.home import cpu_with_server, temporary_home
from benchmarks.options import Options
from benchmarks.replay import Recording, replay
from benchmarks.results import Result, Target
from benchmarks.warehouse_build import load_and_build
from orchestration.transform.project import PROJECT_DIR
from orchestration.transform.runner import Finished, invoke
from warehouse.errors import GateError
from warehouse.settings import WarehouseSettings

NAME = "build"
# Without seeds: their rows are parameters, which dbt does not tell, so nobody else can send them.
_COMMAND = ("build", "--full-refresh", "--exclude-resource-type", "seed")


def run(options: Options) -> list[Result]:
    """Record one full build, then let dbt and the bare sessions repeat it in turn."""
    folder = options.scratch / "build"
    options.tell(f"generating, loading and building {options.rows:,} order lines")
    made = inputs.generate(folder, options.rows)
    threads = dbt_threads()
    with temporary_home() as settings:
        inputs.link(folder, settings.home / "landing")
        load_and_build(settings)
        options.tell("recording what dbt sends")
        recording = record(settings)
        options.tell(f"building {options.runs} times each way, {len(recording.statements)} nodes")
        subjects = {"sql": lambda: replay(settings, recording, threads), "dbt": lambda: _build(settings)}
        costs = interleave(subjects, options.runs)
    dbt, sql = costs["dbt"], costs["sql"]
    nodes = len(recording.statements)
    overhead = median((ours.wall - floor.wall) / nodes for ours, floor in zip(dbt, sql, strict=True)) * 1000
    how = (
        f"{made.lines:,} order lines, {nodes} nodes without seeds, {threads} threads, all rebuilt: {wall(dbt):.1f} s, "
        f"its SQL alone {wall(sql):.1f} s; cpu {cpu_ratio(dbt, sql):.2f}x; {options.runs} runs"
    )
    return [
        Result(NAME, "time of the same SQL without dbt", wall_ratio(dbt, sql), "x", Target(1.5), how),
        Result(NAME, "overhead per node", overhead, "ms", Target(50), "dbt less its SQL alone, by nodes"),
    ]


def record(settings: WarehouseSettings) -> Recording:
    """Build everything once and keep the SQL of every node."""
    recording = Recording()
    finished = _passed(invoke(settings, _COMMAND, on_event=recording.hear))
    recording.note_graph({result.node.unique_id: _parents(result.node) for result in finished.results})
    return recording


def dbt_threads() -> int:
    """The threads of the project's profile."""
    profiles = yaml.safe_load((PROJECT_DIR / "profiles.yml").read_text())
    profile = profiles["tillhouse"]
    return int(profile["outputs"][profile["target"]]["threads"])


def _build(settings: WarehouseSettings) -> Cost:
    with stopwatch(lambda: cpu_with_server(settings)) as watch:
        _passed(invoke(settings, _COMMAND))
    return watch.cost


def _parents(node: Any) -> Iterable[str]:
    # Seeds and hooks depend on macros only.
    parents: Iterable[str] = getattr(node.depends_on, "nodes", ())
    return parents


def _passed(finished: Finished) -> Finished:
    if not finished.success:
        bad = [result.node.name for result in finished.results if str(result.status) in ("error", "fail")]
        raise GateError(f"the build did not pass: {', '.join(bad[:3]) or finished.exception}", "look with make demo")
    return finished
