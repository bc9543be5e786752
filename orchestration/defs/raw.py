"""One asset per feed: the raw table its files are loaded into. One step loads all of them, in one dlt run."""

from collections.abc import Iterator

import dagster as dg

from ingestion.contracts import load_contracts
from orchestration.assets.feeds import feed_specs, landing_specs, ledger_specs, load_feeds
from orchestration.assets.names import WRITER_POOL

CONTRACTS = load_contracts()

landing = landing_specs(CONTRACTS)


@dg.multi_asset(
    name="load_files", specs=[*feed_specs(CONTRACTS), *ledger_specs(CONTRACTS)], can_subset=True, pool=WRITER_POOL
)
def raw_feeds(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
    """Load every file that is ready, exactly once, and report what came of it by feed."""
    yield from load_feeds(context, CONTRACTS)
