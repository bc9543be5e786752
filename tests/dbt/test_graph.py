"""What one process plans from the manifest's file, another finds again in dbt's own objects."""

import json
from pathlib import Path

from dbt.cli.main import dbtRunner

from dbt_tillhouse.fingerprints import fingerprints
from dbt_tillhouse.graph import read_graph
from warehouse.settings import PROJECT_ROOT

PROJECT = str(PROJECT_ROOT / "dbt_project")


def test_the_file_and_the_objects_give_the_same_graph(home: Path, tmp_path: Path) -> None:
    folders = ["--project-dir", PROJECT, "--profiles-dir", PROJECT, "--target-path", str(tmp_path)]
    parsed = dbtRunner().invoke(["parse", *folders, "--log-path", str(tmp_path), "--log-level", "none"])
    assert parsed.success, parsed.exception
    from_objects = read_graph(parsed.result)
    from_file = read_graph(json.loads((tmp_path / "manifest.json").read_bytes()))
    assert len(from_file.nodes) > 100
    assert from_objects == from_file
    assert fingerprints(from_objects) == fingerprints(from_file)
