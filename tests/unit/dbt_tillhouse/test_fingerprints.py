"""A fingerprint changes with all that decides a node's rows, and with nothing else."""

from typing import Any

import pytest

from dbt_tillhouse.claims import holds, read_claim
from dbt_tillhouse.fingerprints import Fingerprint, fingerprints
from tests.unit.dbt_tillhouse.manifests import gate, graph, macro, model, seed

A, B, C, S, TEST = "model.t.a", "model.t.b", "model.t.c", "seed.t.s", "test.t.assert_a"


def project(**changes: Any) -> dict[str, Fingerprint]:
    """Seed s -> a -> b -> c, where b uses macro outer, which calls inner; changes are by name of what changes."""
    things = {
        "s": seed("s", "one"),
        "a": model("a", S, code="select 1"),
        "b": model("b", A, code="select {{ outer() }}", macros=["macro.t.outer"]),
        "c": model("c", B, materialized="incremental"),
        "alone": model("alone"),
        "assert_a": gate("assert_a", A),
        "outer": macro("outer", "{% macro outer() %}{{ inner() }}{% endmacro %}", "macro.t.inner"),
        "inner": macro("inner", "{% macro inner() %}1{% endmacro %}"),
        "strategy": macro("get_incremental_replace_sql", "delete"),
        "log": macro("log_it", "x", changes_rows=False),
    }
    return fingerprints(graph(*({**things[name], **changes.get(name, {})} for name in things)))


def changed(**changes: Any) -> set[str]:
    """Names of the nodes whose chain a change moves."""
    before, after = project(), project(**changes)
    return {key.rpartition(".")[2] for key in before if before[key].chain != after[key].chain}


def test_a_comment_or_a_blank_changes_nothing() -> None:
    assert changed(a={"raw_code": "select  1 -- one\n"}) == set()
    assert changed(inner={"macro_sql": "{% macro inner() %}{# one #}1{% endmacro %}"}) == set()


def test_code_moves_what_is_downstream_and_nothing_beside_it() -> None:
    assert changed(a={"raw_code": "select 2"}) == {"a", "b", "c", "assert_a"}
    assert changed(b={"raw_code": "select 2"}) == {"b", "c"}


def test_a_macro_used_through_another_macro_counts() -> None:
    assert changed(inner={"macro_sql": "{% macro inner() %}2{% endmacro %}"}) == {"b", "c"}


def test_the_strategy_of_an_incremental_model_counts_though_nothing_calls_it() -> None:
    config = {"unrendered_config": {"materialized": "incremental", "incremental_strategy": "replace"}}
    before = project(c=config)
    after = project(c=config, strategy={"macro_sql": "delete more"})
    assert {key for key in before if before[key] != after[key]} == {C}


def test_a_macro_that_changes_no_rows_does_not_count() -> None:
    with_log = {"depends_on": {"nodes": [S], "macros": ["macro.t.log_it"]}}
    assert project(a=with_log)[A] == project(a=with_log, log={"macro_sql": "y"})[A]


def test_a_macro_of_dbt_itself_counts_only_for_what_of_the_project_it_calls() -> None:
    builtin = macro("materialization_table_default", "v1", "macro.t.mine", package="dbt")
    mine = macro("mine", "one")

    def chain(builtin_code: str, mine_code: str) -> str:
        things = [model("a"), builtin | {"macro_sql": builtin_code}, mine | {"macro_sql": mine_code}]
        return fingerprints(graph(*things))[A].chain

    assert chain("v1", "one") == chain("v2", "one")
    assert chain("v1", "one") != chain("v1", "two")


def test_the_content_of_a_seed_counts() -> None:
    assert changed(s={"checksum": {"name": "sha256", "checksum": "two"}}) == {"s", "a", "b", "c", "assert_a"}


def test_a_large_seed_is_known_by_its_content_too(tmp_path: Any) -> None:
    (tmp_path / "s.csv").write_text("x\n1\n")
    by_path = {
        "checksum": {"name": "path", "checksum": "seeds/s.csv"},
        "root_path": str(tmp_path),
        "original_file_path": "s.csv",
    }
    before = project(s=by_path)[S]
    (tmp_path / "s.csv").write_text("x\n2\n")
    assert project(s=by_path)[S] != before


@pytest.mark.parametrize(
    "config",
    [{"materialized": "view"}, {"unique_key": "x"}, {"meta": {"grows_by": "day"}}, {"post-hook": "{{ x() }}"}],
)
def test_configuration_counts(config: dict[str, Any]) -> None:
    assert changed(a={"unrendered_config": {"materialized": "table", **config}}) == {"a", "b", "c", "assert_a"}


@pytest.mark.parametrize(
    "config",
    [
        {"tags": ["x"]},
        {"docs": {"show": False}},
        {"group": "g"},
        {"access": "public"},
        {"description": "d"},
        {"meta": {"owner": "me"}},
        {"meta": {"dagster": {"group": "g"}}},
    ],
)
def test_what_only_describes_does_not_count(config: dict[str, Any]) -> None:
    assert changed(a={"unrendered_config": {"materialized": "table", **config}}) == set()


def test_columns_count_by_name_type_and_constraints_not_by_description() -> None:
    def columns(**more: Any) -> dict[str, Any]:
        return {"columns": {"x": {"name": "x", "data_type": "int", "constraints": [], **more}}}

    before = project(a=columns())[A].chain
    assert before != project()[A].chain
    assert before == project(a=columns(description="what it is"))[A].chain
    assert before != project(a=columns(data_type="text"))[A].chain
    assert before != project(a=columns(constraints=[{"type": "not_null"}]))[A].chain


def test_the_arguments_of_a_test_count() -> None:
    assert changed(assert_a={"test_metadata": {"kwargs": {"at_least": 5}}}) == {"assert_a"}


def test_a_claim_is_read_as_it_was_written_and_holds_when_its_build_was_published() -> None:
    now = project()[B]
    assert holds(read_claim(now.as_text()), now, frozenset())
    provisional = read_claim(now.as_text(12))
    assert not holds(provisional, now, frozenset({11}))
    assert holds(provisional, now, frozenset({12}))
    assert not holds(read_claim(project()[C].as_text()), now, frozenset())


@pytest.mark.parametrize("text", ["", "abc", "null", "[]", "{}", '{"build": 1, "chain": "x"}'])
def test_what_is_no_claim_of_ours_holds_nothing(text: str) -> None:
    assert not holds(read_claim(text), project()[A], frozenset({1}))
