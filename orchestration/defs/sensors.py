"""What starts runs by itself."""

from collections.abc import Sequence
from datetime import UTC, datetime

import dagster as dg

from orchestration.assets.landing import WORK_TAG, Start, Try, decide, find_work
from orchestration.assets.names import PROCESS_NEW_FILES
from warehouse.errors import TillhouseError

_ENDED = (dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)


@dg.sensor(
    job_name=PROCESS_NEW_FILES,
    minimum_interval_seconds=15,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Starts a run when files are ready that the ledger does not know as loaded, or when a build is due.",
)
def landing_sensor(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Ask the ledger what is to be done, and start at most one run at a time for it.

    Keeps no cursor: what a run leaves undone is still there at the next tick, and what it did is not.
    """
    unfinished = [status for status in dg.DagsterRunStatus if status not in _ENDED]
    active = _runs(context, dg.RunsFilter(job_name=PROCESS_NEW_FILES, statuses=unfinished))
    if active:
        return dg.SkipReason(f"run {active[0].dagster_run.run_id[:8]} is at it")
    try:
        work = find_work()
    except TillhouseError as error:
        return dg.SkipReason(str(error))
    if work is None:
        return dg.SkipReason("no file is ready and no build is due")
    tries = [
        Try(record.dagster_run.run_id, record.update_timestamp)
        for record in _runs(context, dg.RunsFilter(tags={WORK_TAG: work.digest}))
    ]
    decision = decide(work, tries, datetime.now(UTC))
    if isinstance(decision, Start):
        return dg.RunRequest(run_key=decision.run_key, tags={WORK_TAG: work.digest, "tillhouse/why": work.reason})
    return dg.SkipReason(decision)


def _runs(context: dg.SensorEvaluationContext, wanted: dg.RunsFilter) -> Sequence[dg.RunRecord]:
    # Bounded: a hundred tries for one piece of work already mean the longest pause.
    return context.instance.get_run_records(wanted, limit=100)
