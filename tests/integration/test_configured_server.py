"""A Postgres that is not ours, reached by TCP through `TILLHOUSE_DATABASE_URL`."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from dbt.cli.main import dbtRunner

from ingestion import ingest
from warehouse import binaries, server
from warehouse.settings import WarehouseSettings, get_settings

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


@pytest.fixture
def configured(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WarehouseSettings]:
    """A server of its own on a free port, with a login that may create roles and owns the database, no more."""
    folder = Path(tempfile.mkdtemp(prefix="th-", dir="/tmp"))
    binaries.give_to_server(folder)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    assert binaries.run("initdb", data, ["-U", "admin", "--auth=trust", "--no-sync"]).returncode == 0
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    started = binaries.run("pg_ctl", data, ["-o", options, "-l", str(folder / "log"), "-w", "start"])
    assert started.returncode == 0, (folder / "log").read_text()
    with psycopg.connect(f"host=127.0.0.1 port={port} user=admin dbname=postgres", autocommit=True) as admin:
        admin.execute("create role shop login createrole")
        admin.execute("create database warehouse owner shop")
    monkeypatch.setenv("TILLHOUSE_DATABASE_URL", f"postgresql://shop:any@127.0.0.1:{port}/warehouse")
    yield get_settings()
    binaries.run("pg_ctl", data, ["-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


def test_the_transformer_owns_what_dbt_builds_there(configured: WarehouseSettings, tmp_path: Path) -> None:
    """Tests among the models end in rollbacks, which must not give dbt's connections back to the login."""
    server.up(configured)
    ingest()
    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(tmp_path)]
    chosen = ["--select", "resource_type:seed", "path:models/staging", "--threads", "1"]
    # Only tests that need nothing else: those over later layers would ask for tables that are not built here.
    chosen += ["--indirect-selection", "cautious"]
    outcome = dbtRunner().invoke(["--quiet", "--log-path", str(tmp_path), "build", *chosen, *folders])
    assert outcome.success, outcome.exception
    with psycopg.connect(str(configured.database_url)) as connection:
        owners = connection.execute(
            "select distinct pg_get_userbyid(relowner) from pg_class"
            " where relnamespace::regnamespace::text in ('staging', 'intermediate') and relkind in ('r', 'v')"
        ).fetchall()
    assert owners == [("transformer",)]
