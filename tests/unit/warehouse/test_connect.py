"""Where a connection goes and in which role; what is said when it cannot be made."""

import re
from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from warehouse.connect import ROLES, Role, admin_url, connect, url
from warehouse.errors import GateError, TillhouseError
from warehouse.settings import PROJECT_ROOT, WarehouseSettings


def at(home: str = "/tmp/h", database_url: str | None = None) -> WarehouseSettings:
    return WarehouseSettings(home=Path(home), database_url=database_url)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("home", ["/tmp/h", "/tmp/a b", "/tmp/100%&?#@é"])
def test_embedded_server_is_reached_by_its_socket_as_the_role(home: str, role: Role) -> None:
    parts = conninfo_to_dict(url(at(home), role))
    assert (parts["host"], parts["user"], parts["dbname"]) == (f"{home}/run", role, "tillhouse")


@pytest.mark.parametrize(
    "configured",
    ["postgresql://me:secret@db.example:5433/shop", "postgresql://me:secret@db.example:5433/shop?sslmode=require"],
)
def test_configured_server_is_used_in_the_role_of_the_caller(configured: str) -> None:
    parts = conninfo_to_dict(url(at(database_url=configured), "loader"))
    assert parts["options"] == "-c role=loader"
    assert {**conninfo_to_dict(configured), "options": parts["options"]} == parts
    assert conninfo_to_dict(admin_url(at(database_url=configured))) == conninfo_to_dict(configured)


@pytest.mark.parametrize(
    "configured",
    ["mysql://me:secret@host/db", "host=localhost password=secret", "postgresql+psycopg2://me:secret@h/d", "x"],
)
def test_setting_that_is_no_postgres_url_is_refused_without_showing_it(configured: str) -> None:
    with pytest.raises(TillhouseError, match="TILLHOUSE_DATABASE_URL is not a Postgres URL") as caught:
        connect(at(database_url=configured), "loader")
    assert "secret" not in str(caught.value)


def test_unreachable_server_is_named_in_one_line_without_its_password() -> None:
    with pytest.raises(TillhouseError) as caught:
        connect(at(database_url="postgresql://me:secret@127.0.0.1:1/shop"), "reader")
    assert "127.0.0.1:1/shop" in caught.value.what
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "TILLHOUSE_DATABASE_URL" in caught.value.remedy


def test_embedded_server_that_is_down_is_told_with_the_command_that_starts_it(tmp_path: Path) -> None:
    with pytest.raises(TillhouseError, match=f"no connection to Postgres at {tmp_path}/run") as caught:
        connect(at(str(tmp_path)), "reader")
    assert caught.value.remedy == "start it: tillhouse up"


def test_relative_home_means_the_same_from_every_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TILLHOUSE_HOME", "here/there")
    monkeypatch.setenv("TILLHOUSE_DATABASE_URL", "")
    settings = WarehouseSettings()
    assert (settings.home, settings.database_url) == (PROJECT_ROOT / "here/there", None)


def test_errors_keep_what_and_remedy_apart() -> None:
    error = GateError("it broke", "mend it")
    assert isinstance(error, TillhouseError)
    assert (error.what, error.remedy, str(error)) == ("it broke", "mend it", "it broke · mend it")
    assert re.fullmatch("[^\n]+", str(error))
