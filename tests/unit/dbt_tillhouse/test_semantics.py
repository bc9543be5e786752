"""From which tables metrics are computed."""

import json
from pathlib import Path

import pytest

from dbt_tillhouse.semantics import name_published


def relation(schema: str) -> dict[str, dict[str, str]]:
    """A semantic model or time spine as far as it names its table."""
    name = f'"shop"."{schema}"."build_things"'
    return {"node_relation": {"schema_name": schema, "alias": "build_things", "relation_name": name}}


@pytest.mark.parametrize(
    ("built", "read"), [("build_core", "core"), ("dev_ann_build_core", "dev_ann_build_core"), ("core", "core")]
)
def test_metrics_read_what_readers_see_and_in_ones_own_place_what_one_built(
    tmp_path: Path, built: str, read: str
) -> None:
    path = tmp_path / "semantic_manifest.json"
    spines = {"time_spines": [relation(built)]}
    path.write_text(json.dumps({"semantic_models": [relation(built)], "project_configuration": spines, "metrics": []}))
    name_published(path)
    assert json.loads(path.read_text()) == {
        "semantic_models": [relation(read)],
        "project_configuration": {"time_spines": [relation(read)]},
        "metrics": [],
    }
