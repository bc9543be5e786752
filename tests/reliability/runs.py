"""`tillhouse run` as a process that can be killed: at any instant, or at one that matters. See loader.start."""

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Any


def run(*options: str) -> None:
    """The command itself, without what it prints; leaves with its exit code."""
    from orchestration.cli import main

    sys.argv = ["tillhouse", "run", *options]
    with (
        Path(os.devnull).open("w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
    ):
        main()


def backfill() -> None:
    """The same, every model built anew."""
    run("--backfill")


def rebuild_now() -> None:
    """Build what is known now in a database of its own."""
    from datetime import UTC, datetime

    from orchestration.rebuild import rebuild
    from warehouse.settings import get_settings

    rebuild(get_settings(), datetime.now(UTC), "known_then")


def die_before_publishing() -> None:
    """Run until everything is built and every gate has passed, and no further."""
    from orchestration.pipeline import process_new_files
    from warehouse.settings import get_settings

    def die(event: Any) -> None:
        # dbt says so once it has rendered a hook, before it sends it. Publishing is the last one.
        if (
            event.info.name == "LogHookStartLine"
            and event.data.index == event.data.total
            and "run-end" in event.data.statement
        ):
            os.kill(os.getpid(), signal.SIGKILL)

    process_new_files(get_settings(), started_by="test", on_load=lambda _: None, on_build=die, on_wait=lambda _: None)


def die_before_dropping_what_was_replaced() -> None:
    """A backfill up to where a new table has its name, and the old one is still there with the views on it."""
    from dbt.adapters.postgres import PostgresAdapter

    drop = PostgresAdapter.drop_relation

    def die(adapter: Any, relation: Any) -> None:
        if relation.identifier == "stg_ops__files__dbt_backup":
            os.kill(os.getpid(), signal.SIGKILL)
        drop(adapter, relation)

    PostgresAdapter.drop_relation = die
    backfill()
