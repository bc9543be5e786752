"""Run the main job as `tillhouse run` does, in this process, and say plainly when it did not pass."""

from ingestion import ingest
from orchestration.transform.build import Built, build
from warehouse.settings import get_settings


def run(*, from_scratch: bool = False) -> Built:
    """Load what is ready and build what that changed; with `from_scratch` every model is built anew."""
    ingest()
    built = build(get_settings(), started_by="test", even_if_done=from_scratch, from_scratch=from_scratch)
    failures = built.outcome.failures if built.outcome else ()
    assert not failures, "; ".join(f"{failure.name}: {failure.message}" for failure in failures)
    return built
