"""Whether anything can be loaded at all: one row that nothing counts goes the way of all rows, and is deleted again."""

from collections.abc import Callable, Sequence
from pathlib import Path

import psycopg

from ingestion.contracts.model import LINEAGE, Contract
from ingestion.load import raw
from ingestion.load.dlt_load import LoadFailedError
from ingestion.reading.reader import Part
from warehouse.settings import WarehouseSettings

Load = Callable[[WarehouseSettings, Sequence[tuple[Contract, Part]], Path], object]
# No file has this id: the ledger counts from 1.
_NO_FILE = 0


def trial_load(
    load: Load, connection: psycopg.Connection, settings: WarehouseSettings, contract: Contract, work: Path
) -> str | None:
    """Load a row of empty values into the feed's table and delete it; says why that does not work."""
    columns = tuple(column.raw for column in contract.columns)
    part = Part(columns, work / "trial.csv")
    header = ",".join((*columns, *contract.part_columns, *LINEAGE))
    part.path.write_text(f"{header}\n{',' * (len(columns) + len(contract.part_columns))}{_NO_FILE},1,1\n")
    try:
        load(settings, [(contract, part)], work / "trial")
    except LoadFailedError as error:
        return str(error)
    finally:
        raw.delete_rows(connection, contract, [_NO_FILE])
        connection.commit()
    return None
