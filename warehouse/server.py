"""Start, stop and look at the embedded Postgres (or at the server that `TILLHOUSE_DATABASE_URL` names)."""

import contextlib
import fcntl
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from warehouse import binaries, schema, server_user, tuning
from warehouse.connect import DATABASE, PORT, SUPERUSER, admin_url, connect_admin, open_url
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings
from warehouse.trouble import of_shortage

# sun_path of a Unix socket address holds 108 bytes with its closing NUL (unix(7); 104 on macOS).
MAX_SOCKET_PATH = 103


@dataclass(frozen=True)
class ServerStatus:
    """What is known of the server: `kind` is embedded or configured; sizes in bytes; `done` is what was set up now."""

    kind: str
    running: bool
    where: str
    version: str | None = None
    size_bytes: int | None = None
    done: tuple[str, ...] = ()


def up(settings: WarehouseSettings) -> ServerStatus:
    """Start the server if it is not running, and bring roles and schemas up to date. Safe to repeat.

    Raises:
        TillhouseError: folder or socket in use or not writable, wrong version, server unreachable.
    """
    if settings.database_url is None:
        with _only_one(settings):
            _check_socket_path(settings)
            # Refused before anything is made that only the server's user could remove again.
            server_user.launch([binaries.program("postgres"), settings.data_dir])
            if not is_running(settings):
                _create_cluster(settings)
                _start(settings)
    done = schema.ensure(settings)
    return replace(status(settings), done=done)


def down(settings: WarehouseSettings) -> bool:
    """Stop the embedded server; False when it was not running.

    Raises:
        TillhouseError: the server is a configured one, or does not stop.
    """
    if settings.database_url is not None:
        raise TillhouseError(
            "TILLHOUSE_DATABASE_URL names a server of yours", "stop it with its own tools; Tillhouse only uses it"
        )
    if not is_running(settings):
        return False
    stopped = binaries.run("pg_ctl", settings.data_dir, ["-m", "fast", "-w", "-t", "60", "stop"], timeout=90)
    if stopped.returncode != 0:
        raise TillhouseError("the embedded Postgres does not stop", f"see {settings.log_file}")
    return True


def is_running(settings: WarehouseSettings) -> bool:
    """Whether the embedded server of this home runs."""
    if not (settings.data_dir / "postmaster.pid").exists():
        return False
    return binaries.run("pg_ctl", settings.data_dir, ["status"]).returncode == 0


def status(settings: WarehouseSettings) -> ServerStatus:
    """Look at the server without starting it.

    Raises:
        TillhouseError: a configured server does not answer.
    """
    kind = "embedded" if settings.database_url is None else "configured"
    if kind == "embedded" and not is_running(settings):
        return ServerStatus(kind, running=False, where=str(settings.socket_dir))
    with connect_admin(settings) as connection:
        version, size = connection.execute(
            "select current_setting('server_version'), pg_database_size(current_database())"
        ).fetchall()[0]
        info = connection.info
        where = f"{info.host}:{info.port}/{info.dbname}"
    return ServerStatus(kind, running=True, where=where, version=version, size_bytes=size)


@contextlib.contextmanager
def _only_one(settings: WarehouseSettings) -> Iterator[None]:
    """Let one process at a time create or start the server of a home."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        settings.socket_dir.mkdir(exist_ok=True)
        lock = (settings.home / "up.lock").open("a")
    except OSError as error:
        raise TillhouseError(
            f"cannot write to {settings.home}: {error.strerror}", "set TILLHOUSE_HOME to a folder you may write to"
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_socket_path(settings: WarehouseSettings) -> None:
    path = str(settings.socket_dir / f".s.PGSQL.{PORT}")
    if len(path.encode()) > MAX_SOCKET_PATH:
        raise TillhouseError(
            f"the socket path {path} is {len(path.encode())} bytes long, the system allows {MAX_SOCKET_PATH}",
            "set TILLHOUSE_HOME to a shorter path",
        )


def _create_cluster(settings: WarehouseSettings) -> None:
    """Create the data folder unless it is there; a kill on the way leaves nothing that blocks the next try."""
    version_file = settings.data_dir / "PG_VERSION"
    if version_file.exists():
        found = version_file.read_text().strip()
        if found != str(binaries.MAJOR_VERSION):
            raise TillhouseError(
                f"{settings.data_dir} was written by Postgres {found}, this is {binaries.MAJOR_VERSION}",
                "dump it with that version, or set TILLHOUSE_HOME to another folder",
            )
        return
    if settings.data_dir.exists() and any(settings.data_dir.iterdir()):
        raise TillhouseError(
            f"{settings.data_dir} holds files that are not a Postgres data folder",
            "move them away, or set TILLHOUSE_HOME to another folder",
        )
    fresh = settings.home / "postgres.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    binaries.give_to_server(fresh)
    # The builtin C.UTF-8 locale sorts by code point: the same order on every machine, and fast comparisons. With page
    # checksums the first read of a table just filled writes every page to the WAL once more: 3.0 s instead of 0.4 s for
    # a million sales lines. What was received stays in the archive, and everything can be loaded from there again.
    args = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-data-checksums"]
    made = binaries.run("initdb", fresh, [*args, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"])
    if made.returncode != 0:
        raise TillhouseError(f"initdb failed: {_last_line(made.stderr)}", f"check space and rights of {settings.home}")
    with (fresh / "postgresql.conf").open("a") as conf:
        conf.write("include_if_exists 'tillhouse.conf'\n")
    if settings.data_dir.exists():
        settings.data_dir.rmdir()
    fresh.rename(settings.data_dir)


def _start(settings: WarehouseSettings) -> None:
    binaries.give_to_server(settings.socket_dir)
    settings.socket_dir.chmod(0o700)
    (settings.data_dir / "tillhouse.conf").write_text(tuning.as_conf())
    (settings.data_dir / "tillhouse.conf").chmod(0o644)
    size_before = settings.log_file.stat().st_size if settings.log_file.exists() else 0
    # pg_ctl hands the options to a shell.
    options = f"-p {PORT} -k {shlex.quote(str(settings.socket_dir))}"
    args = ["-o", options, "-l", str(settings.log_file), "-w", "-t", "60", "start"]
    if binaries.run("pg_ctl", settings.data_dir, args, timeout=90).returncode != 0:
        why = _why_not_started(settings.log_file, size_before)
        raise of_shortage(why) or TillhouseError(
            f"the embedded Postgres did not start: {why}", f"the whole log: less {shlex.quote(str(settings.log_file))}"
        )
    with open_url(admin_url(settings, "postgres"), autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if found is None:
            connection.execute(f"create database {DATABASE}")


def _why_not_started(log_file: Path, offset: int) -> str:
    """The last FATAL line the server wrote in this attempt, or what else is known."""
    if not log_file.exists():
        return "it wrote no log"
    lines = log_file.read_bytes()[offset:].decode(errors="replace").splitlines()
    fatal = [line for line in lines if "FATAL" in line or "could not" in line]
    return _last_line("\n".join(fatal or lines)).rpartition(":  ")[2]


def _last_line(text: str | None) -> str:
    lines = (text or "").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
