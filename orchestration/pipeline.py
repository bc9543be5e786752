"""The main job in one process: load what is ready, build what that changed. `tillhouse run` is this."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.transform.build import Built, build
from warehouse import server
from warehouse.settings import WarehouseSettings

if TYPE_CHECKING:
    from ingestion import IngestReport
    from ingestion.report import OnProgress


@dataclass(frozen=True)
class RunReport:
    """What one run did."""

    ingest: "IngestReport"
    built: Built


def process_new_files(
    settings: WarehouseSettings,
    *,
    started_by: str,
    from_scratch: bool = False,
    on_load: "OnProgress",
    on_build: Callable[[Any], None],
    on_wait: Callable[[str], None],
) -> RunReport:
    """Start the server if need be, load every ready file, and build what changed since the last publication.

    A file that cannot be loaded never stops the others, nor the build. With `from_scratch` a build that is due builds
    every model anew.

    Raises:
        TillhouseError: the server does not start, or another build does not end.
    """
    from ingestion import ingest

    server.up(settings)
    # One after the other: importing dbt on a thread while files load saved nothing when measured.
    report = ingest(on_progress=on_load)
    built = build(settings, started_by=started_by, from_scratch=from_scratch, on_event=on_build, on_wait=on_wait)
    return RunReport(report, built)
