"""Build: a whole build, published, against the SQL it sends, sent without dbt in as many sessions."""

from statistics import median

import yaml

from benchmarks import inputs
from benchmarks.harness import Cost, cpu_ratio, interleave, stopwatch, wall, wall_ratio
from benchmarks.home import cpu_with_server, temporary_home
from benchmarks.options import Options
from benchmarks.own_process import run_and_publish
from benchmarks.replay import Recording, replay
from benchmarks.results import Result, Target
from orchestration.transform.build import build
from orchestration.transform.manifest import prepared_graph
from orchestration.transform.project import PROJECT_DIR
from orchestration.transform.runner import OnEvent
from warehouse.errors import GateError
from warehouse.settings import WarehouseSettings

NAME = "build"


def run(options: Options) -> list[Result]:
    """Record one full build, then let dbt and the bare sessions repeat it in turn."""
    folder = options.scratch / "build"
    options.tell(f"generating, loading and building {options.rows:,} order lines")
    made = inputs.generate(folder, options.rows)
    threads = dbt_threads()
    with temporary_home() as settings:
        inputs.link(folder, settings.home / "landing")
        run_and_publish(settings)
        options.tell("recording what dbt sends")
        recording = record(settings)
        options.tell(f"building {options.runs} times each way, {len(recording.statements)} nodes")
        subjects = {"sql": lambda: replay(settings, recording, threads), "dbt": lambda: _build(settings)}
        costs = interleave(subjects, options.runs)
    dbt, sql = costs["dbt"], costs["sql"]
    nodes = len(recording.statements)
    overhead = median((ours.wall - floor.wall) / nodes for ours, floor in zip(dbt, sql, strict=True)) * 1000
    how = (
        f"{made.lines:,} order lines, {nodes} nodes, {threads} threads, all rebuilt and published: {wall(dbt):.1f} s, "
        f"its SQL alone without the seeds {wall(sql):.1f} s; cpu {cpu_ratio(dbt, sql):.2f}x; {options.runs} runs"
    )
    return [
        Result(NAME, "time of the same SQL without dbt", wall_ratio(dbt, sql), "x", Target(1.5), how),
        Result(NAME, "overhead per node", overhead, "ms", Target(50), "dbt less its SQL alone, by nodes"),
    ]


def record(settings: WarehouseSettings) -> Recording:
    """Build everything once and keep the SQL of every node."""
    recording = Recording()
    recording.build_id = _built(settings, recording.hear)
    recording.note_graph({node.unique_id: node.parents for node in prepared_graph(settings).nodes.values()})
    return recording


def dbt_threads() -> int:
    """The threads of the project's profile."""
    profiles = yaml.safe_load((PROJECT_DIR / "profiles.yml").read_text())
    profile = profiles["tillhouse"]
    return int(profile["outputs"][profile["target"]]["threads"])


def _build(settings: WarehouseSettings) -> Cost:
    with stopwatch(lambda: cpu_with_server(settings)) as watch:
        _built(settings)
    return watch.cost


def _built(settings: WarehouseSettings, on_event: OnEvent | None = None) -> int:
    built = build(settings, started_by="benchmark", even_if_done=True, from_scratch=True, on_event=on_event)
    if built.build_id is None or built.published is None or built.published.build_id != built.build_id:
        failures = built.outcome.failures[:3] if built.outcome else ()
        told = ", ".join(f"{failure.name}: {failure.message}" for failure in failures)
        raise GateError(f"the build was not published: {told}", "run it by hand: make demo")
    return built.build_id
