"""The lock and its row, in this process: what a callback of dbt meets when the connection is cut under it."""

from collections.abc import Iterator
from types import SimpleNamespace as Thing

import pytest

from dbt_tillhouse.lock import open_session
from dbt_tillhouse.observer import Observer
from dbt_tillhouse.session import NewBuild, Session
from tests.database import query
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings


@pytest.fixture
def session(warehouse: WarehouseSettings) -> Iterator[Session]:
    opened = open_session(lambda: connect(warehouse, "transformer"), "ops", started_by="a test")
    opened.begin(NewBuild("x", "build", None, "x", 0, None, [], []), forget=[], claims=lambda _: {"model.t.a": "one"})
    yield opened
    opened.close()


def event(name: str, **data: object) -> Thing:
    return Thing(info=Thing(name=name), data=Thing(**data))


def cut(session: Session) -> None:
    query("select pg_terminate_backend(%s)", [session.connection.info.backend_pid])


def states() -> list[str]:
    return [row[0] for row in query("select state from ops.builds order by build_id")]


@pytest.mark.parametrize("undone", [{}, {"model.t.a": ["model.t.b"]}])
def test_a_cut_connection_ends_the_build_and_never_raises_in_a_thread_of_dbt(
    session: Session, undone: dict[str, list[str]]
) -> None:
    # dbt waits for ever for a node whose callback raised.
    ended: list[bool] = []
    observer = Observer(session, frozenset(), undone, lambda: ended.append(True))
    cut(session)
    observer(event("NodeStart", node_info=Thing(unique_id="model.t.a")))
    assert states() == ["killed"]
    observer(event("CommandCompleted", success=True))
    assert states() == ["killed"]
    assert ended == [True]


def test_a_connection_cut_between_two_questions_ends_the_build_too(session: Session) -> None:
    cut(session)
    session.forget(["model.t.b"])
    assert states() == ["killed"]
    assert not session.is_held()


def test_an_end_is_written_once_with_what_failed_in_the_words_of_the_build(session: Session) -> None:
    query_of_macros = """update ops.builds set failures = '[{"name": "gate", "message": "a sentence"}]'"""
    session.connection.execute(query_of_macros)
    observer = Observer(session, frozenset({"test.t.other"}), {}, lambda: None)
    for name, status in (("gate", "fail"), ("audit", "fail"), ("other", "pass"), ("skipped", "skipped")):
        node = Thing(unique_id=f"test.t.{name}", node_name=name, resource_type="test")
        observer(event("NodeFinished", node_info=node, run_result=Thing(status=status, message="Got 1 result")))
    observer(event("CommandCompleted", success=False))
    [row] = query("select state, models_passed, tests_passed, failures from ops.builds")
    assert row[:3] == ("failed", 0, 1)
    assert row[3] == [{"name": "gate", "message": "a sentence"}, {"name": "audit", "message": "Got 1 result"}]
