"""Load one file with our whole load, from discovery to archive, against merely parsing the same bytes."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks import phases
from benchmarks.harness import Cost, cpu_ratio, interleave, stopwatch, wall, wall_ratio
from benchmarks.home import cpu_with_server, empty_raw, temporary_home
from benchmarks.options import Options
from benchmarks.results import Result, Target
from benchmarks.single_files import Make
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings


def compare(
    options: Options, name: str, make: Make, rows: int, parse: Callable[[Path], int], what: str, target: Target
) -> list[Result]:
    """Load a file of `rows` rows and parse it, in turns; `parse` returns how many rows it saw.

    Raises:
        TillhouseError: a row did not arrive, or `parse` saw another number of rows.
    """
    options.tell(f"making a file of {rows:,} rows")
    path = make(options.scratch / name, rows)
    relative = path.relative_to(options.scratch / name)
    spent: list[dict[str, float]] = []

    def parse_alone() -> Cost:
        with stopwatch() as watch:
            seen = parse(path)
        _expect(seen, rows, "parsed")
        return watch.cost

    with temporary_home() as settings:
        options.tell(f"loading it {options.runs} times each way")
        subjects = {"parse": parse_alone, "ours": lambda: _load(settings, path, relative, rows, spent)}
        costs = interleave(subjects, options.runs)
    size = path.stat().st_size
    path.unlink()
    ours, parsed = costs["ours"], costs["parse"]
    parts = {label: median(run[label] for run in spent) for label in spent[0]}
    reading = parts["fingerprint"] + parts["canonicalise"]
    detail = (
        f"{rows:,} rows, {size / 1e6:,.0f} MB: {wall(ours):.2f} s, {what} {wall(parsed):.2f} s; "
        f"cpu {cpu_ratio(ours, parsed):.2f}x; {rows / wall(ours):,.0f} rows/s; {len(ours)} runs"
    )
    return [
        Result(name, f"time of {what}", wall_ratio(ours, parsed), "x", target, detail, parts),
        Result(
            name, f"our reading alone against {what}", reading / wall(parsed), "x", None, "without dlt and database"
        ),
    ]


def _load(settings: WarehouseSettings, path: Path, relative: Path, rows: int, spent: list[dict[str, float]]) -> Cost:
    from ingestion import ingest

    empty_raw(settings)
    landed = settings.home / "landing" / relative
    landed.parent.mkdir(parents=True, exist_ok=True)
    landed.hardlink_to(path)
    with phases.timed() as seconds, stopwatch(lambda: cpu_with_server(settings)) as watch:
        report = ingest()
    spent.append(phases.with_rest(seconds, watch.cost.wall))
    _expect(sum(file.rows_loaded or 0 for file in report.files), rows, "loaded")
    return watch.cost


def _expect(found: int, rows: int, done: str) -> None:
    if found != rows:
        raise TillhouseError(f"{found} of {rows} rows were {done}", "this is a fault of the loader or the benchmark")
