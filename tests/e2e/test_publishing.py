"""What readers see while builds run, pass, fail, start anew and change columns; and that no reader can stop one."""

from pathlib import Path

import pytest

from ingestion import ingest
from orchestration.transform import project
from orchestration.transform.build import Built, build
from tests import shop
from tests.database import query
from tests.e2e import pipeline
from tests.e2e.changing import copied_project, replaced
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
    lost = "from raw_retail.invoices where invoice_no = '171'"
    new = "select status from observability.processing_log where path like '%2025_01_17.csv'"
    with watching() as watcher:
        land("2025-01-15")
        pipeline.run()
        with asleep(*HELD):
            land("2025-01-16", 3)
            land_retail("2025-01-15", 1)
            pipeline.run()
        land("2025-01-17")
        ingest()
        execute(f"create table public.lost as select * {lost}")
        execute(f"delete {lost}")
        before = shown()
        failed = attempt()
        assert failed.outcome is not None
        assert failed.outcome.state == "failed"
        assert shown() == before
        assert query(new) == [("loaded",)] * 6, "while a gate fails, the log shows the files it is about"
        execute("insert into raw_retail.invoices select * from public.lost")
        with asleep(*HELD):
            pipeline.run(from_scratch=True)
    assert watcher.errors == []
    assert watcher.mixed == []
    assert watcher.blocked == []
    assert [len(found) for found in watcher.states.values() if len(found) > 1] == []
    assert sorted(watcher.states) == publications()
    assert len(publications()) == 3


@pytest.fixture
def other_columns(four_shops: WarehouseSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The project with a column more and a column less in fct_sales, and less patience with readers."""
    copy = copied_project(tmp_path)
    replaced(copy / "dbt_project.yml", "publish_wait_seconds: 60", "publish_wait_seconds: 2")
    facts = copy / "models/marts/core/facts"
    replaced(
        facts / "fct_sales.sql", """{{ own_id("sales_lines.order_id") }} as invoice_no""", "2 * quantity as doubled"
    )
    contract = (facts / "_facts__models.yml").read_text()
    start = contract.index("- name: invoice_no", contract.index("name: fct_sales"))
    end = contract.index("- name:", start + 1)
    (facts / "_facts__models.yml").write_text(
        contract[:start] + "- name: doubled\n        data_type: bigint\n      " + contract[end:]
    )
    monkeypatch.setattr(project, "PROJECT_DIR", copy)


def test_columns_that_change_wait_for_a_reader_only_so_long(other_columns: None) -> None:
    before = shown()
    with watching("5s") as watcher:
        with asleep("core.fct_sales"):
            failed = attempt()
            assert shown() == before
        assert failed.outcome is not None
        assert failed.outcome.state == "error"
        [failure] = failed.outcome.failures
        assert "columns of core.fct_sales change, and for 2 seconds reader (pid" in failure.message
        assert "did not end a transaction that reads there" in failure.message
        built = attempt()
        assert built.outcome is not None
        assert built.outcome.failures == ()
    assert watcher.errors == []
    assert watcher.mixed == []
    assert [len(found) for found in watcher.states.values() if len(found) > 1] == []
    after = shown()
    assert {name for name in before if after[name] != before[name]} == {"core.fct_sales"}
    assert query("select count(*) from core.fct_sales where doubled is distinct from 2 * quantity") == [(0,)]
    columns = "select 1 from information_schema.columns where table_schema = 'core' and table_name = 'fct_sales'"
    assert query(f"{columns} and column_name = 'invoice_no'") == []
