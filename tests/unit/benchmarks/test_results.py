"""A result is met or missed by its target's side, and the summary names what was missed."""

import json

import pytest

from benchmarks.results import Result, Target, as_cells, as_json, quantity, summary

MET = Result("load-csv", "time of COPY", 2.5, "x", Target(2.5))
MISSED = Result("generate", "rows/s a core", 499_999, "rows/s", Target(500_000, "at least"), "1 run")
OPEN = Result("load-csv", "with defects", 1.6, "x")


def test_a_limit_itself_is_met_on_either_side() -> None:
    assert Target(2.5).is_met(2.5)
    assert Target(10, "at least").is_met(10)


def test_a_value_beyond_the_limit_is_missed() -> None:
    assert not Target(2.5).is_met(2.51)
    assert not Target(10, "at least").is_met(9.99)


def test_a_result_without_target_is_neither_met_nor_missed() -> None:
    assert OPEN.met is None
    assert as_cells(OPEN)[3:5] == ("–", "–")


def test_a_row_shows_value_target_and_verdict() -> None:
    shown = ("generate", "rows/s a core", "499,999 rows/s", "at least 500,000 rows/s", "missed", "1 run")
    assert as_cells(MISSED) == shown


@pytest.mark.parametrize(
    ("value", "unit", "shown"), [(2.456, "x", "2.46x"), (43.21, "ms", "43.2 ms"), (1234.5, "s", "1,234 s")]
)
def test_quantities_keep_three_digits(value: float, unit: str, shown: str) -> None:
    assert quantity(value, unit) == shown


def test_the_summary_counts_targets_only_and_names_the_missed() -> None:
    assert summary([MET, MISSED, OPEN]) == "1 of 2 targets met; missed: generate (rows/s a core)"
    assert summary([MET, OPEN]) == "1 of 1 targets met"


def test_the_report_is_json_with_verdicts() -> None:
    report = json.loads(json.dumps(as_json([MET, MISSED, OPEN], {"seconds": 1.0})))
    assert [row["met"] for row in report["results"]] == [True, False, None]
    assert report["results"][1]["target"] == {"limit": 500_000, "side": "at least"}
    assert (report["format"], report["seconds"]) == (1, 1.0)
