"""Started by root, Postgres gets a user of its own, and no more rights than its way takes."""

import os
import pwd
import stat
from pathlib import Path

import pytest

from warehouse import server_user
from warehouse.errors import TillhouseError

SOMEBODY = pwd.struct_passwd(("somebody", "x", 54321, 54322, "", "/", "/bin/sh"))
# Bits of capability.h.
DAC_OVERRIDE, DAC_READ_SEARCH, SETPCAP = 1 << 1, 1 << 2, 1 << 8


@pytest.fixture
def closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program in a folder that the server's user may not pass, started by root with a setpriv on the PATH."""
    monkeypatch.setattr(server_user, "find", lambda: SOMEBODY)
    (tmp_path / "setpriv").write_text("#!/bin/sh\n")
    (tmp_path / "setpriv").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "closed").mkdir(mode=0o700)
    return tmp_path / "closed" / "program"


def hold(monkeypatch: pytest.MonkeyPatch, folder: Path, permitted: int, bounding: int = -1) -> None:
    """Let the process have these capabilities; those of the bounding set are the same unless given."""
    bounding = permitted if bounding < 0 else bounding
    (folder / "status").write_text(f"Name:\tpython\nCapPrm:\t{permitted:016x}\nCapBnd:\t{bounding:016x}\n")
    monkeypatch.setattr(server_user, "_STATUS", folder / "status")


def test_open_folders_take_no_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_user, "find", lambda: SOMEBODY)
    assert server_user.launch([Path("/bin/sh")]) == server_user.Launch((), 54321, 54322, ())


@pytest.mark.parametrize(
    ("held", "right"),
    [(DAC_OVERRIDE | DAC_READ_SEARCH | SETPCAP, "dac_read_search"), (DAC_OVERRIDE | SETPCAP, "dac_override")],
)
def test_closed_folder_takes_the_least_right_there_is(
    closed: Path, monkeypatch: pytest.MonkeyPatch, held: int, right: str
) -> None:
    hold(monkeypatch, closed.parent, held)
    launch = server_user.launch([Path("/bin/sh"), closed])
    assert launch.user is None
    assert {"--reuid=54321", "--regid=54322", "--clear-groups"} < set(launch.prefix)
    assert [part for part in launch.prefix if "caps" in part] == [
        f"--inh-caps=-all,+{right}",
        f"--ambient-caps=-all,+{right}",
    ]


@pytest.mark.parametrize(
    ("permitted", "bounding"), [(0, 0), (SETPCAP, SETPCAP), (DAC_OVERRIDE, DAC_OVERRIDE), (-1 & 0xFFFF, SETPCAP)]
)
def test_root_without_the_right_is_told_which_folder_is_closed(
    closed: Path, monkeypatch: pytest.MonkeyPatch, permitted: int, bounding: int
) -> None:
    hold(monkeypatch, closed.parent, permitted, bounding)
    with pytest.raises(TillhouseError, match=r"\(mode 0700\) is closed to pgserver.* no capability") as caught:
        server_user.launch([closed])
    assert "ordinary user" in caught.value.remedy


@pytest.mark.parametrize("lacks", ["setpriv", "capabilities"])
def test_system_without_capabilities_or_setpriv_says_so(
    closed: Path, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    hold(monkeypatch, closed.parent, -1 & 0xFFFF)
    if lacks == "setpriv":
        monkeypatch.setenv("PATH", "")
    else:
        (closed.parent / "status").unlink()
    with pytest.raises(TillhouseError, match="setpriv" if lacks == "setpriv" else "no capability"):
        server_user.launch([closed])


def test_folder_reached_through_a_link_counts(closed: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    hold(monkeypatch, closed.parent, DAC_OVERRIDE | SETPCAP)
    home.chmod(0o755)
    (home / "link").symlink_to(closed.parent)
    assert server_user.launch([home / "link" / "program"]).prefix


def test_user_that_cannot_be_made_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(server_user, "NAME", "th-nobody-has-this")
    (tmp_path / "useradd").write_text("#!/bin/sh\necho 'useradd: cannot lock /etc/passwd' >&2\nexit 1\n")
    (tmp_path / "useradd").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    with pytest.raises(TillhouseError, match="th-nobody-has-this could not be made: useradd: cannot lock") as caught:
        server_user.launch([tmp_path])
    assert "useradd --system" in caught.value.remedy


def test_ordinary_user_stays_who_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    assert server_user.launch([tmp_path / "program"]) == server_user.Launch()
