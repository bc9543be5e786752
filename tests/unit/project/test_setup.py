"""`.ci/setup` on machines that lack something."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = (ROOT / ".ci" / "setup").read_text()
PYTHONS = (ROOT / ".ci" / "pythons").read_text()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that holds the scripts alone, beside a `bin` folder that is the whole PATH."""
    (tmp_path / ".ci").mkdir()
    for script in ("setup", "pythons"):
        shutil.copy(ROOT / ".ci" / script, tmp_path / ".ci" / script)
    (tmp_path / "bin").mkdir()
    for program in ("bash", "cp", "dirname", "mkdir"):
        found = shutil.which(program)
        assert found
        (tmp_path / "bin" / program).symlink_to(found)
    return tmp_path


def program(checkout: Path, name: str, script: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/bash\n{script}\n")
    path.chmod(0o755)


def fitting_python(checkout: Path, name: str = "python3", *, venv: str = "exit 1") -> None:
    """A Python that fits, whose `-m venv FOLDER` runs the script `venv` instead."""
    answers = f'*_base_executable*) echo "3.12.1 $0" ;; "-m venv"*) {venv} ;; *) exec {sys.executable} "$@" ;;'
    program(checkout, name, f'case "$*" in {answers} esac')


def setup(checkout: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / ".ci" / "setup"],
        env={"PATH": str(checkout / "bin"), "HOME": str(checkout), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_no_supported_python_is_one_clear_error(checkout: Path) -> None:
    program(checkout, "python3", 'if [ "$1" = "--version" ]; then echo "Python 3.9.2"; else exit 1; fi')
    result = setup(checkout)
    assert result.returncode == 2
    assert result.stderr.startswith("setup: no Python 3.11, 3.12 or 3.13 on the PATH (python3 is: Python 3.9.2)\n  -> ")


def test_a_newer_python_beside_an_old_python3_is_used(checkout: Path) -> None:
    program(checkout, "python3", "exit 1")
    fitting_python(checkout, "python3.12")
    program(checkout, "uv", 'echo "$@" >> calls; echo "uv 0.9.8"')
    setup(checkout)
    assert f"--python {checkout}/bin/python3.12" in (checkout / "calls").read_text()


def test_the_python_that_is_named_is_used(checkout: Path) -> None:
    fitting_python(checkout)
    fitting_python(checkout, "python3.13")
    program(checkout, "uv", 'echo "$UV_PROJECT_ENVIRONMENT: $@" >> calls; echo "uv 0.9.8"')
    for name in ("python3.13", str(checkout / "bin" / "python3.13")):
        setup(checkout, TILLHOUSE_PYTHON=name)
        call = (checkout / "calls").read_text().splitlines()[-1]
        assert call == f".venv: sync --quiet --locked --compile-bytecode --python {checkout}/bin/python3.13"


@pytest.mark.parametrize("name", ["python2.7", "/no/such/python"])
def test_a_named_python_that_does_not_fit_is_not_replaced_by_another(checkout: Path, name: str) -> None:
    fitting_python(checkout)
    program(checkout, "python2.7", "exit 1")
    result = setup(checkout, TILLHOUSE_PYTHON=name)
    assert result.returncode == 2
    assert result.stderr.startswith(f"setup: TILLHOUSE_PYTHON={name} is no Python 3.11, 3.12 or 3.13\n  -> ")


def test_python_without_venv_module_names_the_package_to_install(checkout: Path) -> None:
    fitting_python(checkout)
    result = setup(checkout)
    assert result.returncode == 2
    assert "cannot make a virtual environment" in result.stderr
    assert "python3-venv" in result.stderr


def test_unreachable_index_is_one_clear_error(checkout: Path) -> None:
    program(checkout, "no-index", "exit 1")
    fitting_python(checkout, venv="mkdir -p .venv-uv/bin; cp bin/no-index .venv-uv/bin/python")
    result = setup(checkout)
    assert result.returncode == 2
    assert result.stderr == (
        "setup: uv could not be installed\n"
        "  -> check that this machine reaches the Python package index, then run make again\n"
    )


@pytest.mark.parametrize(
    ("version", "used"), [("0.9.8", True), ("0.10.0", True), ("1.0.0", True), ("0.9.7", False), ("0.8.22", False)]
)
def test_a_uv_on_the_path_is_used_only_when_new_enough(checkout: Path, version: str, used: bool) -> None:
    fitting_python(checkout)
    program(checkout, "uv", f'echo "$1" >> calls; echo "uv {version} (abc 2026-01-01)"')
    setup(checkout)
    assert ("sync" in (checkout / "calls").read_text()) is used


def test_the_script_accepts_the_versions_that_pyproject_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    low, high = re.findall(r"\((3, \d+)\)", PYTHONS)
    python = project["project"]["requires-python"]
    assert python == f">={low.replace(', ', '.')},<{high.replace(', ', '.')}"
    uv = project["tool"]["uv"]["required-version"]
    assert f"'uv{uv}'" in SCRIPT
    assert f">= ({uv.removeprefix('>=').replace('.', ', ')})" in SCRIPT


def test_nothing_from_outside_the_python_index_is_downloaded() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    sources = {next(iter(package["source"].items())) for package in lock["package"]}
    assert sources == {("registry", "https://pypi.org/simple"), ("editable", ".")}
    assert "dbt-core-experimental-parser" not in {package["name"] for package in lock["package"]}
    assert os.access(ROOT / ".ci" / "setup", os.X_OK)
