"""Run `tillhouse` as a user does, as a process of its own: what it took, and the most memory it held."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.harness import Cost, stopwatch
from benchmarks.home import cpu_with_server
from warehouse.errors import TillhouseError
from warehouse.settings import PROJECT_ROOT, WarehouseSettings

_TILLHOUSE = Path(sys.executable).with_name("tillhouse")
# A small process in between: the peak the system keeps of a child begins with that of the process that started it.
_LAUNCHER = """
import json, os, sys
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
status, used = os.wait4(child, 0)[1:]
print()
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_maxrss]))
"""
_SAYS_NOTHING_NEW = "nothing new"
_UNITS_A_MIB = 1 << 20 if sys.platform == "darwin" else 1 << 10


@dataclass(frozen=True)
class Ran:
    """A command that ended well: `cost` includes the server's cpu, `peak` is in MiB and without the server."""

    cost: Cost
    peak: float
    output: str


@dataclass(frozen=True)
class Published:
    """A `tillhouse run` that loaded `rows` rows of `files` files and published them; `report` is what it printed."""

    ran: Ran
    files: int
    rows: int
    report: dict[str, Any]


def run_and_publish(settings: WarehouseSettings, *arguments: str) -> Published:
    """Load what landed, build and publish it.

    Raises:
        TillhouseError: a file was not loaded, or the build was not published.
    """
    ran = tillhouse(settings, "run", "--json", *arguments)
    report = json.loads(ran.output)
    files = report["ingest"]["files"]
    strange = [file for file in files if file["state"] != "loaded"]
    if strange:
        raise TillhouseError(
            f"{strange[0]['path']} is {strange[0]['state']}: {strange[0]['error']}", "this is a fault of the loader"
        )
    build, published = report["build"], report["published"]
    if build is None or build["build_id"] != published["build_id"]:
        raise TillhouseError("the build was not published", "run it by hand: make demo")
    return Published(ran, len(files), sum(file["rows_loaded"] for file in files), report)


def nothing_new(settings: WarehouseSettings) -> Ran:
    """Run when there is nothing to do.

    Raises:
        TillhouseError: it found something to do.
    """
    ran = tillhouse(settings, "run")
    if _SAYS_NOTHING_NEW not in ran.output:
        raise TillhouseError(f"tillhouse run found work: {ran.output[-300:]}", "look at the pipeline")
    return ran


def tillhouse(settings: WarehouseSettings, *arguments: str) -> Ran:
    """Run a command of `tillhouse` in the home that the environment names, its server up already.

    Raises:
        TillhouseError: the command did not end well.
    """
    command = [sys.executable, "-I", "-S", "-c", _LAUNCHER, str(_TILLHOUSE), *arguments]
    with stopwatch(lambda: cpu_with_server(settings)) as watch:
        done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=True)
    output, _, last = done.stdout.rstrip("\n").rpartition("\n")
    code, peak = json.loads(last)
    # 3: all is done, and somebody is needed.
    if code not in (0, 3):
        said = (done.stderr or output).strip()[-300:]
        raise TillhouseError(f"tillhouse {' '.join(arguments)} ended with {code}: {said}", "run it by hand: make demo")
    return Ran(watch.cost, peak / _UNITS_A_MIB, output)
