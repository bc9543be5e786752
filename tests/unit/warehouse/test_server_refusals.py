"""What keeps the embedded server from starting is said before anything is touched."""

import os
from pathlib import Path

import pytest

from warehouse import binaries, server, server_user, tuning
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings


def at(home: Path) -> WarehouseSettings:
    return WarehouseSettings(home=home, database_url=None)


def test_socket_path_that_is_too_long_names_its_length_and_the_remedy(tmp_path: Path) -> None:
    home = tmp_path / ("x" * 100)
    with pytest.raises(TillhouseError, match=r"is \d+ bytes long, the system allows 103") as caught:
        server.up(at(home))
    assert "TILLHOUSE_HOME" in caught.value.remedy
    assert not (home / "postgres").exists()


def test_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("x")
    with pytest.raises(TillhouseError, match="cannot write to"):
        server.up(at(tmp_path / "f"))


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("PG_VERSION", "17\n", "was written by Postgres 17, this is 18"),
        ("photo.jpg", "x", "not a Postgres data folder"),
    ],
)
def test_foreign_data_folder_is_left_alone(home: Path, name: str, content: str, words: str) -> None:
    folder = home / "postgres"
    folder.mkdir()
    (folder / name).write_text(content)
    with pytest.raises(TillhouseError, match=words):
        server.up(at(home))
    assert [path.name for path in folder.iterdir()] == [name]
    assert (folder / name).read_text() == content


def test_folder_that_the_servers_user_cannot_reach_leaves_nothing_behind(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise TillhouseError("/root is closed", "go elsewhere")

    monkeypatch.setattr(server_user, "launch", refuse)
    with pytest.raises(TillhouseError, match="is closed"):
        server.up(at(home))
    assert sorted(path.name for path in home.iterdir()) == ["run", "up.lock"]


def test_server_that_is_not_there_is_not_running_and_stopping_it_is_no_error(home: Path) -> None:
    assert not server.is_running(at(home))
    assert server.down(at(home)) is False
    assert server.status(at(home)).running is False


def test_configured_server_is_never_stopped() -> None:
    with pytest.raises(TillhouseError, match="names a server of yours"):
        server.down(WarehouseSettings(database_url="postgresql://me@host/db"))


def test_program_that_is_not_in_the_wheel_is_named() -> None:
    with pytest.raises(TillhouseError, match="has no program"):
        binaries.program("no_such_program")


@pytest.mark.parametrize(("pages", "shared"), [(2**16, "128MB"), (2**19, "512MB"), (2**24, "1024MB")])
def test_memory_settings_follow_the_machine_within_bounds(
    monkeypatch: pytest.MonkeyPatch, pages: int, shared: str
) -> None:
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": pages}
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    assert tuning.parameters()["shared_buffers"] == shared
    assert "shared_buffers = " + shared in tuning.as_conf().splitlines()
