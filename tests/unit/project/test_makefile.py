"""The Makefile: thin, all of it shown by `make help`, and set up once."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TARGETS = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)


def make(folder: Path, *arguments: str, **variables: str) -> str:
    """Run make without what an outer make or `.ci/run` hands down; its output."""
    handed_down = ("MAKE", "MFLAGS", "TILLHOUSE_")
    variables = {name: value for name, value in os.environ.items() if not name.startswith(handed_down)} | variables
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The Makefile and what it watches, with set-up steps that only note that they ran."""
    for folder in (".ci", ".venv/bin", "compat", "dbt_project/locks"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("pyproject.toml", "uv.lock", "dbt_project/packages.yml", "dbt_project/locks/hub.yml"):
        (tmp_path / name).touch()
    (tmp_path / ".ci" / "pythons").touch()
    (tmp_path / ".ci" / "setup").write_text("#!/bin/bash\necho environment\n")
    (tmp_path / ".ci" / "setup").chmod(0o755)
    (tmp_path / "compat" / "swap_lock.py").write_text("print('packages')\n")
    (tmp_path / ".venv" / "bin" / "dbt").write_text("#!/bin/bash\n[ \"$*\" = '--quiet parse' ]\n")
    (tmp_path / ".venv" / "bin" / "dbt").chmod(0o755)
    return tmp_path


def test_help_is_the_default_and_names_every_target() -> None:
    shown = re.findall(r"^  ([a-z]+) +\S", make(ROOT), re.MULTILINE)
    assert shown == TARGETS


def test_every_target_is_at_most_one_line() -> None:
    recipes = re.findall(r"^([a-z]+):[^\n]*\n((?:\t[^\n]*\n)*)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert {name: recipe.count("\n") for name, recipe in recipes if recipe.count("\n") > 1} == {}


def test_no_target_is_mistaken_for_a_folder() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert phony
    assert phony[1].split() == TARGETS


def test_set_up_runs_once(checkout: Path) -> None:
    assert make(checkout, "setup").splitlines() == ["environment", "packages"]
    assert "environment" not in make(checkout, "setup")
    assert "packages" not in make(checkout, "setup")


@pytest.mark.parametrize(
    ("changed", "steps"),
    [
        ("pyproject.toml", ["environment", "packages"]),
        ("uv.lock", ["environment", "packages"]),
        ("dbt_project/packages.yml", ["packages"]),
        ("dbt_project/locks/hub.yml", ["packages"]),
    ],
)
def test_set_up_runs_again_for_what_changed(checkout: Path, changed: str, steps: list[str]) -> None:
    make(checkout, "setup")
    stamp = (checkout / "dbt_project/dbt_packages/.ready").stat().st_mtime
    os.utime(checkout / changed, (stamp + 5, stamp + 5))
    assert make(checkout, "setup").splitlines() == steps


def test_environment_of_another_python_is_made_again(checkout: Path) -> None:
    assert "environment" in make(checkout, "setup")
    assert "environment" in make(checkout, "setup", TILLHOUSE_PYTHON="/usr/bin/python3")
    assert "environment" not in make(checkout, "setup", TILLHOUSE_PYTHON="/usr/bin/python3")
    # One that nobody asked for by name stays.
    assert "environment" not in make(checkout, "setup")
    assert "environment" in make(checkout, "setup", TILLHOUSE_PYTHON="python3.12")


def test_dbt_clean_brings_the_packages_back(checkout: Path) -> None:
    make(checkout, "setup")
    shutil.rmtree(checkout / "dbt_project/dbt_packages")
    assert make(checkout, "setup").splitlines() == ["packages"]


def test_what_make_leaves_behind_is_ignored_by_git() -> None:
    left = [".venv/x", ".venv-uv/x", ".tillhouse/x", "dbt_project/target/x", "dbt_project/logs/x"]
    left += ["dbt_project/dbt_packages/x", "dbt_project/package-lock.yml", ".pytest_cache/x", ".mypy_cache/x"]
    left += [".ruff_cache/x", ".import_linter_cache/x", "warehouse/__pycache__/x", ".env", ".hypothesis/x"]
    answer = subprocess.run(["git", "check-ignore", *left], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.stdout.split() == left
