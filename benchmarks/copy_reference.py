"""The floor: psql COPYs the same bytes into text columns of the same server, and checks nothing."""

import os
import subprocess
from pathlib import Path

from benchmarks.harness import Cost, stopwatch
from benchmarks.home import cpu_with_server
from ingestion.contracts import load_contracts
from warehouse import binaries
from warehouse.connect import admin_url, connect_admin
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings


def copy_files(settings: WarehouseSettings, folder: Path) -> Cost:
    """COPY every generated csv file below `folder` in one psql session; the tables are made before and dropped after.

    Raises:
        TillhouseError: psql failed.
    """
    script = []
    with connect_admin(settings, autocommit=True) as connection:
        connection.execute("drop schema if exists floor cascade; create schema floor")
        for contract in load_contracts().values():
            columns = ", ".join(f'"{column.raw}" text' for column in contract.columns)
            connection.execute(f'create table floor."{contract.key}" ({columns})'.encode())
            for path in sorted((folder / contract.source).rglob("*.csv")):
                if contract.path_regex.fullmatch(path.relative_to(folder).as_posix()):
                    script.append(f"\\copy floor.\"{contract.key}\" from '{path}' with (format csv, header true)")
        connection.execute("checkpoint")
    with stopwatch(lambda: cpu_with_server(settings)) as watch:
        psql(settings, "\n".join(script))
    with connect_admin(settings, autocommit=True) as connection:
        connection.execute("drop schema floor cascade")
    return watch.cost


def psql(settings: WarehouseSettings, script: str) -> None:
    """Run a script in one psql session, which ends at the first error."""
    args = ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", admin_url(settings), "--file", "-"]
    done = subprocess.run(
        [str(binaries.program("psql")), *args],
        input=script,
        env={**os.environ, "PGOPTIONS": "-c client_min_messages=warning"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise TillhouseError(f"psql failed: {done.stderr.strip()[:300]}", "this is a fault of the benchmark")
