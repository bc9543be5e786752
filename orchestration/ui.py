"""Open the Dagster UI on an instance that keeps its history under the home: `make ui`, `python -m orchestration.ui`."""

import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.errors import run_app
from warehouse.errors import TillhouseError
from warehouse.settings import PROJECT_ROOT, WarehouseSettings, get_settings

HOST = "127.0.0.1"
# Local state only. One run at a time may write the warehouse; a run whose process died is marked as failed.
INSTANCE = """\
telemetry: { enabled: false }
nux: { enabled: false }
concurrency:
  pools: { granularity: run, default_limit: 1 }
run_monitoring: { enabled: true, start_timeout_seconds: 180 }
retention:
  sensor: { purge_after_days: { skipped: 2, success: 30, failure: 30 } }
"""
WORKSPACE = """\
load_from:
  - python_module: { module_name: orchestration.definitions, location_name: tillhouse }
"""


def instance_dir(settings: WarehouseSettings) -> Path:
    """Write the instance's configuration under the home and return its folder."""
    folder = settings.home / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dagster.yaml").write_text(INSTANCE)
    (folder / "workspace.yaml").write_text(WORKSPACE)
    return folder


def ui(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where to listen, on this machine only.")] = 3000,
) -> None:
    """Start Postgres, prepare the dbt manifest, and become Dagster's web server, daemon and code location."""
    from orchestration.transform.manifest import prepared_manifest
    from warehouse import server

    settings = get_settings()
    _require_free(port)
    server.up(settings)
    prepared_manifest(settings)
    folder = instance_dir(settings)
    environment = os.environ | {"DAGSTER_HOME": str(folder), "TILLHOUSE_HOME": str(settings.home)}
    program = Path(sys.executable).with_name("dg")
    args = ["dg", "dev", "--host", HOST, "--port", str(port), "--workspace", str(folder / "workspace.yaml")]
    os.chdir(PROJECT_ROOT)
    typer.echo(f"Dagster: http://{HOST}:{port} (stop with Ctrl-C; Postgres stays up until `tillhouse down`)")
    os.execve(program, args, environment)  # noqa: S606


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise TillhouseError(
                f"port {port} is in use", "choose another: python -m orchestration.ui --port 3001"
            ) from error


if __name__ == "__main__":
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(ui)
    run_app(command)
