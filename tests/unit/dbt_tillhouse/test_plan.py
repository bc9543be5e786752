"""What must be built whole, and how that is said."""

from dataclasses import replace
from typing import Any

from dbt_tillhouse.claims import read_claim
from dbt_tillhouse.fingerprints import fingerprints
from dbt_tillhouse.graph import Graph
from dbt_tillhouse.plan import Plan, Stored, make_plan
from tests.unit.dbt_tillhouse.manifests import gate, graph, macro, model, seed

RAW = {
    "rules": seed("rules", "1"),
    "log": model("log", "seed.t.rules", materialized="incremental", macros=["macro.t.is_sold"]),
    "view": model("view", "model.t.log", materialized="view"),
    "facts": model("facts", "model.t.view", materialized="incremental"),
    "other": model("other", materialized="incremental"),
    "assert": gate("assert", "model.t.facts"),
    "is_sold": macro("is_sold", "one"),
}


def project(**changes: Any) -> Graph:
    return graph(*({**thing, **changes.get(name, {})} for name, thing in RAW.items()))


def built(before: Graph, *, build_id: int | None = None, without: tuple[str, ...] = ()) -> Stored:
    """A database in which everything was built from a project, but for what is `without`."""
    claims = {key: read_claim(found.as_text(build_id)) for key, found in fingerprints(before).items()}
    return Stored(
        published=7,
        published_builds=frozenset(),
        claims={key: claim for key, claim in claims.items() if claim},
        relations=frozenset(("core", name) for name in RAW if name not in without),
        changed=frozenset(),
    )


def whole(plan: Plan) -> list[str]:
    return [key.rpartition(".")[2] for key in plan.whole]


def reasons(plan: Plan) -> dict[str, str]:
    return {one.name: one.why for one in plan.rebuilt}


def test_what_was_built_from_this_code_is_left_alone() -> None:
    plan = make_plan(project(), built(project()))
    assert (plan.stale, plan.whole, plan.affected, plan.rebuilt) == ((), (), (), ())


def test_a_changed_macro_rebuilds_what_uses_it_and_all_below_and_is_named() -> None:
    plan = make_plan(project(is_sold={"macro_sql": "two"}), built(project()))
    assert whole(plan) == ["log", "facts"]
    assert reasons(plan) == dict.fromkeys(("log", "view", "facts"), "macro is_sold changed")
    assert plan.affected == ("model.t.log", "model.t.view", "model.t.facts", "test.t.assert")


def test_causes_are_said_in_the_order_of_the_project_each_once() -> None:
    now = project(
        rules={"checksum": {"name": "sha256", "checksum": "2"}},
        facts={"raw_code": "select 2", "unrendered_config": {"materialized": "incremental", "unique_key": "x"}},
    )
    said = reasons(make_plan(now, built(project())))
    assert said["log"] == "seed rules changed"
    assert said["facts"] == "seed rules changed, model facts changed, the configuration of facts changed"


def test_before_anything_was_published_everything_is_built_whole() -> None:
    plan = make_plan(project(), replace(built(project()), published=None))
    assert set(whole(plan)) == {"other", "log", "facts"}
    assert len(plan.affected) == 6
    assert plan.rebuilt == ()


def test_a_missing_log_is_rebuilt_with_all_below_and_a_missing_view_alone() -> None:
    plan = make_plan(project(), built(project(), without=("log",)))
    assert whole(plan) == ["log", "facts"]
    assert reasons(plan)["facts"] == "model log is not in the database"
    plan = make_plan(project(), built(project(), without=("view",)))
    assert (plan.stale, whole(plan)) == ((), [])
    assert plan.missing == ("model.t.view",)
    assert "model.t.view" in plan.affected


def test_what_a_build_that_was_not_published_made_is_rebuilt() -> None:
    stored = built(project(), build_id=12)
    assert reasons(make_plan(project(), stored))["other"] == "build 12 of other was not published"
    assert make_plan(project(), replace(stored, published_builds=frozenset({12}))).stale == ()


def test_below_a_node_without_a_claim_no_claim_holds() -> None:
    stored = built(project())
    claims = {key: claim for key, claim in stored.claims.items() if key != "model.t.log"}
    plan = make_plan(project(), replace(stored, claims=claims))
    assert whole(plan) == ["log", "facts"]
    assert reasons(plan)["view"] == "model log was not built to the end"


def test_a_changed_gate_is_stale_and_rebuilds_nothing() -> None:
    plan = make_plan(project(**{"assert": {"raw_code": "select 2"}}), built(project()))
    assert (plan.stale, whole(plan), plan.affected, plan.rebuilt) == (("test.t.assert",), [], ("test.t.assert",), ())


def test_tests_on_what_is_built_whole_ask_about_the_whole_history_and_no_others() -> None:
    two = {"other_is_right": gate("other_is_right", "model.t.other")}
    before, now = (
        graph(*({**RAW, **two, **changed}.values())) for changed in ({}, {"other": model("other", "model.t.log")})
    )
    assert make_plan(now, built(before)).unlimited == ("test.t.other_is_right",)
    assert set(make_plan(now, replace(built(now), published=None)).unlimited) == {
        "test.t.assert",
        "test.t.other_is_right",
    }
