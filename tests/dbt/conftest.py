"""The dbt project as dbt itself understands it, parsed once for all tests; no database is needed."""

from pathlib import Path

import pytest
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@pytest.fixture(scope="session")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """What `dbt parse` makes of the project, with deprecations as errors."""
    scratch = tmp_path_factory.mktemp("parse")
    here = Path.cwd()
    parsed = dbtRunner().invoke(
        [
            *("--quiet", "--log-path", str(scratch), "--warn-error-options", '{"error": ["Deprecations"]}'),
            *("parse", "--no-partial-parse", "--target-path", str(scratch)),
            *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT)),
        ]
    )
    assert Path.cwd() == here
    assert parsed.success, parsed.exception
    assert isinstance(parsed.result, Manifest)
    return parsed.result
