"""The Dagster code location: everything under `orchestration/defs/`.

Loading it opens no database. It reads the feeds from the contracts and the models from the dbt manifest, which
is parsed once per state of the dbt project (see `orchestration.transform.manifest`).
"""

from pathlib import Path

import dagster as dg


@dg.definitions
def defs() -> dg.Definitions:
    """Assets, checks, jobs and sensors of Tillhouse."""
    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)
