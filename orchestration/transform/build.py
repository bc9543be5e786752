"""Build and test the warehouse with dbt, one build at a time, and keep a row about it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestration.transform import ledger
from orchestration.transform.outcome import BuildOutcome, summarise
from orchestration.transform.project import fingerprint
from orchestration.transform.runner import OnEvent, invoke
from warehouse.settings import WarehouseSettings

# What every load builds and tests (see dbt_project/selectors.yml): all models, and the tests that are gates.
LOAD = ("--selector", "load")


@dataclass(frozen=True)
class Built:
    """What came of asking for a build: why it was due, and how it ended. Both None: nothing was due."""

    reason: str | None = None
    outcome: BuildOutcome | None = None


def build(
    settings: WarehouseSettings,
    *,
    started_by: str,
    selection: Sequence[str] = LOAD,
    even_if_done: bool = False,
    from_scratch: bool = False,
    on_event: OnEvent | None = None,
    on_wait: Callable[[str], None] = lambda _: None,
) -> Built:
    """Run `dbt build` in this process if it is due; a failed test is an outcome, not an exception.

    Whether it is due is asked under the lock: whoever waited for another build does not repeat it.

    Args:
        settings: the warehouse to build.
        started_by: who asks, for whoever has to wait: `tillhouse run`, `dagster run 1a2b3c4d`.
        selection: dbt's selection arguments; empty for everything, audits included.
        even_if_done: build although the last full build passed and nothing changed since.
        from_scratch: when a build is due, build every model anew instead of adding what changed to it: the result is
            the same, and costs less when most of the history is new.
        on_event: called with every dbt event, from dbt's threads.
        on_wait: called once, with its holder, when another build holds the lock.

    Raises:
        TillhouseError: another build does not end, the dbt packages are missing, or the database is down.
    """
    project_hash = fingerprint()
    with ledger.writer_lock(settings, on_wait) as locked:
        reason = "it was asked for" if even_if_done else ledger.due(locked, project_hash)
        if reason is None:
            return Built()
        part = " ".join(selection) if tuple(selection) not in (LOAD, ()) else None
        with ledger.begin(locked, started_by=started_by, project_hash=project_hash, selection=part) as finish:
            started = time.monotonic()
            words = ["build", *selection, *(["--full-refresh"] if from_scratch else [])]
            finished = invoke(settings, words, on_event=on_event)
            if isinstance(finished.exception, KeyboardInterrupt):
                raise finished.exception
            outcome = summarise(finished.results, finished.exception, time.monotonic() - started)
            finish(outcome)
    return Built(reason, outcome)
