"""The dbt models, seeds and snapshots as assets, and every dbt data test as a check on one of them."""

import json
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.assets.models import FolderTranslator, audit_models, build_models
from orchestration.assets.names import AUDIT, PROCESS_NEW_FILES, WRITER_POOL
from orchestration.transform.manifest import prepared_manifest
from warehouse.settings import get_settings

# In memory, not as a path: a later state of the project must not change what this process runs.
MANIFEST: dict[str, Any] = json.loads(prepared_manifest(get_settings()).read_text())
TRANSLATOR = FolderTranslator()


@dbt_assets(manifest=MANIFEST, dagster_dbt_translator=TRANSLATOR, name="build_models", pool=WRITER_POOL)
def dbt_models(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Build and test the selected models with dbt in this process."""
    if context.run.job_name == AUDIT:
        yield from audit_models(context, MANIFEST, TRANSLATOR)
    else:
        # Whoever materializes assets by hand gets them built, and every test on them run.
        only_if_due = context.run.job_name == PROCESS_NEW_FILES
        yield from build_models(context, MANIFEST, TRANSLATOR, only_if_due=only_if_due)


_GATES = {node["name"] for node in MANIFEST["nodes"].values() if "gate" in node.get("tags", ())}
# The checks that no load waits for.
AUDITS = [key for key in dbt_models.check_keys if key.name not in _GATES]
