"""Hand canonical csv files to dlt, which COPYs them into the raw tables.

Each source is a dlt pipeline of its own, since a pipeline has one dataset (`raw_<source>`). Its working folder is new
for every load: nothing of dlt's local state is needed, and a package that a killed process left behind cannot block the
next load.
"""

import os
import shutil
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.contracts.model import LINEAGE, Contract
from warehouse.connect import url
from warehouse.settings import WarehouseSettings

# Files up to this size are joined: a job of dlt's costs some milliseconds whatever it loads.
_JOIN_BELOW = 8 << 20
_JOIN_UP_TO = 64 << 20


class LoadFailedError(Exception):
    """dlt could not load a package; nothing of it counts."""


@dataclass(frozen=True)
class LoadFile:
    """A canonical csv with a header: `columns` are its raw columns in order, without lineage."""

    contract: Contract
    columns: tuple[str, ...]
    path: Path


def load(settings: WarehouseSettings, files: Sequence[LoadFile], work: Path) -> dict[str, str]:
    """Load the files, appending to their raw tables; returns dlt's load id by source.

    Raises:
        LoadFailedError: a package failed; rows of it may be in raw, where no ledger row points to them.
    """
    by_source: dict[str, list[LoadFile]] = defaultdict(list)
    for file in files:
        by_source[file.contract.source].append(file)
    return {source: _load_source(settings, source, group, work / source) for source, group in by_source.items()}


def import_dlt() -> Any:
    """Import dlt with its telemetry off; takes over a second, so a caller may do it beside other work."""
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")
    import dlt
    import dlt.destinations.impl.postgres.postgres

    return dlt


def _load_source(settings: WarehouseSettings, source: str, files: Sequence[LoadFile], work: Path) -> str:
    dlt = import_dlt()
    from dlt.extract.source import DltSource
    from dlt.pipeline.exceptions import PipelineStepFailed

    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    by_feed: dict[str, list[LoadFile]] = defaultdict(list)
    for file in files:
        by_feed[file.contract.feed].append(file)
    resources = [_resource(dlt, feed, _join(group, work)) for feed, group in by_feed.items()]
    pipeline = dlt.pipeline(
        pipeline_name=f"tillhouse_{source}",
        destination=dlt.destinations.postgres(credentials=url(settings, "loader")),
        dataset_name=f"raw_{source}",
        pipelines_dir=str(work / "dlt"),
    )
    # The ledger is the state: asking the database for dlt's own would cost time and could bring an old one back.
    pipeline.config.restore_from_destination = False
    try:
        pipeline.extract(DltSource(dlt.Schema(source), source, resources))
        pipeline.normalize()
        info = pipeline.load(raise_on_failed_jobs=True)
    except PipelineStepFailed as error:
        raise LoadFailedError(_reason(error)) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return str(info.loads_ids[0])


def _resource(dlt: Any, feed: str, files: Sequence[LoadFile]) -> Any:
    # dlt lets COPY take quoted empty fields of nullable columns for NULL: right for csv, where they mean the same, and
    # wrong for the empty texts of other formats. The table itself is ours, and nullable in any case.
    is_csv = "csv" in files[0].contract.formats
    columns: dict[str, dict[str, object]] = {
        name: {"data_type": "text", "nullable": is_csv} for file in files for name in file.columns
    }
    columns |= {name: {"data_type": "text"} for file in files for name in file.contract.part_columns}
    columns |= {name: {"data_type": "bigint"} for name in LINEAGE}
    imports = [dlt.mark.with_file_import(str(file.path), "csv") for file in files]
    return dlt.resource(
        iter(imports),
        name=feed,
        columns=columns,
        file_format="csv",
        write_disposition="append",
        schema_contract={"columns": "freeze", "data_type": "freeze"},
    )


def _join(files: Sequence[LoadFile], work: Path) -> list[LoadFile]:
    """Join small files with the same columns into larger ones."""
    out = [file for file in files if file.path.stat().st_size > _JOIN_BELOW]
    small: dict[tuple[str, ...], list[LoadFile]] = defaultdict(list)
    for file in files:
        if file not in out:
            small[file.columns].append(file)
    for group in small.values():
        target: Path | None = None
        for file in group:
            if target is None or target.stat().st_size > _JOIN_UP_TO:
                target = work / f"{file.contract.feed}_{len(out)}.csv"
                target.touch()
                out.append(LoadFile(file.contract, file.columns, target))
            with file.path.open("rb") as reader, target.open("ab") as writer:
                if writer.tell():
                    reader.readline()
                shutil.copyfileobj(reader, writer, 1 << 20)
    return out


def _reason(error: BaseException) -> str:
    """The innermost cause in one line."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return " ".join(str(error).split())[:500]
