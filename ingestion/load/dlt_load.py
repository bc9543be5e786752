"""Hand canonical csv files to dlt, which COPYs them into the raw tables.

Each source is a dlt pipeline of its own, since a pipeline has one dataset (`raw_<source>`). Its working folder is new
for every load: nothing of dlt's local state is needed, and a package that a killed process left behind cannot block the
next load.
"""

import os
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ingestion.contracts.model import LINEAGE, Contract
from ingestion.reading.reader import Part
from warehouse import trouble
from warehouse.connect import full_url
from warehouse.settings import WarehouseSettings

# Files up to this size are joined: a job of dlt's costs some milliseconds whatever it loads.
_JOIN_BELOW = 8 << 20
_JOIN_UP_TO = 64 << 20
_ADDED = re.compile(r"\s(?:DETAIL|CONTEXT|HINT|LINE \d+):")


class LoadFailedError(Exception):
    """dlt could not load a package; nothing of it counts."""


def load(settings: WarehouseSettings, parts: Iterable[tuple[Contract, Part]], work: Path) -> dict[str, str]:
    """Append parts of files, each with the contract of its feed, to their raw tables; returns dlt's load id by source.

    Raises:
        LoadFailedError: a package failed; rows of it may be in raw, where no ledger row points to them.
        TillhouseError: it failed for the server's trouble, not for that of a file.
    """
    sources: dict[str, dict[str, tuple[Contract, list[Part]]]] = defaultdict(dict)
    for contract, part in parts:
        sources[contract.source].setdefault(contract.feed, (contract, []))[1].append(part)
    return {
        source: _load_source(settings, source, tuple(feeds.values()), work / source)
        for source, feeds in sources.items()
    }


def import_dlt() -> Any:
    """Import dlt with its telemetry off; takes over a second, so a caller may do it beside other work."""
    os.environ.setdefault("RUNTIME__DLTHUB_TELEMETRY", "false")
    os.environ.setdefault("RUNTIME__LOG_LEVEL", "CRITICAL")
    import dlt
    import dlt.destinations.impl.postgres.postgres

    return dlt


def _load_source(
    settings: WarehouseSettings, source: str, feeds: Sequence[tuple[Contract, Sequence[Part]]], work: Path
) -> str:
    dlt = import_dlt()
    from dlt.extract.source import DltSource
    from dlt.pipeline.exceptions import PipelineStepFailed

    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    resources = [_resource(dlt, contract, _join(contract.feed, parts, work)) for contract, parts in feeds]
    pipeline = dlt.pipeline(
        pipeline_name=f"tillhouse_{source}",
        destination=dlt.destinations.postgres(credentials=full_url(settings, "loader")),
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
        cause = _innermost(error)
        if isinstance(cause, OSError):
            raise trouble.of_system(cause, settings) from error
        reason = _in_one_line(cause)
        if found := trouble.of_server(reason):
            raise found from error
        raise LoadFailedError(reason) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return str(info.loads_ids[0])


def _resource(dlt: Any, contract: Contract, parts: Sequence[Part]) -> Any:
    # dlt lets COPY take quoted empty fields of nullable columns for NULL: right for csv, where they mean the same, and
    # wrong for the empty texts of other formats. The table itself is ours, and nullable in any case.
    is_csv = "csv" in contract.formats
    columns: dict[str, dict[str, object]] = {
        name: {"data_type": "text", "nullable": is_csv} for part in parts for name in part.columns
    }
    columns |= {name: {"data_type": "text"} for name in contract.part_columns}
    columns |= {name: {"data_type": "bigint"} for name in LINEAGE}
    imports = [dlt.mark.with_file_import(str(part.path), "csv") for part in parts]
    return dlt.resource(
        iter(imports),
        name=contract.feed,
        columns=columns,
        file_format="csv",
        write_disposition="append",
        schema_contract={"columns": "freeze", "data_type": "freeze"},
    )


def _join(feed: str, parts: Sequence[Part], work: Path) -> list[Part]:
    """Join small parts with the same columns into larger ones."""
    out = [part for part in parts if part.path.stat().st_size > _JOIN_BELOW]
    small: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in parts:
        if part not in out:
            small[part.columns].append(part)
    for group in small.values():
        target: Path | None = None
        for part in group:
            if target is None or target.stat().st_size > _JOIN_UP_TO:
                target = work / f"{feed}_{len(out)}.csv"
                target.touch()
                out.append(Part(part.columns, target))
            with part.path.open("rb") as reader, target.open("ab") as writer:
                if writer.tell():
                    reader.readline()
                shutil.copyfileobj(reader, writer, 1 << 20)
    return out


def _innermost(error: BaseException) -> BaseException:
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__ or error
    return error


def _in_one_line(error: BaseException) -> str:
    """What went wrong, without what Postgres adds to its message: that shows values of rows."""
    return " ".join(_ADDED.split(str(error))[0].split())[:500]
