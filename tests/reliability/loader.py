"""A loader in a process of its own, that can be killed: at a named step, or at any instant."""

import importlib
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess

# The server process imports once; each loader is forked from it and starts at once.
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(
    [
        *("ingestion", "ingestion.load.dlt_load", "dlt.destinations.impl.postgres.postgres"),
        *("orchestration.cli.run", "orchestration.pipeline", "dbt.cli.main", "dbt.adapters.postgres"),
    ]
)


def load() -> None:
    """What a loader does unless it is told otherwise."""
    from ingestion import ingest

    ingest()


def start(
    environment: dict[str, str],
    die_at: str | None = None,
    *,
    after: bool = False,
    work: Callable[[], None] = load,
) -> BaseProcess:
    """Start `work`; with `die_at` (`module:function`) it kills itself with SIGKILL before or after that call."""
    process = _context.Process(target=_run, args=(environment, die_at, after, work), daemon=True)
    process.start()
    return process


def kill_after(process: BaseProcess, seconds: float) -> bool:
    """Wait, then kill -9; True when the process was still at work, so that the kill really cut it off."""
    process.join(seconds)
    was_alive = process.is_alive()
    process.kill()
    process.join(30)
    return was_alive and process.exitcode == -signal.SIGKILL


def seconds_of(environment: dict[str, str], work: Callable[[], None] = load) -> float:
    """How long one undisturbed load takes here, as a range to draw instants from."""
    started = time.monotonic()
    process = start(environment, work=work)
    process.join(120)
    assert process.exitcode == 0, "the undisturbed load failed"
    return time.monotonic() - started


def _run(environment: dict[str, str], die_at: str | None, after: bool, work: Callable[[], None]) -> None:
    os.environ.update(environment)
    if die_at:
        _arm(die_at, after)
    work()


def _arm(die_at: str, after: bool) -> None:
    module_name, name = die_at.split(":")
    module = importlib.import_module(module_name)
    original = getattr(module, name)

    def die(*args: object, **kwargs: object) -> None:
        if after:
            original(*args, **kwargs)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, die)
