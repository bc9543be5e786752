"""Progress bars of the long steps: on stderr, and only when somebody watches."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from orchestration.transform.events import node_finished

if TYPE_CHECKING:
    from rich.progress import Progress as Rich

    from ingestion.report import Progress


class Bars(Protocol):
    """What the steps of a run tell about themselves."""

    def on_step(self, stage: str, done: int, total: int) -> None:
        """One step of anything."""

    def on_load(self, step: "Progress") -> None:
        """One step of the loader."""

    def on_build(self, event: Any) -> None:
        """One event of dbt, from any of its threads."""


class Silent:
    """Bars nobody sees."""

    def on_step(self, stage: str, done: int, total: int) -> None:
        """Show nothing."""

    def on_load(self, step: "Progress") -> None:
        """Show nothing."""

    def on_build(self, event: Any) -> None:
        """Show nothing."""


class Shown:
    """Bars on a terminal: one for each stage of the load, one for the build."""

    def __init__(self, rich: "Rich") -> None:
        self._rich = rich
        self._tasks: dict[str, Any] = {}

    def on_step(self, stage: str, done: int, total: int) -> None:
        """Move the bar of a stage."""
        self._move(stage, done, total, "")

    def on_load(self, step: "Progress") -> None:
        """Move the bar of a stage of the load."""
        self._move(step.stage, step.done, step.total, step.note)

    def on_build(self, event: Any) -> None:
        """Move the bar of the build when a node ended."""
        node = node_finished(event)
        if node is not None:
            self._move("build and test", node.index, node.total, node.name)

    def _move(self, stage: str, done: int, total: int, note: str) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._rich.add_task(stage, total=total, note="")
        self._rich.update(self._tasks[stage], completed=done, total=total, note=note if done < total else "")


@contextmanager
def progress() -> Iterator[Bars]:
    """Bars for the steps inside the block."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description:<15}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", style="dim", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as rich:
        yield Shown(rich)
