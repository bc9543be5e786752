from types import SimpleNamespace
from typing import Any

import pytest

from orchestration.transform.outcome import BuildOutcome, summarise
from warehouse.trouble import one_line


def result(kind: str, status: str, name: str = "x", message: str = "", failures: int | None = None) -> Any:
    node = SimpleNamespace(resource_type=kind, name=name, compiled_path=f"target/{name}.sql")
    return SimpleNamespace(node=node, status=status, message=message, failures=failures)


def outcome_of(*results: Any, exception: BaseException | None = None) -> BuildOutcome:
    return summarise(results, exception, 1.5)


def test_models_seeds_and_snapshots_count_as_models_and_both_kinds_of_tests_as_tests() -> None:
    outcome = outcome_of(
        result("model", "success"), result("seed", "success"), result("snapshot", "success"),
        result("test", "pass"), result("unit_test", "pass"),
    )  # fmt: skip
    assert (outcome.models_passed, outcome.tests_passed, outcome.state) == (3, 2, "passed")


def test_warnings_and_skipped_nodes_do_not_fail_a_build_but_are_counted() -> None:
    outcome = outcome_of(result("test", "warn", failures=3), result("model", "skipped"))
    assert (outcome.warned, outcome.skipped, outcome.state) == (1, 1, "passed")


@pytest.mark.parametrize("kind", ["test", "unit_test"])
def test_a_failed_test_is_a_data_failure_that_names_the_test(kind: str) -> None:
    outcome = outcome_of(result("model", "success"), result(kind, "fail", "assert_sums", "Got 2 results", 2))
    [failure] = outcome.failures
    assert outcome.state == "failed"
    assert (failure.name, failure.rows, failure.compiled) == ("assert_sums", 2, "target/assert_sums.sql")


def test_a_model_that_cannot_run_is_an_error_even_beside_failed_tests() -> None:
    outcome = outcome_of(result("test", "fail", "a"), result("model", "error", "fct_sales", "connection\n  lost"))
    assert outcome.state == "error"
    assert [failure.name for failure in outcome.failures] == ["a", "fct_sales"]
    assert outcome.failures[1].message == "connection lost"


def test_a_test_that_could_not_run_is_an_error_because_it_says_nothing_about_the_data() -> None:
    assert outcome_of(result("test", "error", "a", "database error")).state == "error"


def test_a_command_that_died_before_any_node_is_an_error_with_its_reason() -> None:
    outcome = outcome_of(exception=RuntimeError("Could not connect\nto the server"))
    assert outcome.state == "error"
    assert outcome.failures[0].message == "Could not connect to the server"


def test_one_line_says_that_it_cut_a_long_message() -> None:
    assert one_line("x" * 500, limit=10) == "xxxxxxxxx…"
