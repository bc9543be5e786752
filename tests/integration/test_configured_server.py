"""A Postgres that is not ours, which asks for passwords, reached through `TILLHOUSE_DATABASE_URL`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import psycopg2
import pytest
from dbt.adapters.contracts.connection import Connection
from dbt.adapters.postgres.connections import PostgresConnectionManager, PostgresCredentials
from dbt.cli.main import dbtRunner
from dbt_common.exceptions import DbtDatabaseError
from dlt.destinations.impl.postgres.configuration import PostgresCredentials as DltCredentials

from dbt_tillhouse.credentials import PLACEHOLDER, fill_in
from ingestion import ingest
from ingestion.load.known import Known, copy_known
from tests import shop
from warehouse import binaries, databases, schema, server
from warehouse.connect import connect, full_url
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings, get_settings

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
TILLHOUSE = Path(sys.executable).with_name("tillhouse")
PASSWORD = "pä:ss/wo@rd %"
ENCODED = "p%C3%A4%3Ass%2Fwo%40rd%20%25"


@dataclass(frozen=True)
class Server:
    """One that runs: its folder has the socket, `port` is open on the loopback."""

    folder: Path
    port: int

    def as_admin(self, database: str = "postgres") -> psycopg.Connection:
        """Another user's superuser; only he needs no password."""
        return psycopg.connect(f"host={self.folder} port={self.port} user=admin dbname={database}", autocommit=True)


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """A server on a free port, with a login that may create roles and owns a database, no more."""
    folder = Path(tempfile.mkdtemp(prefix="th-", dir="/tmp"))
    binaries.give_to_server(folder)
    folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    made = binaries.run("initdb", data, ["-U", "admin", "--auth=trust", "--no-sync"])
    assert made.returncode == 0, made.stderr
    (data / "pg_hba.conf").write_text(
        "local all admin trust\nlocal all all scram-sha-256\nhost all all all scram-sha-256\n"
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    started = binaries.run("pg_ctl", data, ["-o", options, "-l", str(folder / "log"), "-w", "start"])
    assert started.returncode == 0, (folder / "log").read_text()
    found = Server(folder, port)
    with found.as_admin() as admin:
        admin.execute(f"create role shop login createrole password '{PASSWORD}'")
        admin.execute("create role neighbour login password 'n'")
        admin.execute("create database warehouse owner shop")
    yield found
    binaries.run("pg_ctl", data, ["-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def configured(running: Server, home: Path, monkeypatch: pytest.MonkeyPatch) -> WarehouseSettings:
    """The settings that name it by TCP, as most do."""
    use(monkeypatch, f"postgresql://shop:{ENCODED}@127.0.0.1:{running.port}/warehouse")
    server.up(get_settings())
    return get_settings()


def use(monkeypatch: pytest.MonkeyPatch, url: str, **variables: str) -> None:
    """Name the server, and let libpq find nothing but these variables."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    # Whatever is set while it is used is gone afterwards.
    for name in ("PGPASSFILE", "PGSERVICE", "PGSERVICEFILE", "PGTARGETSESSIONATTRS"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("TILLHOUSE_DATABASE_URL", url)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def spelling(running: Server, name: str) -> tuple[str, dict[str, str]]:
    """One of the ways to say the same: a URL, and variables beside it."""
    files = running.folder
    (files / "pass").write_text(f"*:*:warehouse:shop:{PASSWORD.replace(':', chr(92) + ':')}\n")
    (files / "pass").chmod(0o600)
    (files / "services").write_text(
        f"[shop]\nhost=127.0.0.1\nport={running.port}\nuser=shop\ndbname=warehouse\npassword={PASSWORD}\n"
    )
    folder = str(files).replace("/", "%2F")
    return {
        "tcp": (f"postgresql://shop:{ENCODED}@127.0.0.1:{running.port}/warehouse", {}),
        "sslmode": (f"postgres://shop:{ENCODED}@127.0.0.1:{running.port}/warehouse?sslmode=disable", {}),
        "socket in the place of the host": (f"postgresql://shop:{ENCODED}@{folder}:{running.port}/warehouse", {}),
        "socket as a parameter": (f"postgresql://shop:{ENCODED}@/warehouse?host={files}&port={running.port}", {}),
        "all as parameters": (
            f"postgresql:///warehouse?user=shop&password={ENCODED}&host=127.0.0.1&port={running.port}"
            "&target_session_attrs=read-write",
            {},
        ),
        "several hosts": (
            f"postgresql://shop:{ENCODED}@/warehouse?host={files}/none,127.0.0.1&port={running.port}",
            {},
        ),
        "PGPASSWORD": (f"postgresql://shop@127.0.0.1:{running.port}/warehouse", {"PGPASSWORD": PASSWORD}),
        ".pgpass": (f"postgresql://shop@127.0.0.1:{running.port}/warehouse", {"PGPASSFILE": str(files / "pass")}),
        "passfile": (f"postgresql://shop@127.0.0.1:{running.port}/warehouse?passfile={files}/pass", {}),
        "variables": (
            "postgresql://",
            {
                **{"PGHOST": str(files), "PGPORT": str(running.port), "PGUSER": "shop", "PGDATABASE": "warehouse"},
                "PGPASSWORD": PASSWORD,
            },
        ),
        "service": ("postgresql://", {"PGSERVICE": "shop", "PGSERVICEFILE": str(files / "services")}),
        "service in the url": ("postgresql:///?service=shop", {"PGSERVICEFILE": str(files / "services")}),
        "options": (
            f"postgresql://shop:{ENCODED}@127.0.0.1:{running.port}/warehouse?options=-c%20statement_timeout%3D7s",
            {},
        ),
    }[name]


WHO = "select session_user, current_user, current_database(), current_setting('statement_timeout')"


@pytest.mark.parametrize(
    "name",
    [
        *("tcp", "sslmode", "socket in the place of the host", "socket as a parameter", "all as parameters"),
        *(
            "several hosts",
            "PGPASSWORD",
            ".pgpass",
            "passfile",
            "variables",
            "service",
            "service in the url",
            "options",
        ),
    ],
)
def test_loader_dbt_and_psql_find_the_server_alike(
    running: Server, configured: WarehouseSettings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    url, variables = spelling(running, name)
    use(monkeypatch, url, **variables)
    limit = "7s" if name == "options" else "0"
    with connect(get_settings(), "loader") as ours:
        assert ours.execute(WHO).fetchall() == [("shop", "loader", "warehouse", limit)]
    dlt = DltCredentials(full_url(get_settings(), "loader"))
    options = dlt.get_query()["options"]
    with psycopg2.connect(dlt.to_native_representation(), options=options) as loader, loader.cursor() as cursor:
        cursor.execute(WHO)
        assert cursor.fetchall() == [("shop", "loader", "warehouse", limit)]
    with through_dbt() as dbt, dbt.cursor() as cursor:
        cursor.execute(WHO)
        assert cursor.fetchall() == [("shop", "transformer", "warehouse", limit)]
    said = subprocess.run([TILLHOUSE, "psql", "-Atc", WHO], capture_output=True, text=True, check=False)
    assert said.stdout == f"shop|transformer|warehouse|{limit}\n", said.stderr


def through_dbt() -> Any:
    """A connection as dbt makes it, of what the profile says of a configured server."""
    credentials = PostgresCredentials(
        database="tillhouse", schema="staging", host=PLACEHOLDER, user="transformer", port=5432, password="local"
    )
    fill_in(credentials)
    return PostgresConnectionManager.open(Connection(type="postgres", name="test", credentials=credentials)).handle


def test_psql_has_no_password_on_its_command_line(configured: WarehouseSettings) -> None:
    shows = r"\! tr '\0' ' ' < /proc/$PPID/cmdline"
    said = subprocess.run([TILLHOUSE, "psql", "-c", shows], capture_output=True, text=True, check=True)
    assert "dbname=warehouse" in said.stdout
    assert "rd %" not in said.stdout
    assert ENCODED not in said.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        *("me:s3cr/et@127.0.0.1:5/db", "me:s3cr@et@127.0.0.1:5/db", "me:s3cret%zz@127.0.0.1:5/db", "me:s3cret"),
        *("me%3As3cret@127.0.0.1:5/db", "me:1/s3cret@127.0.0.1:5/db", "127.0.0.1:5/db?password=x&s3cret"),
        *("me:s3cret@127.0.0.1:s3cret/db", "me:x y@s3cret @127.0.0.1/db", "127.0.0.1:5/db?s3cret=x"),
        "me:s3cret@127.0.0.1:5/db",
    ],
)
def test_no_error_shows_a_password_however_the_url_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    use(monkeypatch, f"postgresql://{wrong}")
    told = []
    for tried in (lambda: connect(get_settings(), "loader"), lambda: full_url(get_settings(), "loader"), through_dbt):
        with pytest.raises((TillhouseError, DbtDatabaseError)) as caught:
            tried()
        told.append(str(caught.value))
    said = subprocess.run([TILLHOUSE, "run"], capture_output=True, text=True, check=False)
    assert said.returncode == 2
    told.append(said.stdout + said.stderr)
    assert not [text for text in told if "s3cr" in text or "Traceback" in text]


def test_the_transformer_owns_what_dbt_builds_there(
    running: Server, configured: WarehouseSettings, tmp_path: Path
) -> None:
    """Tests among the models end in rollbacks, which must not give dbt's connections back to the login."""
    ingest()
    folders = ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--target-path", str(tmp_path)]
    chosen = ["--select", "resource_type:seed", "path:models/staging", "--threads", "1"]
    # Only tests that need nothing else: those over later layers would ask for tables that are not built here.
    chosen += ["--indirect-selection", "cautious"]
    outcome = dbtRunner().invoke(["--quiet", "--log-path", str(tmp_path), "build", *chosen, *folders])
    assert outcome.success, outcome.exception
    with running.as_admin("warehouse") as connection:
        owners = connection.execute(
            "select distinct pg_get_userbyid(relowner) from pg_class"
            " where relnamespace::regnamespace::text in ('staging', 'intermediate') and relkind in ('r', 'v')"
        ).fetchall()
    assert owners == [("transformer",)]
    written = [path for path in tmp_path.rglob("*") if path.is_file() and PASSWORD.encode() in path.read_bytes()]
    assert not written


def test_setting_up_changes_nothing_of_others_and_says_what_it_did(
    running: Server, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running.as_admin() as admin:
        admin.execute("create database shared owner shop")
    rights = (
        "select (select array_agg(acl order by acl) from (select unnest(datacl)::text as acl from pg_database"
        " where datname = 'shared') as given where acl !~ '^(loader|transformer|reader|privacy)='),"
        " (select nspacl::text from pg_namespace where nspname = 'public')"
    )
    with running.as_admin("shared") as admin:
        admin.execute("grant all on database shared to neighbour")
        before = admin.execute(rights).fetchall()
        use(monkeypatch, f"postgresql://shop:{ENCODED}@127.0.0.1:{running.port}/shared")
        done = server.up(get_settings()).done
        assert admin.execute(rights).fetchall() == before
    with psycopg.connect(f"host=127.0.0.1 port={running.port} user=neighbour password=n dbname=shared") as theirs:
        assert theirs.execute("select 1").fetchall() == [(1,)]
    assert any(sentence.startswith("made the schemas build_core, ") for sentence in done)
    assert "left all others' rights on shared as they are" in done
    assert server.up(get_settings()).done == ()


def test_a_schema_of_somebody_elses_is_left_alone(running: Server, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running.as_admin() as admin:
        admin.execute("create database taken owner shop")
    with running.as_admin("taken") as admin:
        admin.execute("create schema core authorization neighbour")
    use(monkeypatch, f"postgresql://shop:{ENCODED}@127.0.0.1:{running.port}/taken")
    with pytest.raises(TillhouseError, match="the schema core of this database belongs to neighbour"):
        server.up(get_settings())
    with running.as_admin("taken") as admin:
        found = admin.execute("select count(*) from pg_namespace where nspname in ('ops', 'kpi')").fetchall()
    assert found == [(0,)]


def test_a_database_of_what_was_known_is_made_there_by_who_may(
    running: Server, configured: WarehouseSettings, home: Path
) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    ingest()
    with connect(configured, "transformer") as ours:
        moment = ours.execute("select clock_timestamp()").fetchall()[0][0]
    with pytest.raises(TillhouseError, match=r"user shop may not create databases: .* · .*: alter role shop createdb"):
        databases.create(configured, "known_then", moment)
    with running.as_admin() as admin:
        admin.execute("alter role shop createdb")
        there = databases.create(configured, "known_then", moment)
        schema.ensure(there)
        assert copy_known(configured, there, moment, lambda done, total: None) == Known(1, 1)
        rights = "select has_database_privilege(%s, 'known_then', 'connect')"
        assert admin.execute(rights, ["reader"]).fetchall() == [(True,)]
        assert admin.execute(rights, ["neighbour"]).fetchall() == [(False,)]
        # Once more: who made it may also replace it.
        databases.create(configured, "known_then", moment)
        admin.execute("drop database known_then")
        admin.execute("alter role shop nocreatedb")
