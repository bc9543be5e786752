"""Run the main job as `tillhouse run` does, in this process, and say plainly when it did not pass."""

from ingestion import ingest
from orchestration.transform.build import Built, build
from warehouse.settings import get_settings


def run(*, full_refresh: bool = False) -> Built:
    """Load what is ready and build what that changed; with `full_refresh` everything is built from the start."""
    ingest()
    words = ["--selector", "load", "--full-refresh"] if full_refresh else ["--selector", "load"]
    built = build(get_settings(), started_by="test", selection=words, even_if_done=full_refresh)
    failures = built.outcome.failures if built.outcome else ()
    assert not failures, "; ".join(f"{failure.name}: {failure.message}" for failure in failures)
    return built
