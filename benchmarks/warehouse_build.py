"""Load what landed and build the warehouse in this process, as `tillhouse run` does, without its output."""

from warehouse.errors import GateError
from warehouse.settings import WarehouseSettings


def load_and_build(settings: WarehouseSettings) -> None:
    """Load and build; both must pass.

    Raises:
        GateError: a file was not loaded, or a model or test did not pass.
    """
    from ingestion.report import silent
    from orchestration.pipeline import process_new_files

    report = process_new_files(
        settings, started_by="benchmark", on_load=silent, on_build=lambda _: None, on_wait=lambda _: None
    )
    strange = [file for file in report.ingest.files if file.state != "loaded"]
    if strange:
        raise GateError(f"{strange[0].path} is {strange[0].state}: {strange[0].error}", "this is a fault of the loader")
    outcome = report.built.outcome
    if outcome is None or outcome.failures:
        failures = (
            ", ".join(f"{failure.name}: {failure.message}" for failure in outcome.failures[:3]) if outcome else ""
        )
        raise GateError(f"the build did not pass: {failures or 'it did not run'}", "run it by hand: make demo")
