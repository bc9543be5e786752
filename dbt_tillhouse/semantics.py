"""Metrics are computed from what readers see: the semantic manifest names the tables that are published."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dbt_tillhouse.graph import UNPUBLISHED

SEMANTIC_MANIFEST = "semantic_manifest.json"


def name_published(path: Path) -> None:
    """Rewrite dbt's semantic manifest, so that MetricFlow reads `core` where dbt builds `build_core`.

    What was built and did not pass is in no metric then, as it is in no mart. The schemas of the target `dev` have a
    prefix and stay as they are: there, nothing is published.
    """
    content = json.loads(path.read_text())
    for shown in (*content["semantic_models"], *content["project_configuration"]["time_spines"]):
        _publish(shown["node_relation"])
    written = path.with_name(f".{path.name}.{os.getpid()}")
    written.write_text(json.dumps(content))
    written.replace(path)


def at_the_end(path: Path) -> Callable[[Any], None]:
    """A callback for dbt's events that does so when the command ends: one that runs nodes writes the file again."""

    def hear(event: Any) -> None:
        if event.info.name == "CommandCompleted":
            # Half a file is what another dbt writes at this moment; that one rewrites it when it ends.
            with suppress(OSError, ValueError):
                name_published(path)

    return hear


def _publish(relation: dict[str, Any]) -> None:
    built = relation["schema_name"]
    if built.startswith(UNPUBLISHED):
        relation["schema_name"] = built.removeprefix(UNPUBLISHED)
        relation["relation_name"] = relation["relation_name"].replace(f'"{built}"', f'"{relation["schema_name"]}"')
