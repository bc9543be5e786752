"""The jobs, and when they run by themselves."""

import dagster as dg

from orchestration.assets.names import AUDIT, PROCESS_NEW_FILES
from orchestration.defs.models import AUDITS
from orchestration.settings import get_orchestration_settings

process_new_files_job = dg.define_asset_job(
    PROCESS_NEW_FILES,
    selection=dg.AssetSelection.all() - dg.AssetSelection.checks(*AUDITS),
    # Two steps that follow each other: a process for each would import Dagster and dbt twice, which takes seconds.
    executor_def=dg.in_process_executor,
    description="Load every file that is ready, then build and test what that changed, and publish it.",
)

audit_job = dg.define_asset_job(
    AUDIT,
    selection=dg.AssetSelection.checks(*AUDITS),
    executor_def=dg.in_process_executor,
    description="Run every test that is not a gate over the whole history.",
)

daily_audit = dg.ScheduleDefinition(
    name="daily_audit",
    job=audit_job,
    cron_schedule="0 8 * * *",
    execution_timezone=get_orchestration_settings().timezone,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
