"""Code is an input as files are: whatever changed about it, the next run shows that everywhere, asked or not."""

from pathlib import Path

import pytest

from orchestration.transform import project, runner
from orchestration.transform.build import Built, build
from tests.database import empty_warehouse, query
from tests.e2e import pipeline
from tests.e2e.changing import Model, change_result, copied_project, models, replaced, stored_rows
from tests.e2e.kept import four_shops, land
from tests.e2e.truth import content_hashes
from warehouse.settings import WarehouseSettings, get_settings

FOLDERS = {
    "staging": ["staging"],
    "checked": ["intermediate/checked"],
    "resolved": ["intermediate/resolved"],
    "changes": ["intermediate/changes"],
    "unified and reference": ["intermediate/unified", "intermediate/reference"],
    "quality": ["intermediate/quality"],
    "core": ["marts/core"],
    "kpi and observability": ["marts/kpi", "marts/observability"],
}


@pytest.fixture
def changed_project(four_shops: WarehouseSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the project in which nothing has changed yet since it was published."""
    copy = copied_project(tmp_path)
    monkeypatch.setattr(project, "PROJECT_DIR", copy)
    return copy


def next_build() -> Built:
    """What the next run builds, for no other reason than code, and publishes."""
    built = build(get_settings(), started_by="test")
    failures = built.outcome.failures if built.outcome else ()
    assert not failures, [(failure.name, failure.message) for failure in failures]
    return built


def columns(table: str) -> set[str]:
    schema, name = table.split(".")
    rows = query(
        "select column_name from information_schema.columns where table_schema = %s and table_name = %s", [schema, name]
    )
    return {row[0] for row in rows}


def indexes(table: str) -> list[str]:
    """The indexes of a table without their names."""
    rows = query(
        "select substring(indexdef from 'USING (.*)$') from pg_indexes where schemaname || '.' || tablename = %s",
        [table],
    )
    return sorted(row[0] for row in rows)


def with_other_column(sales_yml: str) -> str:
    old = "      - name: invoice_no\n        data_type: text\n"
    assert sales_yml.count(old) == 1
    return sales_yml.replace(old, "      - name: is_credited\n        data_type: boolean\n")


def test_a_comment_is_no_change(changed_project: Path) -> None:
    replaced(
        changed_project / "models/marts/core/facts/fct_sales.sql",
        "with sales_lines as (",
        "-- Why.\nwith  sales_lines  as (\n",
    )
    replaced(
        changed_project / "macros/rules/judge.sql",
        "{% macro rule_severities",
        "{# A note. #}\n\n{% macro rule_severities",
    )
    assert next_build().outcome is None
    assert next_build().reason is None


def test_columns_that_come_and_go_a_rate_and_an_index_need_no_flag(changed_project: Path) -> None:
    sales = changed_project / "models/marts/core/facts/fct_sales.sql"
    replaced(
        sales, '        {{ own_id("sales_lines.order_id") }} as invoice_no,\n', "        sales_lines.is_credited,\n"
    )
    yml = changed_project / "models/marts/core/facts/_facts__models.yml"
    other, sales_yml = yml.read_text().split("  - name: fct_sales\n")
    yml.write_text(f"{other}  - name: fct_sales\n{with_other_column(sales_yml)}")
    replaced(sales, '{"columns": ["date_id"]}', '{"columns": ["date_id", "source"]}')
    rates = changed_project / "seeds/fx_rates.csv"
    replaced(rates, "2025-07-01,GBP", "2024-02-01,GBP,2.500000\n2025-07-01,GBP")
    built = next_build()
    why = {one.name: one.why for one in built.rebuilt}
    assert "model fct_sales changed" in why["fct_sales"]
    assert why["int_daily_rates"] == "seed fx_rates changed"
    assert "seed fx_rates changed" in why["fct_sales"]
    assert "chk_app__events" not in why, "no rule of events asks about rates"
    for layer in ("core", "build_core"):
        assert "is_credited" in columns(f"{layer}.fct_sales")
        assert "invoice_no" not in columns(f"{layer}.fct_sales")
        assert "btree (date_id, source)" in indexes(f"{layer}.fct_sales")
        assert "btree (date_id)" not in indexes(f"{layer}.fct_sales")
    found = content_hashes()
    assert next_build().outcome is None
    assert loaded_at_once() == found


def loaded_at_once() -> dict[str, str]:
    """What a warehouse shows that the changed project makes of the same files from nothing."""
    empty_warehouse()
    land(four_shops())
    pipeline.run()
    return content_hashes()


@pytest.mark.reliability
@pytest.mark.parametrize(
    ("file", "old", "new", "why"),
    [
        (
            "macros/rules/vocabulary.sql",
            "'retail:PADS'",
            "'retail:PADS', 'retail:{code}'",
            "macro is_retail_product changed",
        ),
        ("macros/build/replace_changed.sql", "delete from", "delete  /* all of it */  from", ""),
        (
            "seeds/dq_rules.csv",
            "distance_km,validity,warn,The distance is more",
            "distance_km,validity,error,The distance is more",
            "seed dq_rules changed",
        ),
    ],
)
def test_what_models_share_is_an_input(changed_project: Path, file: str, old: str, new: str, why: str) -> None:
    [(code,)] = query("select min(substr(product_id, 8)) from core.fct_sales where source = 'retail' and is_product")
    before = content_hashes()
    replaced(changed_project / file, old, new.format(code=code))
    built = next_build()
    found = content_hashes()
    if why:
        assert why in {one.why for one in built.rebuilt}
        assert found != before
    else:
        assert built.outcome is None
    assert loaded_at_once() == found


@pytest.mark.reliability
def test_code_that_changed_back_after_a_part_of_it_was_built_leaves_nothing(changed_project: Path) -> None:
    before = content_hashes()
    log = changed_project / "models/intermediate/checked/retail/chk_retail__invoices.sql"
    replaced(log, "quantity > 0 and unit_price > 0", "quantity > 3 and unit_price > 0")
    for part in ("chk_retail__invoices", "+int_retail__product_days +fct_sales"):
        finished = runner.invoke(get_settings(), ["run", "--select", *part.split()])
        assert finished.success, finished.exception or [
            (one.node.name, one.message) for one in finished.results if one.status != "success"
        ]
    replaced(log, "quantity > 3 and unit_price > 0", "quantity > 0 and unit_price > 0")
    built = next_build()
    assert {"chk_retail__invoices", "int_retail__product_days", "fct_sales"} <= {one.name for one in built.rebuilt}
    assert content_hashes() == before


@pytest.mark.reliability
@pytest.mark.parametrize("folders", FOLDERS.values(), ids=FOLDERS)
def test_every_model_that_gives_another_result_takes_everything_below_along(
    changed_project: Path, folders: list[str]
) -> None:
    parents = [changed_project / "models" / folder for folder in folders]
    chosen = [model for model in models() if any(parent in model.path.parents for parent in parents)]
    assert chosen
    for model in chosen:
        takes_everything_below_along(model)
    added = stored_rows()
    pipeline.run(from_scratch=True)
    whole = stored_rows()
    assert sorted(name for name in whole if whole[name] != added.get(name)) == []


def takes_everything_below_along(model: Model) -> None:
    before = stored_rows()
    what = f"{model.name}: {change_result(model)}"
    built = next_build()
    assert {one.name for one in built.rebuilt} == model.below, what
    assert built.published is not None
    assert built.published.build_id == built.build_id, what
    if not model.name.startswith(("changed_", "restated_")):
        relation = ".".join(model.relation)
        assert stored_rows()[relation] != before[relation], what
