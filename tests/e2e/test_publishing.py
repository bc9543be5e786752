"""What readers see while builds run, pass, fail, start anew and change columns; and that no reader can stop one."""

import pytest

from ingestion import ingest
from orchestration.transform.build import Built, build
from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.truth import content_hashes
from tests.e2e.watching import asleep, publications, watching
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings, get_settings

HELD = ("core.fct_sales", "kpi.kpi_revenue", "observability.processing_log")


def land(day: str, count: int = 2) -> None:
    """A day of two shops: `count` orders of the web shop and as many invoices of the gift shop."""
    rows = shop.storefront_rows(day, count)
    for entity in ("orders", "shipping"):
        rows[entity] = [line.replace("ORD", f"ORD{day[-2:]}-") for line in rows[entity]]
    for entity, lines in rows.items():
        shop.storefront_file(entity, day, lines)
    shop.trigger(day)
    land_retail(day, count)


def land_retail(day: str, count: int) -> None:
    lines = [shop.invoice_line(f"{day[-2:]}{n}").replace("2010-12-01", day) for n in range(count)]
    shop.retail_file(f"{day}.csv", lines)


def attempt() -> Built:
    """Build what is due, whatever comes of it."""
    return build(get_settings(), started_by="test")


def shown() -> dict[str, str]:
    """Hashes of what readers see."""
    return {name: found for name, found in content_hashes().items() if "." in name}


def execute(statement: str) -> None:
    with connect_admin(get_settings(), autocommit=True) as connection:
        assert connection.execute(statement.encode()).rowcount > 0


def test_readers_see_whole_builds_that_passed_and_hold_up_none(warehouse: WarehouseSettings) -> None:
    with watching() as watcher:
        land("2025-01-15")
        pipeline.run()
        with asleep(*HELD):
            land("2025-01-16", 3)
            pipeline.run()
        lost = "from raw_retail.invoices where invoice_no = '171'"
        land("2025-01-17")
        ingest()
        execute(f"create table public.lost as select * {lost}")
        execute(f"delete {lost}")
        before = shown()
        failed = attempt()
        assert failed.outcome is not None
        assert failed.outcome.state == "failed"
        assert shown() == before
        new = "select path, status from observability.processing_log where path like '%01_17.csv' or path like '%01-17.csv'"
        assert {status for _, status in query(new)} == {"loaded"}
        assert len(query(new)) == 6, "while a gate fails, the log shows the files it is about"
        execute("insert into raw_retail.invoices select * from public.lost")
        land_retail("2025-01-15", 4)
        pipeline.run()
        with asleep(*HELD):
            land_retail("2025-01-16", 1)
            pipeline.run(from_scratch=True)
    assert watcher.errors == []
    assert watcher.mixed == []
    assert watcher.blocked == []
    assert [len(found) for found in watcher.states.values() if len(found) > 1] == []
    assert sorted(watcher.states) == publications()
    assert len(publications()) == 4
