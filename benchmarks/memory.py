"""Memory: peak resident set of a process of its own that loads a small and a large input."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks import inputs, single_files
from benchmarks.home import temporary_home
from benchmarks.options import Options
from benchmarks.results import Result, Target
from benchmarks.single_files import Make
from warehouse.errors import TillhouseError
from warehouse.settings import PROJECT_ROOT

NAME = "memory"
LIMIT_MIB = 512
# "Flat": ten times the rows may not take a quarter more.
_FLAT = 1.25
_CHILD = "import json; from benchmarks.memory import load_here; print(json.dumps(load_here()))"


# One file each, ten times and once: name, how to make it, and its rows.
_SINGLE: tuple[tuple[str, Make, int], ...] = (
    ("csv", single_files.invoices, 5_000_000),
    ("jsonl", single_files.events, 2_000_000),
    ("xlsx", single_files.stock, 200_000),
)


def run(options: Options) -> list[Result]:
    """Load a small and a large input of each kind, each in a child process, and compare their peaks."""
    small, small_rows = _peak_of_days(options, options.rows)
    large, large_rows = _peak_of_days(options, options.history)
    results = _results("", small, small_rows, large, large_rows)
    for kind, make, most in _SINGLE:
        rows = min(most, options.history)
        peaks = [_peak_of_file(options, kind, make, count) for count in (rows // 10, rows)]
        results += _results(f" one {kind} file", peaks[0], rows // 10, peaks[1], rows)
    return results


def _results(what: str, small: float, small_rows: int, large: float, large_rows: int) -> list[Result]:
    rows = f"{small_rows:,} rows: {small:.0f} MiB; {large_rows:,} rows: {large:.0f} MiB"
    return [
        Result(NAME, f"peak while loading{what}", max(small, large), "MiB", Target(LIMIT_MIB), rows),
        Result(NAME, f"peak at both sizes{what and f' of{what}'}", large / small, "x", Target(_FLAT), rows),
    ]


def load_here() -> dict[str, float]:
    """Load what is ready, in this process; the rows it loaded and its peak in MiB."""
    from ingestion import ingest

    report = ingest()
    return {"rows": sum(file.rows_loaded or 0 for file in report.files), "peak": peak_mib()}


def peak_mib() -> float:
    """Peak resident set of this process in MiB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Not getrusage: its peak includes the parent's at the time of the fork.
        kib = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(kib) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)


def _peak_of_days(options: Options, lines: int) -> tuple[float, int]:
    folder = options.scratch / "memory"
    options.tell(f"generating and loading {lines:,} order lines")
    made = inputs.generate(folder, lines)
    with temporary_home() as settings:
        inputs.link(folder, settings.home / "landing")
        shutil.rmtree(folder)
        return _load_in_child(made.rows), made.rows


def _peak_of_file(options: Options, kind: str, make: Make, rows: int) -> float:
    options.tell(f"making and loading one {kind} file of {rows:,} rows")
    with temporary_home() as settings:
        make(settings.home / "landing", rows)
        return _load_in_child(rows)


def _load_in_child(rows: int) -> float:
    """The peak of a process that loads everything that landed; it must load this many rows."""
    child = subprocess.run(
        [sys.executable, "-c", _CHILD], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    if child.returncode != 0:
        raise TillhouseError(f"the load failed: {child.stderr.strip()[-300:]}", "this is a fault of the loader")
    found = json.loads(child.stdout.splitlines()[-1])
    if found["rows"] != rows:
        raise TillhouseError(f"{found['rows']} of {rows} rows were loaded", "this is a fault of the loader")
    peak: float = found["peak"]
    return peak
