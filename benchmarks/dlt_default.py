"""dlt as its introduction shows it: rows of a csv reader through `pipeline.run`, nothing configured."""

import csv
import shutil
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.harness import Cost, stopwatch
from benchmarks.home import cpu_with_server
from ingestion.contracts import load_contracts
from ingestion.load.dlt_load import import_dlt
from warehouse.connect import connect_admin, url
from warehouse.settings import WarehouseSettings


def load_rows(settings: WarehouseSettings, folder: Path, rows: int) -> Cost:
    """Load the first `rows` rows of the generated files, day by day, with dlt's default settings."""
    dlt = import_dlt()
    work = settings.home / "dlt-default"
    shutil.rmtree(work, ignore_errors=True)
    with connect_admin(settings, autocommit=True) as connection:
        connection.execute("drop schema if exists dlt_default cascade; checkpoint")
        connection.execute("grant create on database tillhouse to loader")
    pipeline = dlt.pipeline(
        pipeline_name="dlt_default",
        destination=dlt.destinations.postgres(credentials=url(settings, "loader")),
        dataset_name="dlt_default",
        pipelines_dir=str(work),
    )
    by_feed = first_rows(folder, rows)
    resources = [dlt.resource(_read(parts), name=feed) for feed, parts in by_feed.items()]
    with stopwatch(lambda: cpu_with_server(settings)) as watch:
        pipeline.run(resources)
    shutil.rmtree(work, ignore_errors=True)
    return watch.cost


def first_rows(folder: Path, rows: int) -> dict[str, list[tuple[Path, int]]]:
    """Which files to read, and how many rows of each, to get `rows` rows of the first days' files by feed."""
    found: dict[str, list[tuple[Path, int]]] = {}
    contracts = load_contracts().values()
    paths = [path for path in folder.glob("*/**/*.csv") if not path.relative_to(folder).as_posix().startswith(".")]
    left = rows
    for path in sorted(paths, key=lambda path: (path.stem.replace("-", "_")[-10:], path.as_posix())):
        relative = path.relative_to(folder).as_posix()
        feed = next((contract.key for contract in contracts if contract.path_regex.fullmatch(relative)), None)
        if feed is None or left <= 0:
            continue
        with path.open(newline="") as stream:
            there = sum(1 for _ in islice(csv.reader(stream), left + 1)) - 1
        found.setdefault(feed, []).append((path, there))
        left -= there
    return found


def _read(parts: list[tuple[Path, int]]) -> Iterator[dict[str | Any, str | Any]]:
    for path, count in parts:
        with path.open(newline="") as stream:
            yield from islice(csv.DictReader(stream), count)
