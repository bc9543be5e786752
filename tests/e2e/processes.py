"""Commands as people and machines start them: each a process of its own, on the test's warehouse."""

import os
import subprocess
import sys
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


def started(command: Sequence[str], **variables: str) -> subprocess.Popen[str]:
    """Start a command; `variables` are set for it alone."""
    environment = os.environ | {"PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"} | variables
    return subprocess.Popen(
        command, cwd=PROJECT_ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def ended(process: subprocess.Popen[str]) -> Ended:
    """Wait for a process."""
    printed, _ = process.communicate(timeout=1200)
    return Ended(" ".join(map(str, process.args)), process.returncode, printed)  # type: ignore[arg-type]


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
