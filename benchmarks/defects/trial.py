"""One trial: generate files with some defects, let every wave of them arrive, load and judge."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import seeds_gen
from benchmarks.defects.observe import observe
from benchmarks.defects.score import Observed
from ingestion import ingest
from orchestration.transform.build import build
from seeds_gen.answers.truth import Truth
from warehouse import schema
from warehouse.connect import connect_admin
from warehouse.errors import GateError
from warehouse.settings import WarehouseSettings

START = date(2024, 3, 1)
# The judged logs and what they read: all that rejects or flags a row. The rest of the warehouse cannot change that.
_JUDGED = (
    "--select",
    "+path:models/intermediate/checked",
    "--exclude",
    "resource_type:test",
    "resource_type:unit_test",
)


@dataclass(frozen=True)
class Amount:
    """How much a trial generates."""

    days: int
    scale: float
    seed: int


def run(
    settings: WarehouseSettings, defects: Sequence[str] | str, amount: Amount, *, whole: bool
) -> tuple[Truth, Observed]:
    """Generate, deliver, load and build into an emptied warehouse; `whole` builds and tests every model.

    Raises:
        GateError: the build did not pass.
        GeneratorError: a defect finds no row or file in so few days.
    """
    _empty(settings)
    landing = settings.home / "landing"
    truth = seeds_gen.generate(landing, START, amount.days, amount.seed, amount.scale, defects)
    _load_and_judge(settings, whole=whole)
    for wave in sorted({entry.wave for entry in truth.files} | {batch.wave for batch in truth.batches}):
        if wave > 1:
            seeds_gen.deliver(landing, wave)
            _load_and_judge(settings, whole=whole)
    return truth, observe(settings)


def _load_and_judge(settings: WarehouseSettings, *, whole: bool) -> None:
    ingest()
    built = build(settings, started_by="make defects", selection=None if whole else _JUDGED, even_if_done=True)
    failures = built.outcome.failures if built.outcome else ()
    if failures:
        told = "; ".join(f"{failure.name}: {failure.message}" for failure in failures[:3])
        raise GateError(f"the build did not pass: {told}", "see it by hand: make demo")


def _empty(settings: WarehouseSettings) -> None:
    """Bring the warehouse and its folders back to what `tillhouse up` leaves."""
    for name in ("landing", "archive", "work"):
        shutil.rmtree(settings.home / name, ignore_errors=True)
    with connect_admin(settings, autocommit=True) as connection:
        schemas = connection.execute(
            "select quote_ident(nspname) from pg_namespace where nspname !~ '^(pg_|information_schema$|public$)'"
        ).fetchall()
        for (name,) in schemas:
            connection.execute(f"drop schema {name} cascade".encode())
    schema.ensure(settings)
