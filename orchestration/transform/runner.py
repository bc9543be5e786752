"""Run dbt commands in this process: importing dbt once costs less than starting it every time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.transform import project
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult

OnEvent = Callable[[Any], None]


@dataclass(frozen=True)
class Finished:
    """What one dbt command returned: `results` is empty for commands that run no nodes."""

    success: bool
    results: "tuple[RunResult, ...]"
    exception: BaseException | None


def invoke(
    settings: WarehouseSettings,
    command: Sequence[str],
    *,
    target: Path | None = None,
    on_event: OnEvent | None = None,
) -> Finished:
    """Run one dbt command and wait for it. Its lines go to the log file only; `on_event` hears them all.

    Args:
        settings: the warehouse it works on.
        command: dbt's words without the folders, such as `["build", "--select", "core"]`.
        target: folder for what dbt writes, when it is not the home's usual one.
        on_event: called with every event message dbt fires, from dbt's threads.

    Raises:
        TillhouseError: the dbt packages were not fetched yet.
    """
    _require_packages()
    from dbt.cli.main import dbtRunner

    callbacks = [on_event] if on_event else []
    quiet = ("--log-level", "none", "--log-level-file", "info")
    args = [*command, *project.base_args(settings, target or project.target_dir(settings)), *quiet]
    outcome = dbtRunner(callbacks=callbacks).invoke(args)
    results = getattr(outcome.result, "results", None) or ()
    return Finished(outcome.success, tuple(results), outcome.exception)


def _require_packages() -> None:
    folder = project.PROJECT_DIR
    if (folder / "packages.yml").exists() and not (folder / "dbt_packages").exists():
        raise TillhouseError(f"{folder} has no dbt_packages", "fetch them: make setup")
