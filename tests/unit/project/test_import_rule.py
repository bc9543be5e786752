"""The direction of imports is checked, not asked for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = ("benchmarks", "dbt_tillhouse", "ingestion", "orchestration", "seeds_gen", "warehouse")


def lint(folder: Path, importer: str, imported: str) -> subprocess.CompletedProcess[str]:
    """Lint our packages with nothing in their modules but one import in one of them."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for module in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        empty = folder / module.relative_to(ROOT)
        empty.parent.mkdir(parents=True, exist_ok=True)
        empty.touch()
    place = folder / importer.replace(".", "/")
    (place / "__init__.py" if place.is_dir() else place.with_suffix(".py")).write_text(f"import {imported}\n")
    tool = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [tool, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("ingestion", "orchestration"),
        ("ingestion", "seeds_gen"),
        ("ingestion", "dagster"),
        ("ingestion", "dbt_tillhouse"),
        ("dbt_tillhouse", "ingestion"),
        ("dbt_tillhouse", "orchestration"),
        ("dbt_tillhouse", "dagster"),
        ("seeds_gen", "ingestion"),
        ("seeds_gen", "warehouse"),
        ("warehouse", "ingestion"),
        ("warehouse", "seeds_gen"),
        ("warehouse", "orchestration"),
        ("warehouse", "dagster"),
        ("orchestration", "benchmarks"),
        ("ingestion.ledger.ledger", "ingestion.landing.zone"),
        ("ingestion.reading.csv.canonical", "ingestion.reading.xlsx.sheets"),
        ("ingestion.reading.opening", "ingestion.ledger.versions"),
        ("seeds_gen.defects.model", "seeds_gen.files.job"),
        ("seeds_gen.feeds.app", "seeds_gen.shops.app.words"),
        ("seeds_gen.shops.app.shop", "seeds_gen.shops.retail.shop"),
    ],
)
def test_an_import_against_the_direction_fails(tmp_path: Path, importer: str, imported: str) -> None:
    result = lint(tmp_path, importer, imported)
    assert result.returncode == 1
    assert f"{importer} -> {imported}" in result.stdout


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("orchestration", "ingestion"),
        ("orchestration", "seeds_gen"),
        ("orchestration", "dagster"),
        ("orchestration", "dbt_tillhouse"),
        ("dbt_tillhouse", "warehouse"),
        ("ingestion", "warehouse"),
        ("ingestion.load.loading", "ingestion.reading.csv.canonical"),
        ("benchmarks", "orchestration"),
        ("seeds_gen.shops.app.shop", "seeds_gen.defects.model"),
    ],
)
def test_an_import_along_the_direction_passes(tmp_path: Path, importer: str, imported: str) -> None:
    result = lint(tmp_path, importer, imported)
    assert result.returncode == 0, result.stdout
