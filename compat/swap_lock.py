"""Choose the dbt package lock this machine can use, put it in place, and run `dbt deps`.

With the dbt hub in reach, `locks/hub.yml` installs the published packages. Without it, `locks/offline.yml` installs
our own `compat/dbt_expectations` under the same name. Both carry the hash dbt computes for `packages.yml`, so that dbt
takes either as up to date and never resolves anything by itself.
"""

import argparse
import os
import shutil
import sys
import threading
from pathlib import Path

import requests
import yaml
from dbt.cli.main import dbtRunner
from dbt.clients.registry import DEFAULT_REGISTRY_BASE_URL

HUB_URL = str(DEFAULT_REGISTRY_BASE_URL)
PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"
PROBE_SECONDS = 3.0


class SwapError(Exception):
    """Why no lock could be put in place, and what to do."""


def main() -> int:
    """Swap the lock of one dbt project; exit code 2 with one line when that is not possible."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--project", type=Path, default=PROJECT, help="the dbt project's folder")
    project = parser.parse_args().project.resolve()
    try:
        used = swap(project, hub_required=os.environ.get("REQUIRE_HUB") == "1")
    except SwapError as error:
        sys.stderr.write(f"swap_lock: {error}\n")
        return 2
    sys.stdout.write(f"dbt packages: {used}\n")
    return 0


def swap(project: Path, *, hub_required: bool, hub_url: str = HUB_URL) -> str:
    """Install the packages of one lock, the hub's if it can be had; returns a sentence saying which.

    Raises:
        SwapError: the hub is required but out of reach, or `dbt deps` failed.
    """
    obstacle = hub_obstacle(project / "locks" / "hub.yml", hub_url)
    if obstacle and hub_required:
        raise SwapError(
            f"REQUIRE_HUB=1, but the dbt hub cannot be used ({obstacle}); unset it, or open the way to the hub"
        )
    name = "offline" if obstacle else "hub"
    shutil.copyfile(project / "locks" / f"{name}.yml", project / "package-lock.yml")
    result = dbtRunner().invoke(["--quiet", "deps", "--project-dir", str(project)])
    if not result.success:
        reason = " ".join(str(result.exception or "see the lines above").split())
        raise SwapError(f"dbt deps failed with locks/{name}.yml: {reason}; `dbt deps` in {project} says more")
    return f"locks/offline.yml, our own compat package ({obstacle})" if obstacle else "locks/hub.yml, from the dbt hub"


def hub_obstacle(lock: Path, hub_url: str) -> str | None:
    """Why the packages of a lock cannot be fetched within three seconds; None when they can."""
    found = ["no answer from the dbt hub within 3 s"]
    # A thread, because looking a name up can hang far longer than any timeout requests knows of.
    probe = threading.Thread(target=_probe, args=(lock, hub_url, found), daemon=True)
    probe.start()
    probe.join(PROBE_SECONDS)
    return found[-1] or None


def _probe(lock: Path, hub_url: str, found: list[str]) -> None:
    """Ask for each locked package and its archive, which lies on another host; append the first obstacle, or ''."""
    try:
        for entry in yaml.safe_load(lock.read_text())["packages"]:
            page = requests.get(f"{hub_url}api/v1/{entry['package']}.json", timeout=PROBE_SECONDS)
            page.raise_for_status()
            archive = page.json()["versions"][entry["version"]]["downloads"]["tarball"]
            requests.head(archive, timeout=PROBE_SECONDS, allow_redirects=True).raise_for_status()
    except (requests.RequestException, KeyError) as error:
        found.append(f"the dbt hub is out of reach: {type(error).__name__}")
    else:
        found.append("")


if __name__ == "__main__":
    sys.exit(main())
