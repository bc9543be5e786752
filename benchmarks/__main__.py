"""`make bench` and `make bench-NAME`: measure against the targets, print a table, write a report, exit 1 on a miss."""

import json
import os
import platform
import shutil
import signal
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.options import RETAIL_ROWS, Options
from benchmarks.results import Result, as_cells, as_json, summary
from orchestration.cli.errors import run_app
from orchestration.cli.output import note, say, show_table
from warehouse.errors import GateError, TillhouseError
from warehouse.settings import get_settings

NAMES = ("generate", "load-csv", "load-jsonl", "load-xlsx", "memory", "no-op", "build", "incremental", "end-to-end")
_ROWS = 1_000_000


def bench(
    names: Annotated[list[str] | None, typer.Argument(help=f"Which: {', '.join(NAMES)}. None means all.")] = None,
    rows: Annotated[
        int | None,
        typer.Option(
            min=10_000, help=f"Order lines of the usual input. [default: {_ROWS:,}; end-to-end: {RETAIL_ROWS:,}]"
        ),
    ] = None,
    history: Annotated[int, typer.Option(min=20_000, help="Order lines of the large input.")] = 10_000_000,
    runs: Annotated[int, typer.Option(min=1, help="Interleaved runs of which medians are taken.")] = 5,
    profile: Annotated[
        bool, typer.Option("--profile", help="Say where the time goes also where targets are met.")
    ] = False,
) -> None:
    """Measure Tillhouse against its targets, each benchmark in a warehouse of its own."""
    chosen = _chosen(names or NAMES)
    report = get_settings().home / "reports" / ("bench.json" if len(chosen) > 1 else f"bench-{chosen[0]}.json")
    # A terminated benchmark must stop its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started, load_before = datetime.now(UTC), os.getloadavg()
    sizes = {"rows": rows or _ROWS, "retail_rows": rows or RETAIL_ROWS, "history": history, "runs": runs}
    scratch = Path(tempfile.mkdtemp(prefix="thb-inputs-"))
    results: list[Result] = []
    try:
        for name in chosen:
            options = Options(**sizes, scratch=scratch, tell=partial(_tell, name))
            results += import_module(f"benchmarks.{name.replace('-', '_')}").run(options)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    _show(results, profile)
    about = {
        "started_at": started.isoformat(),
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 1),
        "machine": {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()},
        "load_average": {"before": load_before, "after": os.getloadavg()},
        "arguments": sizes,
    }
    _write(report, as_json(results, about))
    say(f"{summary(results)} · {report}")
    if any(result.met is False for result in results):
        raise GateError("a target was missed", "the table above says which, and where the time goes")


def _tell(name: str, line: str) -> None:
    note(f"{name}: {line}")


def _chosen(names: Sequence[str]) -> list[str]:
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise TillhouseError(f"there is no benchmark {unknown[0]!r}", f"name one of: {', '.join(NAMES)}")
    return [name for name in NAMES if name in names]


def _show(results: Sequence[Result], profile: bool) -> None:
    columns = ("benchmark", "what", "measured", "target", "", "how")
    show_table("benchmarks", columns, [as_cells(result) for result in results], right=("measured", "target"))
    for result in results:
        if result.parts and (profile or result.met is False):
            total = sum(seconds for label, seconds in result.parts.items() if "." not in label)
            rows = [
                (label, f"{seconds:.3f}", f"{seconds / total:.0%}")
                for label, seconds in result.parts.items()
                if seconds
            ]
            show_table(
                f"{result.benchmark}: where {result.what} goes", ("step", "s", "share"), rows, right=("s", "share")
            )


def _write(report: Path, content: dict[str, Any]) -> None:
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(bench)
    run_app(command)
