"""A warehouse of a benchmark's own: a temporary home, its server started, and nothing left afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from benchmarks.harness import own_cpu
from ingestion.contracts import load_contracts
from warehouse import server
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings, get_settings


@contextmanager
def environment(home: Path) -> Iterator[None]:
    """Point this process, and those it starts, to a home; other variables of Tillhouse do not count meanwhile."""
    before = {name: value for name, value in os.environ.items() if name.startswith("TILLHOUSE_")}
    for name in before:
        del os.environ[name]
    os.environ["TILLHOUSE_HOME"] = str(home)
    try:
        yield
    finally:
        del os.environ["TILLHOUSE_HOME"]
        os.environ.update(before)


@contextmanager
def temporary_home() -> Iterator[WarehouseSettings]:
    """A running warehouse under a new home, which this process uses inside the block."""
    # Short, because a Unix socket's path may have 103 bytes only.
    folder = Path(tempfile.mkdtemp(prefix="thb-"))
    with environment(folder):
        settings = get_settings()
        try:
            server.up(settings)
            yield settings
        finally:
            if server.is_running(settings):
                server.down(settings)
            shutil.rmtree(folder, ignore_errors=True)


def cpu_with_server(settings: WarehouseSettings) -> float:
    """Cpu seconds of this process, its ended children, and the server with all of its processes so far."""
    postmaster = psutil.Process(int((settings.data_dir / "postmaster.pid").read_text().split()[0]))
    spent = postmaster.cpu_times()
    total = own_cpu() + spent.user + spent.system + spent.children_user + spent.children_system
    for child in postmaster.children():
        try:
            now = child.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += now.user + now.system
    return total


def empty_raw(settings: WarehouseSettings) -> None:
    """Forget every file: raw tables, ledger, quarantine and archive as in a new warehouse, nothing left to write."""
    with connect_admin(settings, autocommit=True) as connection:
        schemas = sorted({contract.raw_schema for contract in load_contracts().values()})
        connection.execute(f"drop schema if exists {', '.join(schemas)} cascade".encode())
        connection.execute("truncate ops.files, ops.batches, quarantine.rejected_rows cascade")
        connection.execute("checkpoint")
    shutil.rmtree(settings.home / "archive", ignore_errors=True)
