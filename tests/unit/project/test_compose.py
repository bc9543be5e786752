"""docker-compose.yml against the code it starts: programs, modules, ports, paths, variables."""

import importlib.metadata
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.ui import INSTANCE
from warehouse.binaries import MAJOR_VERSION

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
DOCKERFILE = (ROOT / "docker" / "Dockerfile").read_text()
IMAGE = {
    name: value
    for line in re.findall(r"^ENV (.*)$", DOCKERFILE, re.MULTILINE)
    for name, value in re.findall(r"(\w+)=(\S+)", line)
}


def option(service: str, name: str) -> str:
    command = SERVICES[service]["command"]
    return str(command[command.index(name) + 1])


def test_postgres_is_the_release_that_is_embedded() -> None:
    release = re.fullmatch(r"postgres:(\d+)-\w+", SERVICES["postgres"]["image"])
    assert release
    assert int(release[1]) == MAJOR_VERSION
    # From release 18 on, the image keeps its data in a folder per release below this one.
    assert SERVICES["postgres"]["volumes"][0] == "postgres:/var/lib/postgresql"


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_can_be_waited_for(name: str) -> None:
    ends_by_itself = {
        target
        for service in SERVICES.values()
        for target, how in service.get("depends_on", {}).items()
        if how["condition"] == "service_completed_successfully"
    }
    assert name in ends_by_itself or SERVICES[name]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_starts_after_what_it_talks_to(name: str) -> None:
    waits: set[str] = set()
    todo = [name]
    while todo:
        for target, how in SERVICES[todo.pop()].get("depends_on", {}).items():
            assert how["condition"] in {"service_healthy", "service_completed_successfully"}
            waits.add(target)
            todo.append(target)
    talks_to = set(re.findall(r"@(\w+):\d+/", str(SERVICES[name].get("environment"))))
    if "/app/docker/workspace.yaml" in SERVICES[name].get("command", []):
        talks_to.add(workspace_server()["host"])
    assert talks_to <= waits


def workspace_server() -> dict[str, Any]:
    server = yaml.safe_load((ROOT / "docker" / "workspace.yaml").read_text())["load_from"][0]["grpc_server"]
    assert isinstance(server, dict)
    return server


def test_the_workspace_names_the_code_location() -> None:
    server = workspace_server()
    assert server["host"] == "code"
    assert str(server["port"]) == option("code", "--port")
    assert SERVICES["code"]["healthcheck"]["test"][-1] == option("code", "--port")


def test_the_code_location_is_a_module_of_this_project() -> None:
    spec = importlib.util.find_spec(option("code", "--module-name"))
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).is_relative_to(ROOT)


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_a_program_of_the_image(name: str) -> None:
    programs = {entry.name for entry in importlib.metadata.entry_points(group="console_scripts")}
    assert SERVICES[name]["command"][0] in programs
    health = SERVICES[name].get("healthcheck", {}).get("test", ["CMD", "python"])[1]
    assert health in programs | {"python"}


def test_only_the_web_server_is_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    port = option("webserver", "--port")
    assert published == {"webserver": [f"127.0.0.1:{port}:{port}"]}


def test_every_password_comes_from_the_environment_without_a_default() -> None:
    used = re.findall(r"\$\{(\w+)(:?[-?])?", TEXT)
    assert used
    assert {found for found in used if "PASSWORD" in found[0]} == {("TILLHOUSE_POSTGRES_PASSWORD", ":?")}
    for secret in re.findall(r"://\w+:([^@]+)@|PASSWORD: (\S+)", TEXT):
        assert (secret[0] or secret[1]).startswith("${")


def test_nothing_runs_as_root_or_reaches_the_docker_socket() -> None:
    assert re.search(r"^USER (?!root)\w+$", DOCKERFILE, re.MULTILINE)
    assert SERVICES["postgres"]["user"] == "postgres"
    assert not [name for name in OURS if "user" in SERVICES[name] or SERVICES[name].get("privileged")]
    assert "docker.sock" not in TEXT


@pytest.mark.parametrize("name", OURS)
def test_the_image_is_built_from_files_that_exist(name: str) -> None:
    build = SERVICES[name]["build"]
    context = (ROOT / build["context"]).resolve()
    assert (context / build["dockerfile"]).is_file()
    let_in = re.findall(r"^!(\S+)$", (context / f"{build['dockerfile']}.dockerignore").read_text(), re.MULTILINE)
    copied = re.findall(r"^COPY (?:--\S+ )*(.*) \S+$", DOCKERFILE, re.MULTILINE)
    assert {file for files in copied for file in files.split() if file != "."} <= set(let_in)
    assert [path for path in let_in if not (context / path).exists()] == []


def test_state_is_on_a_volume_of_every_service_that_shares_it() -> None:
    folders = {volume.split(":")[1] for volume in SERVICES["code"]["volumes"]}
    dagster = yaml.safe_load((ROOT / "docker" / "dagster.yaml").read_text())
    state = [IMAGE["TILLHOUSE_HOME"], dagster["compute_logs"]["config"]["base_dir"]]
    state.append(dagster["local_artifact_storage"]["config"]["base_dir"])
    assert [path for path in state if not any(Path(path).is_relative_to(folder) for folder in folders)] == []
    assert all(SERVICES[name]["volumes"] == SERVICES["code"]["volumes"] for name in OURS)
    named = {v.split(":")[0] for s in SERVICES.values() for v in s["volumes"] if not v.startswith(".")}
    assert named == set(COMPOSE["volumes"])


def test_mounted_files_exist() -> None:
    files = [v.split(":")[0] for s in SERVICES.values() for v in s["volumes"] if v.startswith(".")]
    assert files
    assert [file for file in files if not (ROOT / file).is_file()] == []


def test_dagster_keeps_its_records_in_a_database_that_is_created() -> None:
    dagster = yaml.safe_load((ROOT / "docker" / "dagster.yaml").read_text())
    variable = dagster["storage"]["postgres"]["postgres_url"]["env"]
    url = SERVICES["code"]["environment"][variable]
    # With psycopg 3, the driver of a bare postgresql://, dagster-postgres fails at its first event.
    assert url.startswith("postgresql+psycopg2://")
    database = url.rsplit("/", 1)[1]
    assert f"create database {database};" in (ROOT / "docker" / "initdb.sql").read_text()
    assert IMAGE["DAGSTER_HOME"] in DOCKERFILE.split("cp docker/dagster.yaml ")[1]


def test_the_image_installs_exactly_the_lock_without_development_tools() -> None:
    syncs = re.findall(r"uv sync[^\\\n]*", DOCKERFILE)
    assert len(syncs) == 2
    assert all({"--locked", "--no-dev"} <= set(sync.split()) for sync in syncs)


def test_dagster_runs_by_the_same_rules_as_on_a_laptop() -> None:
    dagster = yaml.safe_load((ROOT / "docker" / "dagster.yaml").read_text())
    where_state_lives = {"storage", "compute_logs", "local_artifact_storage"}
    assert {key: value for key, value in dagster.items() if key not in where_state_lives} == yaml.safe_load(INSTANCE)
