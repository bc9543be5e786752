"""What a change concerns, on a warehouse of two feeds."""

import pytest

from dbt_tillhouse.affected import affected, everything
from tests.unit.dbt_tillhouse.manifests import gate, graph, model, seed, source

ORDERS, VISITS, FILES = "source.t.raw_shop.orders", "source.t.raw_app.visits", "source.t.ops.files"
GRAPH = graph(
    source("raw_shop", "orders"),
    source("raw_app", "visits"),
    source("ops", "files"),
    source("quarantine", "rejected_rows"),
    seed("rules", "1"),
    model("stg_ops__files", FILES, folder="staging"),
    model("stg_orders", ORDERS, materialized="view", folder="staging"),
    model("stg_visits", VISITS, materialized="view", folder="staging"),
    model("chk_orders", "model.t.stg_orders", "model.t.stg_ops__files", "seed.t.rules", materialized="incremental"),
    model("chk_visits", "model.t.stg_visits", "model.t.stg_ops__files", materialized="incremental"),
    model("changed_orders", "model.t.chk_orders", "model.t.chk_visits", folder="intermediate/changes"),
    model("fct_orders", "model.t.chk_orders", "model.t.changed_orders", materialized="incremental"),
    model("fct_visits", "model.t.chk_visits", "model.t.changed_orders", materialized="incremental"),
    model("int_sales", "model.t.fct_orders", materialized="view"),
    model("agg_daily", "model.t.int_sales", materialized="table"),
    model("kpi", "model.t.agg_daily", materialized="view"),
    model("inline", "model.t.fct_visits", materialized="ephemeral"),
    model("agg_visits", "model.t.inline", materialized="incremental"),
    model("rejects", "source.t.quarantine.rejected_rows", materialized="table"),
    gate("orders_add_up", "model.t.chk_orders", "model.t.stg_ops__files", "model.t.rejects", FILES),
    gate("visits_add_up", "model.t.chk_visits", "model.t.stg_ops__files", "model.t.rejects", FILES),
    gate("sales_add_up", "model.t.int_sales"),
    gate("files_are_known", "model.t.stg_ops__files"),
    gate("an_audit", "model.t.fct_orders", tags=()),
)


def names(found: tuple[str, ...]) -> set[str]:
    return {key.rpartition(".")[2] for key in found}


ALWAYS = {"stg_ops__files", "changed_orders", "rejects", "files_are_known"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (("shop", "orders"), {"chk_orders", "fct_orders", "agg_daily", "kpi", "orders_add_up", "sales_add_up"}),
        (("app", "visits"), {"chk_visits", "fct_visits", "agg_visits", "visits_add_up"}),
        (("shop", "nothing_dbt_reads"), set()),
    ],
)
def test_a_changed_feed_concerns_what_is_below_it_and_not_what_a_change_set_filters(
    changed: tuple[str, str], expected: set[str]
) -> None:
    assert names(affected(GRAPH, {changed})) == ALWAYS | expected


def test_nothing_changed_concerns_nothing() -> None:
    assert affected(GRAPH, ()) == ()


def test_stale_code_concerns_what_is_below_it() -> None:
    stale = {"model.t.fct_visits", "model.t.inline", "model.t.agg_visits"}
    assert names(affected(GRAPH, (), stale=stale, whole=stale)) == {"fct_visits", "agg_visits"}


def test_a_view_is_made_again_only_when_it_is_stale_missing_or_what_it_shows_was_replaced() -> None:
    assert names(affected(GRAPH, (), missing=["model.t.kpi"])) == {"kpi"}
    assert names(affected(GRAPH, (), missing=["model.t.agg_daily"])) == {"agg_daily", "kpi"}
    assert names(affected(GRAPH, (), stale=["model.t.int_sales", "model.t.agg_daily", "model.t.kpi"])) == {
        "int_sales",
        "agg_daily",
        "kpi",
        "sales_add_up",
    }


def test_a_table_that_is_built_whole_takes_the_views_on_it_along() -> None:
    whole = ["model.t.fct_orders"]
    assert "int_sales" in names(affected(GRAPH, (), missing=whole, whole=whole))
    assert "int_sales" not in names(affected(GRAPH, {("shop", "orders")}))


def test_a_changed_gate_is_asked_again() -> None:
    assert names(affected(GRAPH, (), stale=["test.t.sales_add_up"])) == {"sales_add_up"}


def test_parents_come_first_and_gates_last() -> None:
    found = affected(GRAPH, {("shop", "orders")})
    assert found.index("model.t.chk_orders") < found.index("model.t.fct_orders") < found.index("model.t.agg_daily")
    assert all(key.startswith("test.") for key in found[-3:])


def test_everything_is_all_that_is_made_and_every_gate() -> None:
    found = names(everything(GRAPH))
    assert {"rules", "kpi", "visits_add_up"} < found
    assert found.isdisjoint({"inline", "an_audit"})
