"""A home that is new parses nothing anew, as long as only the place of its server differs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.settings import PROJECT_ROOT

PROJECT = PROJECT_ROOT / "dbt_project"
MEMORY = "Partial parsing enabled: 0 files deleted, 0 files added, 0 files changed"


def parse(home: Path, **variables: str) -> str:
    """Parse the project in a home, and what dbt logged about it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TILLHOUSE_")}
    target = home / "target"
    words = ["parse", "--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", target, "--log-path", home]
    subprocess.run(
        [Path(sys.executable).with_name("dbt"), *words],
        env=inherited | {"TILLHOUSE_HOME": str(home)} | variables,
        check=True,
        capture_output=True,
        timeout=300,
    )
    return (home / "dbt.log").read_text()


@pytest.mark.parametrize("variables", [{}, {"TILLHOUSE_DATABASE_URL": "postgresql://nobody:x@192.0.2.1:5433/nowhere"}])
def test_the_second_home_has_the_memory_of_the_first(tmp_path: Path, variables: dict[str, str]) -> None:
    first = parse(tmp_path / "first", **variables)
    second = parse(tmp_path / "second", **variables)
    assert MEMORY in second, first
