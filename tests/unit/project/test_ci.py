"""`.ci/run`: checks, then tests, on a machine that may lack the tools, with the Pythons that are there."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SYSTEM = "/usr/bin/python3"
INSTALLS = "apt-get install -qq -y --no-install-recommends"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A checkout with `.ci/run` and a `bin` folder that is the whole PATH: every program there notes its call.

    `.ci/pythons` finds what the files `system` and `found` say.
    """
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci" / "run")
    (tmp_path / "bin").mkdir()
    for name in ("bash", "cat", "dirname", "sort", "tee"):
        (tmp_path / "bin" / name).symlink_to(str(shutil.which(name)))
    add(tmp_path / "bin" / "id", "echo 0")
    for name in ("make", "git", "apt-get", "pytest"):
        add(tmp_path / "bin" / name, f'echo "{name} $*${{TILLHOUSE_PYTHON:+ with $TILLHOUSE_PYTHON}}" >> calls')
    add(tmp_path / "bin" / "debian-python", "exit 0")
    add(tmp_path / ".ci" / "setup", 'echo "setup $* with $TILLHOUSE_PYTHON" >> calls')
    add(
        tmp_path / ".ci" / "pythons",
        f'if [ "${{TILLHOUSE_PYTHON:-}}" = {SYSTEM} ]; then cat system; else cat found; fi',
    )
    pythons(tmp_path, system=["3.11.2"], found=["3.11.2"])
    return tmp_path


def add(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/bash\n{script}\n")
    path.chmod(0o755)


def pythons(machine: Path, system: list[str], found: list[str]) -> None:
    """Let these versions be there: the system's is `debian-python`, another `python` with its version."""
    named = {version: machine / "bin" / f"python{version}" for version in found}
    named |= dict.fromkeys(system, machine / "bin" / "debian-python")
    for name, versions in (("system", system), ("found", found)):
        (machine / name).write_text("".join(f"{version} {named[version]}\n" for version in versions))
    for path in named.values():
        add(path, "exit 0")


def run(machine: Path, **variables: str) -> tuple[int, list[str], str]:
    """The exit code, the calls without the machine's path, and what was printed."""
    environment = {"PATH": str(machine / "bin"), **variables}
    done = subprocess.run(
        [machine / ".ci" / "run"], env=environment, capture_output=True, text=True, check=False, timeout=30
    )
    calls = (machine / "calls").read_text().replace(f"{machine}/bin/", "")
    return done.returncode, [call for call in calls.splitlines() if not call.startswith("git")], done.stdout


def test_checks_run_before_tests_with_the_systems_python_and_nothing_is_installed(machine: Path) -> None:
    pythons(machine, system=["3.11.2"], found=["3.11.7", "3.11.2"])
    code, calls, said = run(machine, TILLHOUSE_PYTHON="python3.12")
    assert (code, calls) == (0, ["make check with debian-python", "make test with debian-python"])
    assert "checks and tests with Python 3.11.2" in said
    assert "no newer Python here" in said


def test_unit_tests_run_once_more_with_the_newest_python(machine: Path) -> None:
    pythons(machine, system=["3.11.2"], found=["3.11.2", "3.12.9", "3.13.0", "3.12.10"])
    code, calls, said = run(machine)
    assert code == 0
    assert calls == [
        "make check with debian-python",
        "make test with debian-python",
        "setup .venv-newest with python3.13.0",
        "pytest --numprocesses 2 --dist worksteal tests/unit",
    ]
    assert "unit tests once more, with Python 3.13.0" in said


def test_a_system_whose_python_does_not_fit_uses_the_first_on_the_path(machine: Path) -> None:
    pythons(machine, system=[], found=["3.12.9", "3.13.0"])
    assert run(machine)[1][:2] == ["make check with python3.12.9", "make test with python3.12.9"]


def test_a_failing_check_ends_the_run(machine: Path) -> None:
    add(machine / "bin" / "make", 'echo "make $*" >> calls; [ "$1" != check ]')
    assert run(machine)[:2] == (1, ["make check"])


def test_only_what_is_missing_is_installed(machine: Path) -> None:
    add(machine / "bin" / "debian-python", "exit 1")
    (machine / "bin" / "git").unlink()
    code, calls, _ = run(machine)
    assert code == 0
    assert calls == [
        "apt-get update -qq",
        f"{INSTALLS} git python3 python3-venv",
        "make check with debian-python",
        "make test with debian-python",
    ]


def test_a_machine_without_python_gets_one(machine: Path) -> None:
    pythons(machine, system=[], found=[])
    installed = f'echo "apt-get $*" >> calls; echo "3.11.2 {machine}/bin/debian-python" | tee system > found'
    add(machine / "bin" / "apt-get", installed)
    assert run(machine)[:2] == (
        0,
        [
            "apt-get update -qq",
            f"{INSTALLS} python3 python3-venv",
            "make check with debian-python",
            "make test with debian-python",
        ],
    )
