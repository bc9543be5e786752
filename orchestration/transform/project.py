"""The dbt project on disk, and where this home keeps what dbt writes about it."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from warehouse.settings import PROJECT_ROOT, WarehouseSettings

PROJECT_DIR = PROJECT_ROOT / "dbt_project"
_WRITTEN_BY_DBT = {"target", "logs", "__pycache__"}


def target_dir(settings: WarehouseSettings) -> Path:
    """Where dbt compiles to and keeps its parse cache: per home, so that two homes never invalidate each other's.

    A plain `dbt build` in the project folder keeps using `dbt_project/target`.
    """
    return settings.home / "dbt" / "target"


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
    """Sha256 over the name and content of every file that can change what dbt builds, packages included."""
    digest = hashlib.sha256()
    for path in sorted(_files(PROJECT_DIR)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(PROJECT_DIR).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    # Not Path.rglob: it neither prunes the folders dbt writes nor follows the link of a local package.
    for parent, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if name not in _WRITTEN_BY_DBT and not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))
