"""The raw assets: one per feed, loaded together, each reporting its own files and rows."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from ingestion import FileOutcome, ingest
from ingestion.contracts import Contract
from warehouse import server
from warehouse.settings import get_settings

LEDGER = (
    ("ops", "files", "One row per file version: its state, its counts, its attempts."),
    ("ops", "batches", "One row per trigger: the files it releases, and how that ended."),
    ("quarantine", "rejected_rows", "Structurally damaged rows, with their bytes and the reason."),
)


def landing_specs(contracts: Mapping[str, Contract]) -> list[dg.AssetSpec]:
    """One asset outside Dagster for each source's folder in the landing zone: where lineage begins."""
    return [
        dg.AssetSpec(
            _landing_key(source),
            group_name="landing",
            description=f"Files of `{source}` as they arrive.",
            kinds={"file"},
        )
        for source in sorted({contract.source for contract in contracts.values()})
    ]


def feed_specs(contracts: Mapping[str, Contract]) -> list[dg.AssetSpec]:
    """One asset per contract, with the key of its dbt source."""
    return [
        dg.AssetSpec(
            feed_key(contract),
            deps=[_landing_key(contract.source)],
            group_name=contract.raw_schema,
            description=contract.description,
            kinds={"csv", "dlt", "postgres"},
            skippable=True,
            metadata={
                "contract": f"ingestion/contracts/{contract.key}.yml",
                "path pattern": contract.path,
                "dagster/column_schema": dg.TableSchema(
                    [
                        dg.TableColumn(column.raw, "text", column.description, tags={"pii": ""} if column.pii else {})
                        for column in contract.columns
                    ]
                ),
            },
        )
        for contract in contracts.values()
    ]


def ledger_specs(contracts: Mapping[str, Contract]) -> list[dg.AssetSpec]:
    """The tables the loader keeps beside the raw ones, which staging reads them through."""
    landings = sorted({contract.source for contract in contracts.values()})
    return [
        dg.AssetSpec(
            [schema, table],
            deps=[_landing_key(source) for source in landings],
            group_name=schema,
            description=description,
            kinds={"postgres"},
            skippable=True,
        )
        for schema, table, description in LEDGER
    ]


def feed_key(contract: Contract) -> dg.AssetKey:
    """Key of a feed's raw table."""
    return dg.AssetKey([contract.raw_schema, contract.feed])


def load_feeds(
    context: dg.AssetExecutionContext, contracts: Mapping[str, Contract]
) -> Iterator[dg.MaterializeResult[None]]:
    """Load what is ready, of one source when only its feeds are selected, and yield a result for each selected feed.

    A feed without a new file yields one too, counting none: its table is as new as its folder, and Dagster would skip
    every model after an asset that yields nothing.
    """
    server.up(get_settings())
    selected = [contract for contract in contracts.values() if feed_key(contract) in context.selected_asset_keys]
    sources = {contract.source for contract in selected}
    report = ingest(source=sources.pop() if len(sources) == 1 else None, run_id=context.run.run_id)
    for outcome in report.files:
        if outcome.error:
            context.log.warning(f"{outcome.path} is {outcome.state}: {outcome.error}")
    for waiting in report.waiting:
        context.log.info(f"{waiting.path} waits: {waiting.reason}")
    for contract in selected:
        outcomes = [found for found in report.files if (found.source, found.feed) == (contract.source, contract.feed)]
        yield dg.MaterializeResult(asset_key=feed_key(contract), metadata=load_metadata(outcomes, report.seconds))
    for schema, table, _ in LEDGER:
        key = dg.AssetKey([schema, table])
        if key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=key)


def load_metadata(outcomes: Sequence[FileOutcome], seconds: float) -> dict[str, Any]:
    """What one load did to one feed: files by state, rows, reasons, speed and drift; no data."""
    states = Counter(outcome.state for outcome in outcomes)
    reasons: Counter[str] = Counter()
    for outcome in outcomes:
        reasons.update(outcome.reject_counts)
    loaded = sum(outcome.rows_loaded or 0 for outcome in outcomes)
    metadata: dict[str, Any] = {
        "files": len(outcomes),
        "rows read": sum(outcome.rows_read or 0 for outcome in outcomes),
        "rows loaded": loaded,
        "rows rejected": sum(reasons.values()),
        "rows per second": round(loaded / seconds) if seconds else 0,
        "columns added": sorted({name for outcome in outcomes for name in outcome.columns_added}),
        "columns missing": sorted({name for outcome in outcomes for name in outcome.columns_missing}),
        "columns renamed": sorted({name for outcome in outcomes for name in outcome.columns_renamed}),
    }
    metadata.update({f"files {state}": count for state, count in sorted(states.items())})
    metadata.update({f"rejected {reason}": count for reason, count in sorted(reasons.items())})
    troubled = [f"- `{outcome.path}` {outcome.state}: {outcome.error}" for outcome in outcomes if outcome.error]
    if troubled:
        metadata["needs a look"] = dg.MetadataValue.md("\n".join(troubled[:20]))
    return metadata


def _landing_key(source: str) -> dg.AssetKey:
    return dg.AssetKey(["landing", source])
