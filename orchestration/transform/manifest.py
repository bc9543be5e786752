"""The parsed dbt project as a file, made once per state of the project: Dagster and builds plan from it."""

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from dbt_tillhouse.graph import Graph, read_graph
from dbt_tillhouse.parse_cache import CACHE
from orchestration.transform.project import fingerprint, target_dir
from orchestration.transform.runner import invoke
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings
from warehouse.trouble import one_line


def prepared_manifest(settings: WarehouseSettings) -> Path:
    """Path of the manifest that belongs to the project as it is now; parses the project when there is none yet.

    Parsing needs neither a database nor `dbt deps`. The file is named after the project's fingerprint and put in place
    in one step, so that several processes may ask at once and none ever reads half a manifest or a stale one.

    Raises:
        TillhouseError: the project does not parse, or its packages were not fetched.
    """
    folder = settings.home / "dbt" / "manifests"
    path = folder / f"{fingerprint()[:16]}.json"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _parse(settings, path)
        _forget_others(path)
    return path


def prepared_graph(settings: WarehouseSettings) -> Graph:
    """The part of the prepared manifest that decides what must be built; raises as it does."""
    return read_graph(json.loads(prepared_manifest(settings).read_bytes()))


def _parse(settings: WarehouseSettings, path: Path) -> None:
    with TemporaryDirectory(dir=path.parent, prefix=".parse-") as scratch:
        cache = target_dir(settings) / CACHE
        if cache.exists():
            shutil.copy(cache, scratch)
        finished = invoke(settings, ["parse"], target=Path(scratch))
        if not finished.success:
            raise TillhouseError(
                f"the dbt project does not parse: {one_line(str(finished.exception))}",
                "see: cd dbt_project && dbt parse",
            )
        Path(scratch, "manifest.json").replace(path)
        if not cache.exists():
            cache.parent.mkdir(parents=True, exist_ok=True)
            # Replaced, not written: a build may be reading it.
            Path(scratch, CACHE).replace(cache)


def _forget_others(path: Path, keep: int = 5) -> None:
    """Drop all but the newest manifests; a process that still holds an older one has it in memory."""
    by_age = sorted(path.parent.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in by_age[keep:]:
        if old != path:
            old.unlink(missing_ok=True)
