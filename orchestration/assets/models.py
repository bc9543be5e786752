"""The dbt assets: names and groups from the folders, and a build in this process that reports as it goes."""

from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any, TypeVar

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings
from dagster_dbt.asset_utils import get_subset_selection_for_context
from dagster_dbt.core.dbt_cli_event import DbtCoreCliEventMessage

from orchestration.transform.build import Built, audit, build
from orchestration.transform.events import as_json, is_result
from orchestration.transform.outcome import BuildOutcome
from orchestration.transform.runner import OnEvent
from warehouse.settings import get_settings

T = TypeVar("T")


class FolderTranslator(DagsterDbtTranslator):
    """Keys are layer and name, groups are layers, under the names that readers see; source tests are checks as well."""

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_source_tests_as_checks=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Layer and name: `core/fct_sales` is what readers see of what dbt builds in `build_core`."""
        first, *rest = super().get_asset_key(dbt_resource_props).path
        return dg.AssetKey([first.removeprefix("build_"), *rest])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer: the last folder that names a schema."""
        return str(dbt_resource_props["schema"]).removeprefix("build_")


def build_models(
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
    *,
    only_if_due: bool,
) -> Iterator[Any]:
    """Build the selected models and yield Dagster's events for each as dbt finishes it.

    With `only_if_due` it builds what files or code changed since the last publication, and nothing when nothing did.

    Raises:
        dagster.Failure: a test or a model did not pass; names them.
    """
    selection = None if only_if_due else _selection(context, manifest, translator)

    def run(on_event: OnEvent) -> Built:
        return build(
            get_settings(),
            started_by=_started_by(context),
            selection=selection,
            even_if_done=not only_if_due,
            on_event=on_event,
            on_wait=lambda holder: context.log.info(f"waiting for {holder}"),
        )

    built = yield from _events(context, manifest, translator, run)
    for one in built.rebuilt:
        context.log.info(f"{one.name} was built whole: {one.why}")
    if built.outcome is None:
        context.log.info("nothing to build: the last build passed, and nothing changed since")
    elif built.outcome.failures:
        raise _failure(built.outcome)
    elif built.published is None or built.published.build_id != built.build_id:
        context.log.info("a part was built: readers see it after the next run of process_new_files_job")


def audit_models(
    context: dg.AssetExecutionContext, manifest: Mapping[str, Any], translator: DagsterDbtTranslator
) -> Iterator[Any]:
    """Run every audit and yield what each found.

    Raises:
        dagster.Failure: an audit did not pass; names them.
    """

    def run(on_event: OnEvent) -> BuildOutcome:
        return audit(
            get_settings(),
            started_by=_started_by(context),
            on_event=on_event,
            on_wait=lambda holder: context.log.info(f"waiting for {holder}"),
        )

    outcome = yield from _events(context, manifest, translator, run)
    if outcome.failures:
        raise _failure(outcome)


def _selection(
    context: dg.AssetExecutionContext, manifest: Mapping[str, Any], translator: DagsterDbtTranslator
) -> tuple[str, ...]:
    """What somebody chose in Dagster, in dbt's words; empty when that was everything."""
    words, indirect = get_subset_selection_for_context(
        context=context,
        manifest=manifest,
        select=None,
        exclude=None,
        selector=None,
        dagster_dbt_translator=translator,
        current_dbt_indirect_selection_env=None,
    )
    return (*words, *(("--indirect-selection", indirect) if indirect else ()))


def _events(
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: DagsterDbtTranslator,
    run: Callable[[OnEvent], T],
) -> Generator[Any, None, T]:
    """Dagster's events of a dbt command as it runs, and what it returned."""
    # A page of names at the end of each run, of all that was up to date.
    context.log.addFilter(lambda record: "did not yield or return expected outputs" not in record.getMessage())
    events: SimpleQueue[Any] = SimpleQueue()
    # dbt returns when all is built: on its own thread, so that each asset is reported when it is done.
    with ThreadPoolExecutor(1, "dbt") as pool:
        future = pool.submit(run, lambda event: events.put(event) if is_result(event) else None)
        future.add_done_callback(lambda _: events.put(None))
        while (event := events.get()) is not None:
            message = DbtCoreCliEventMessage(raw_event=as_json(event), event_history_metadata={})
            yield from message.to_default_asset_events(manifest, translator, context)
    return future.result()


def _started_by(context: dg.AssetExecutionContext) -> str:
    return f"dagster run {context.run.run_id[:8]}"


def _failure(outcome: BuildOutcome) -> dg.Failure:
    names = ", ".join(failure.name for failure in outcome.failures)
    lines = "\n".join(f"- `{failure.name}` ({failure.kind}): {failure.message}" for failure in outcome.failures[:50])
    # Not retried inside the run: the sensor starts another one when that can help.
    return dg.Failure(f"did not pass: {names}", metadata={"failures": dg.MetadataValue.md(lines)}, allow_retries=False)
