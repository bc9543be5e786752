"""`.ci/run`: checks, then tests, on a machine that may lack the tools."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout with `.ci/run` and a `bin` folder that is the whole PATH: every program there notes its call."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "bin").mkdir()
    for name in ("bash", "dirname"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    add(tmp_path, "id", "echo 0")
    for name in ("make", "git", "python3", "apt-get"):
        add(tmp_path, name, f'echo "{name} $*" >> calls')
    return tmp_path


def add(machine: Path, name: str, script: str) -> None:
    path = machine / "bin" / name
    path.write_text(f"#!/bin/bash\n{script}\n")
    path.chmod(0o755)


def run(machine: Path) -> tuple[int, list[str]]:
    """The exit code, and the calls of make and apt-get."""
    done = subprocess.run([machine / ".ci" / "run"], env={"PATH": str(machine / "bin")}, check=False, timeout=30)
    calls = (machine / "calls").read_text().splitlines()
    return done.returncode, [call for call in calls if call.startswith(("make", "apt-get"))]


def test_checks_run_before_tests_and_nothing_is_installed(machine: Path) -> None:
    assert run(machine) == (0, ["make check", "make test"])


def test_a_failing_check_ends_the_run(machine: Path) -> None:
    add(machine, "make", 'echo "make $*" >> calls; [ "$1" != check ]')
    assert run(machine) == (1, ["make check"])


def test_only_what_is_missing_is_installed(machine: Path) -> None:
    add(machine, "python3", "exit 1")
    (machine / "bin" / "git").unlink()
    code, calls = run(machine)
    assert code == 0
    assert calls == [
        "apt-get update -qq",
        "apt-get install -qq -y --no-install-recommends git python3 python3-venv",
        "make check",
        "make test",
    ]
