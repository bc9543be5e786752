"""Load csv: our whole load, from discovery to archive, against COPY of the same bytes and against dlt's default."""

import shutil
from statistics import median

from benchmarks import inputs, phases
from benchmarks.copy_reference import copy_files
from benchmarks.dlt_default import load_rows
from benchmarks.harness import Cost, cpu_ratio, interleave, stopwatch, wall, wall_ratio
from benchmarks.home import cpu_with_server, empty_raw, temporary_home
from benchmarks.inputs import Inputs
from benchmarks.options import Options
from benchmarks.results import Result, Target
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

NAME = "load-csv"
# Two sizes of dlt's default path: the difference is what its rows cost, without what a run costs whatever it loads.
_DLT_ROWS = (5_000, 40_000)


def run(options: Options) -> list[Result]:
    """Measure both ratios, and how much damaged files slow the load."""
    options.tell(f"generating {options.rows:,} order lines, clean and with the default defects")
    clean = inputs.generate(options.scratch / "load", options.rows)
    damaged = inputs.generate(options.scratch / "load-damaged", options.rows, defects="default")
    spent: list[dict[str, float]] = []
    with temporary_home() as settings:
        subjects = {
            "copy": lambda: copy_files(settings, clean.folder),
            "ours": lambda: load(settings, clean, spent),
            "damaged": lambda: load(settings, damaged, None),
        }
        options.tell(f"loading {clean.rows:,} rows {options.runs} times each way")
        costs = interleave(subjects, options.runs)
        empty_raw(settings)
        options.tell("loading by dlt's default path")
        dlt_runs = {str(rows): lambda rows=rows: load_rows(settings, clean.folder, rows) for rows in _DLT_ROWS}
        dlt = interleave(dlt_runs, min(options.runs, 3))
    shutil.rmtree(options.scratch / "load-damaged")
    shutil.rmtree(options.scratch / "load")
    return _results(clean, damaged, costs, dlt, spent)


def load(settings: WarehouseSettings, what: Inputs, spent: list[dict[str, float]] | None) -> Cost:
    """Load everything into an empty raw layer; `spent` collects the seconds by phase.

    Raises:
        TillhouseError: clean files did not all arrive.
    """
    from ingestion import ingest

    empty_raw(settings)
    inputs.link(what.folder, settings.home / "landing")
    with phases.timed() as seconds, stopwatch(lambda: cpu_with_server(settings)) as watch:
        report = ingest()
    if spent is not None:
        spent.append(phases.with_rest(seconds, watch.cost.wall))
        arrived = sum(file.rows_loaded or 0 for file in report.files)
        if arrived != what.rows:
            raise TillhouseError(f"{arrived} of {what.rows} clean rows were loaded", "this is a fault of the loader")
    shutil.rmtree(settings.home / "landing")
    return watch.cost


def _results(
    clean: Inputs,
    damaged: Inputs,
    costs: dict[str, list[Cost]],
    dlt: dict[str, list[Cost]],
    spent: list[dict[str, float]],
) -> list[Result]:
    ours, copy = costs["ours"], costs["copy"]
    parts = {label: median(run[label] for run in spent) for label in spent[0]}
    few, many = (wall(dlt[str(rows)]) for rows in _DLT_ROWS)
    dlt_row = (many - few) / (_DLT_ROWS[1] - _DLT_ROWS[0])
    our_row = wall(ours) / clean.rows
    return [
        Result(
            NAME,
            "time of raw COPY",
            wall_ratio(ours, copy),
            "x",
            Target(2.5),
            f"{clean.rows:,} rows in {clean.files} files, {clean.size_bytes / 1e6:,.0f} MB: {wall(ours):.2f} s, "
            f"COPY {wall(copy):.2f} s; cpu {cpu_ratio(ours, copy):.2f}x; {len(ours)} runs",
            parts,
        ),
        Result(
            NAME,
            "faster than dlt's default",
            dlt_row / our_row,
            "x",
            Target(10, "at least"),
            f"a row costs {our_row * 1e6:.2f} µs, by dlt's default {dlt_row * 1e6:.0f} µs "
            f"(slope between {_DLT_ROWS[0]:,} and {_DLT_ROWS[1]:,} rows; {len(dlt[str(_DLT_ROWS[0])])} runs)",
        ),
        Result(
            NAME,
            "with the default defects",
            wall_ratio(costs["damaged"], ours),
            "x",
            None,
            f"{damaged.rows:,} rows: {wall(costs['damaged']):.2f} s, times that of the clean files",
        ),
    ]
