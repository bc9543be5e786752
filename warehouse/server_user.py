"""The system user that Postgres runs as when root starts it, and its way through folders that are root's alone."""

import os
import pwd
import re
import shutil
import stat
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import TillhouseError

NAME = "pgserver"
_STATUS = Path("/proc/self/status")
# Bits of capability.h. Either of the first two lets a process pass any folder: root in a container often has only the
# second. The third is needed to hand one on.
_PASSES = {"dac_read_search": 2, "dac_override": 1}
_SETPCAP = 8


@dataclass(frozen=True)
class Launch:
    """How to start a program as that user: what stands before its command, and the ids that Python is to take on."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    group: int | None = None
    groups: tuple[int, ...] | None = None


def find() -> pwd.struct_passwd | None:
    """The server's user, made if need be: Postgres refuses root. None means the current user.

    Raises:
        TillhouseError: it cannot be made.
    """
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        made = _make()
    try:
        # Another process may have made it meanwhile.
        return pwd.getpwnam(NAME)
    except KeyError:
        raise TillhouseError(
            f"Postgres refuses root, and its user {NAME} could not be made: {made}",
            f"run Tillhouse as another user, or make it: useradd --system --user-group {NAME}",
        ) from None


def launch(paths: Iterable[Path]) -> Launch:
    """Start a program as the server's user that reaches these paths, with no more rights than that takes.

    Raises:
        TillhouseError: a folder on the way is closed to that user, and this root may not hand on the right to pass it.
    """
    user = find()
    if user is None:
        return Launch()
    closed = _closed_to(user, paths)
    if closed is None:
        return Launch((), user.pw_uid, user.pw_gid, ())
    setpriv, capability = shutil.which("setpriv"), _capability()
    if setpriv is None or capability is None:
        mode = f"{stat.S_IMODE(closed.stat().st_mode):04o}"
        missing = "there is no setpriv (util-linux)" if setpriv is None else "root here has no capability"
        raise TillhouseError(
            f"{closed} (mode {mode}) is closed to {NAME}, the user of Postgres, and {missing} to let it pass",
            "run Tillhouse as an ordinary user, or keep the project and TILLHOUSE_HOME in folders that others may pass",
        )
    ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
    rights = (f"--inh-caps=-all,+{capability}", f"--ambient-caps=-all,+{capability}")
    # Without this bit access(2) looks at the user alone, and Postgres asks it whether its own programs can be run.
    return Launch((setpriv, *ids, *rights, "--securebits=+no_setuid_fixup", "--"))


def _closed_to(user: pwd.struct_passwd, paths: Iterable[Path]) -> Path | None:
    """The first folder above one of the paths, links followed or not, that the user may not pass."""
    folders = {folder for path in paths for start in (path, path.resolve()) for folder in start.parents}
    for folder in sorted(folders):
        found = folder.stat()
        ours, group = found.st_uid == user.pw_uid, found.st_gid == user.pw_gid
        if not found.st_mode & (stat.S_IXUSR if ours else stat.S_IXGRP if group else stat.S_IXOTH):
            return folder
    return None


def _capability() -> str | None:
    """What lets a process pass folders, if this one may hand it on; None where the system has no capabilities."""
    if not _STATUS.exists():
        return None
    sets = dict(re.findall(r"^(Cap\w+):\t(\w+)$", _STATUS.read_text(), re.MULTILINE))
    held = int(sets["CapPrm"], 16) & int(sets["CapBnd"], 16)
    if not held >> _SETPCAP & 1:
        return None
    return next((name for name, bit in _PASSES.items() if held >> bit & 1), None)


def _make() -> str:
    """Make the user; what was said when that failed."""
    # Root's PATH may be that of an ordinary user.
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    if useradd is None:
        return "there is no useradd"
    options = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
    return subprocess.run([useradd, *options, NAME], capture_output=True, text=True, check=False).stderr.strip()
