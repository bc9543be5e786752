"""The dbt project on disk, and where this home keeps what dbt writes about it."""

from pathlib import Path

from dbt_tillhouse.project_files import project_hash
from warehouse.settings import PROJECT_ROOT, WarehouseSettings

PROJECT_DIR = PROJECT_ROOT / "dbt_project"


def target_dir(settings: WarehouseSettings) -> Path:
    """Where dbt compiles to and keeps its parse cache: per home, so that two homes never invalidate each other's.

    A plain `dbt build` in the project folder keeps using `dbt_project/target`, and so does a project that lies
    elsewhere: what was parsed of one project must not be taken for another. What is built in a database beside the
    warehouse names that, and may be built at the same time.
    """
    name = "target" if settings.database is None else f"target_{settings.database}"
    return (settings.home / "dbt" if PROJECT_DIR == PROJECT_ROOT / "dbt_project" else PROJECT_DIR) / name


def log_dir(settings: WarehouseSettings) -> Path:
    """Where dbt logs to when it runs in this process."""
    return settings.home / "dbt" / "logs"


def base_args(settings: WarehouseSettings, target: Path) -> list[str]:
    """The arguments every dbt command gets. Never `--vars`: a changed value makes dbt parse everything again."""
    return [
        *("--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)),
        *("--target-path", str(target), "--log-path", str(log_dir(settings))),
        "--no-send-anonymous-usage-stats",
    ]


def fingerprint() -> str:
    """The project as it lies on disk, as one hash."""
    return project_hash(PROJECT_DIR)
