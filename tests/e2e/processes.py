"""Commands as people and machines start them: each a process of its own, on the test's warehouse."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from warehouse.settings import PROJECT_ROOT, get_settings

PROGRAMS = Path(sys.executable).parent
DBT_PROJECT = PROJECT_ROOT / "dbt_project"
RUN = ("tillhouse", "run")


@dataclass(frozen=True)
class Ended:
    """How a process ended, and all that it printed."""

    command: str
    code: int
    printed: str


def dbt(*words: str, project: Path = DBT_PROJECT, scratch: str = "plain") -> tuple[str, ...]:
    """A plain dbt command; what it writes about itself goes to the test's home, so that two do not share it."""
    folder = get_settings().home / "dbt" / scratch
    return (
        *("dbt", "--no-use-colors", "--log-path", str(folder), *words),
        *("--project-dir", str(project), "--profiles-dir", str(project), "--target-path", str(folder)),
    )


@dataclass(frozen=True)
class Started:
    """A process that runs, and the file it prints to: nobody reads a pipe while another process is waited for."""

    process: subprocess.Popen[bytes]
    printed: Path


def started(command: Sequence[str], **variables: str) -> Started:
    """Start a command; `variables` are set for it alone."""
    environment = os.environ | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"} | variables
    number, name = tempfile.mkstemp()
    with os.fdopen(number, "wb") as printed:
        process = subprocess.Popen(command, cwd=PROJECT_ROOT, env=environment, stdout=printed, stderr=subprocess.STDOUT)
    return Started(process, Path(name))


def ended(one: Started) -> Ended:
    """Wait for a process."""
    code = one.process.wait(timeout=1200)
    printed = one.printed.read_text(encoding="utf-8")
    one.printed.unlink()
    return Ended(" ".join(map(str, one.process.args)), code, printed)  # type: ignore[arg-type]


def together(first: Sequence[str], second: Sequence[str], *, seconds_later: float, **variables: str) -> list[Ended]:
    """Run two commands, the second started a while after the first."""
    running = [started(first, **variables)]
    time.sleep(seconds_later)
    running.append(started(second, **variables))
    return [ended(process) for process in running]


def all_succeeded(processes: Sequence[Ended]) -> None:
    """Fail with what the first one said that did not succeed."""
    for process in processes:
        assert process.code == 0, f"{process.command}: {process.code}\n{process.printed[-3000:]}"
