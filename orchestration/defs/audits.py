"""The audits, daily: every test of data that no load waits for."""

import dagster as dg

from orchestration.defs.jobs import AUDIT_JOB
from orchestration.defs.models import MANIFEST, dbt_models
from orchestration.settings import get_orchestration_settings

_GATES = {node["name"] for node in MANIFEST["nodes"].values() if "gate" in node.get("tags", ())}

audit_job = dg.define_asset_job(
    AUDIT_JOB,
    selection=dg.AssetSelection.checks(*(key for key in dbt_models.check_keys if key.name not in _GATES)),
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
