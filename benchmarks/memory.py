"""Memory: peak resident set of a process of its own that loads a small and a large input."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks import inputs
from benchmarks.home import temporary_home
from benchmarks.options import Options
from benchmarks.results import Result, Target
from warehouse.errors import TillhouseError
from warehouse.settings import PROJECT_ROOT

NAME = "memory"
LIMIT_MIB = 512
# "Flat": ten times the rows may not take a quarter more.
_FLAT = 1.25
_CHILD = "import json; from benchmarks.memory import load_here; print(json.dumps(load_here()))"


def run(options: Options) -> list[Result]:
    """Load both inputs, each in a child process, and compare their peaks."""
    small, small_rows = _peak(options, options.rows)
    large, large_rows = _peak(options, options.history)
    rows = f"{small_rows:,} rows: {small:.0f} MiB; {large_rows:,} rows: {large:.0f} MiB"
    return [
        Result(NAME, "peak while loading", max(small, large), "MiB", Target(LIMIT_MIB), rows),
        Result(NAME, "peak at both sizes", large / small, "x", Target(_FLAT), rows),
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


def _peak(options: Options, lines: int) -> tuple[float, int]:
    folder = options.scratch / "memory"
    options.tell(f"generating and loading {lines:,} order lines")
    made = inputs.generate(folder, lines)
    with temporary_home() as settings:
        inputs.link(folder, settings.home / "landing")
        shutil.rmtree(folder)
        child = subprocess.run(
            [sys.executable, "-c", _CHILD], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
        )
    if child.returncode != 0:
        raise TillhouseError(f"the load failed: {child.stderr.strip()[-300:]}", "this is a fault of the loader")
    found = json.loads(child.stdout.splitlines()[-1])
    if found["rows"] != made.rows:
        raise TillhouseError(f"{found['rows']} of {made.rows} rows were loaded", "this is a fault of the loader")
    return found["peak"], made.rows
