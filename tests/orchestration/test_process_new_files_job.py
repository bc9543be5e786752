"""The whole job of the code location, in this process, from files to marts on the embedded database."""

from decimal import Decimal

import dagster as dg
import pytest

from tests import shop
from tests.database import query
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings

RAW = {"invoices", "orders", "customers", "products", "inventory", "shipping", "deliveries", "events"}


def process_new_files() -> dg.ExecuteInProcessResult:
    return run("process_new_files_job")


def run(name: str) -> dg.ExecuteInProcessResult:
    from orchestration.definitions import defs

    with dg.DagsterInstance.ephemeral() as instance:
        job = defs().resolve_job_def(name)
        return job.execute_in_process(instance=instance, raise_on_error=False)


def materialized(result: dg.ExecuteInProcessResult) -> dict[str, dg.AssetMaterialization]:
    return {
        "/".join(event.materialization.asset_key.path): event.materialization
        for event in result.get_asset_materialization_events()
    }


@pytest.fixture
def files(warehouse: WarehouseSettings) -> None:
    """Ten retail lines of 6 x 2.55, one of them damaged; a storefront day of 10.50 and 20.50; a file that is held."""
    shop.retail_file("day.csv", [*map(shop.invoice_line, range(1, 10)), "10,only two fields"])
    shop.retail_file("held.csv", ["1,2"], header="InvoiceNo,StockCode")
    shop.storefront_files("2025-01-15")
    shop.trigger("2025-01-15")


def test_new_files_become_marts_and_a_second_run_builds_nothing(files: None) -> None:
    result = process_new_files()
    assert result.success
    assets = materialized(result)
    invoices = {name: value.value for name, value in assets["raw_retail/invoices"].metadata.items()}
    assert (invoices["files loaded"], invoices["files held"]) == (1, 1)
    assert (invoices["rows read"], invoices["rows loaded"], invoices["rejected too_few_fields"]) == (10, 9, 1)
    assert "held.csv" in invoices["needs a look"]
    assert assets["raw_storefront/orders"].metadata["rows loaded"].value == 2
    assert "kpi/kpi_revenue" in assets
    checks = result.get_asset_check_evaluations()
    assert checks
    assert [check.check_name for check in checks if not check.passed] == []
    revenue = query("select source, currency_code, sum(net_amount) from kpi.kpi_revenue group by 1, 2 order by 1")
    assert revenue == [("retail", "GBP", Decimal("137.70")), ("storefront", "USD", Decimal("31.00"))]

    again = process_new_files()
    assert again.success
    assert {key.rpartition("/")[2] for key in materialized(again) if key.startswith("raw_")} == RAW
    assert materialized(again)["raw_retail/invoices"].metadata["files"].value == 0
    assert not [key for key in materialized(again) if key.startswith(("staging/", "core/", "kpi/"))]
    assert query("select state, started_by like 'dagster run %' from ops.builds") == [("passed", True)]


def test_the_audits_report_on_the_assets_they_ask_about_and_say_nothing_of_others(
    files: None, capfd: pytest.CaptureFixture[str]
) -> None:
    assert process_new_files().success
    result = run("audit_job")
    logged = capfd.readouterr().err
    assert "RUN_SUCCESS" in logged
    assert "did not yield" not in logged
    assert result.success
    checks = result.get_asset_check_evaluations()
    assert len(checks) > 20
    assert [check.check_name for check in checks if not check.passed] == []
    assert not materialized(result)
    assert query("select command, selection from ops.builds order by build_id desc limit 1") == [
        ("test", "dbt test --selector audit")
    ]


def test_a_model_that_cannot_be_built_fails_the_run_by_its_name_and_no_other(
    files: None, warehouse: WarehouseSettings
) -> None:
    # Where the model belongs stands a table that dbt may not replace.
    with connect_admin(warehouse) as connection:
        connection.execute("create table staging.stg_retail__invoices (x int)")
        connection.execute("alter table staging.stg_retail__invoices owner to loader")
    result = process_new_files()
    assert not result.success
    [failure] = result.get_step_failure_events()
    description = failure.step_failure_data.user_failure_data.description
    assert description == "did not pass: stg_retail__invoices"
    built = materialized(result)
    assert "raw_retail/invoices" in built
    assert "intermediate/chk_storefront__orders" in built
    assert "intermediate/chk_retail__invoices" not in built
    assert query("select state from ops.builds") == [("error",)]
