"""A recording keeps the work that dbt sends, node by node, and leaves out what it asks the catalogue for itself."""

from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.replay import Recording, is_bookkeeping


def query(node: str, sql: str, name: str = "SQLQuery") -> Any:
    data = SimpleNamespace(node_info=SimpleNamespace(unique_id=node), sql=sql)
    return SimpleNamespace(info=SimpleNamespace(name=name), data=data)


@pytest.mark.parametrize(
    "sql",
    [
        '/* {"app": "dbt"} */ select relname from pg_catalog.pg_class',
        "with t as (select 1 from information_schema.columns) select * from t",
        "-- nothing\n",
        "/* x */ do $$\n    begin\n        perform 1 from ops.builds\n where invocation_id = 'x' for share;\n end $$",
    ],
)
def test_questions_to_the_catalogue_and_about_the_build_are_bookkeeping(sql: str) -> None:
    assert is_bookkeeping(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "create table a as select * from b",
        "BEGIN",
        "/* pg_catalog */ select count(*) from core.fct_sales",
        "analyze a",
        "do $publish$ begin perform 1 from ops.builds; delete from core.fct_sales; end $publish$",
    ],
)
def test_the_work_itself_is_kept(sql: str) -> None:
    assert not is_bookkeeping(sql)


def test_statements_stay_in_order_and_by_node() -> None:
    recording = Recording()
    for event in (
        query("model.a", "one"),
        query("model.b", "x"),
        query("model.a", "two"),
        query("model.a", "y", "Other"),
    ):
        recording.hear(event)
    recording.hear(query("", "of no node"))
    assert recording.statements == {"model.a": ["one", "two"], "model.b": ["x"]}


def test_seeds_are_left_out_because_their_rows_are_not_told() -> None:
    recording = Recording()
    recording.hear(query("seed.s", "insert into s values (%s)"))
    assert recording.statements == {}


def test_hooks_come_before_and_after_all_else() -> None:
    hooks = ["operation.p-on-run-start-0", "operation.p-on-run-end-0", "operation.p-on-run-end-1"]
    recording = Recording(statements={name: ["one"] for name in (hooks[0], "model.a", "model.b", *hooks[1:])})
    recording.note_graph({"model.b": ["model.a"]})
    assert recording.waits_for == {
        hooks[0]: set(),
        "model.a": {hooks[0]},
        "model.b": {hooks[0], "model.a"},
        hooks[1]: {hooks[0], "model.a", "model.b"},
        hooks[2]: {hooks[0], "model.a", "model.b", hooks[1]},
    }


def test_a_node_waits_only_for_nodes_that_were_recorded() -> None:
    recording = Recording(statements={"model.a": ["one"], "model.b": ["two"]})
    recording.note_graph({"model.b": ["model.a", "source.raw"], "model.a": ["source.raw"]})
    assert recording.waits_for == {"model.a": set(), "model.b": {"model.a"}}


def test_indexes_lose_the_names_they_had_once() -> None:
    recording = Recording()
    recording.hear(query("model.a", 'create  index if not exists\n  "3e78"\n  on a (b)'))
    recording.hear(query("model.a", 'create unique index if not exists "c926" on a (c)'))
    assert [" ".join(sql.split()) for sql in recording.statements["model.a"]] == [
        "create index on a (b)",
        "create unique index on a (c)",
    ]
