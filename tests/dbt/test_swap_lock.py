"""The dbt package lock: the hub's when it can be had, ours when not, and dbt takes either as up to date."""

import io
import json
import shutil
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from dbt.clients import registry

from compat.swap_lock import SwapError, hub_obstacle, swap

ROOT = Path(__file__).resolve().parents[2]
NO_HUB = "http://127.0.0.1:9/"
NAMES = {"metaplane/dbt_expectations": "0.10.10", "godatadriven/dbt_date": "0.17.2"}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dbt project with the real packages.yml and locks beside a copy of the compat package."""
    monkeypatch.chdir(tmp_path)  # dbt deps goes to the project and does not come back
    shutil.copytree(ROOT / "compat", tmp_path / "compat")
    folder = tmp_path / "dbt_project"
    shutil.copytree(ROOT / "dbt_project" / "locks", folder / "locks")
    shutil.copyfile(ROOT / "dbt_project" / "packages.yml", folder / "packages.yml")
    (folder / "dbt_project.yml").write_text("{name: probe, version: 1.0.0, profile: probe}")
    return folder


@pytest.fixture(scope="module")
def hub() -> Iterator[str]:
    """A server that answers as the hub does; one for all tests, because dbt remembers what a hub said."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "DEFAULT_REGISTRY_BASE_URL", address)
        yield address
    server.shutdown()
    server.server_close()


class _Hub(BaseHTTPRequestHandler):
    """`/api/v1/index.json` lists the packages, `/api/v1/<owner>/<name>.json` describes one, `/<name>.tar.gz` is one."""

    def do_GET(self) -> None:
        name = Path(self.path).name.split(".")[0]
        body = _archive(name)
        if self.path.startswith("/api/"):
            body = json.dumps(list(NAMES)).encode() if name == "index" else self._description(name)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def _description(self, name: str) -> bytes:
        owner = self.path.split("/")[3]
        version = NAMES[f"{owner}/{name}"]
        archive = f"http://127.0.0.1:{self.server.server_port}/{name}.tar.gz"  # type: ignore[attr-defined]
        release = {"name": name, "version": version, "packages": [], "downloads": {"tarball": archive}}
        return json.dumps({"name": name, "namespace": owner, "versions": {version: release}}).encode()

    def log_message(self, *_: object) -> None:
        """Keep the test's output quiet."""


def _archive(name: str) -> bytes:
    content = f"name: {name}\nversion: 1.0.0\nconfig-version: 2\n".encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for file in ("dbt_project.yml", "README.md"):
            member = tarfile.TarInfo(f"{name}-1/{file}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def installed(project: Path) -> set[str]:
    return {folder.name for folder in (project / "dbt_packages").iterdir()}


def test_without_a_hub_our_own_package_is_installed_and_a_second_time_changes_nothing(project: Path) -> None:
    for _ in range(2):
        used = swap(project, hub_required=False, hub_url=NO_HUB)
        assert used.startswith("locks/offline.yml")
        # dbt rewrites a lock whose hash is not that of packages.yml: this one it left as it was.
        assert (project / "package-lock.yml").read_bytes() == (project / "locks" / "offline.yml").read_bytes()
        assert installed(project) == {"dbt_expectations"}
        assert (project / "dbt_packages" / "dbt_expectations" / "macros").is_dir()


def test_with_a_hub_the_published_packages_are_installed(project: Path, hub: str) -> None:
    assert swap(project, hub_required=True, hub_url=hub).startswith("locks/hub.yml")
    assert (project / "package-lock.yml").read_bytes() == (project / "locks" / "hub.yml").read_bytes()
    assert installed(project) == {"dbt_expectations", "dbt_date"}
    assert not (project / "dbt_packages" / "dbt_expectations" / "macros").exists()


def test_going_offline_replaces_the_packages_of_the_hub(project: Path, hub: str) -> None:
    swap(project, hub_required=False, hub_url=hub)
    swap(project, hub_required=False, hub_url=NO_HUB)
    assert installed(project) == {"dbt_expectations"}
    assert (project / "dbt_packages" / "dbt_expectations" / "macros").is_dir()


def test_a_required_hub_out_of_reach_fails_and_touches_nothing(project: Path) -> None:
    with pytest.raises(SwapError, match=r"REQUIRE_HUB=1.*unset it"):
        swap(project, hub_required=True, hub_url=NO_HUB)
    assert not (project / "package-lock.yml").exists()
    assert not (project / "dbt_packages").exists()


def test_a_hub_without_the_locked_version_counts_as_out_of_reach(project: Path, hub: str) -> None:
    lock = project / "locks" / "hub.yml"
    lock.write_text(lock.read_text().replace("0.10.10", "9.9.9"))
    assert "KeyError" in str(hub_obstacle(lock, hub))


def test_both_locks_pin_what_packages_yml_names() -> None:
    locks = {
        name: yaml.safe_load((ROOT / "dbt_project" / "locks" / f"{name}.yml").read_text())
        for name in ("hub", "offline")
    }
    wanted = yaml.safe_load((ROOT / "dbt_project" / "packages.yml").read_text())["packages"]
    pinned = [{"package": entry["package"], "version": entry["version"]} for entry in locks["hub"]["packages"]]
    assert all(entry in pinned for entry in wanted)
    assert [entry["name"] for entry in locks["offline"]["packages"]] == ["dbt_expectations"]
