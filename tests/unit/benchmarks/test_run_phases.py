"""The phases of a run add up to its seconds, and parts of a phase are told apart from it."""

from typing import Any

from benchmarks.run_phases import phases


def result(unique_id: str, start: int, end: int) -> dict[str, Any]:
    timing = [{"started_at": f"2025-01-01T00:00:{start:02}Z", "completed_at": f"2025-01-01T00:00:{end:02}Z"}]
    return {"unique_id": unique_id, "timing": timing, "execution_time": end - start}


RESULTS = [
    result("operation.p.p-on-run-start-0", 10, 11),
    result("model.p.a", 11, 15),
    result("model.p.b", 11, 14),
    result("test.p.c", 15, 16),
    result("operation.p.p-on-run-end-0", 16, 17),
    result("operation.p.p-on-run-end-1", 17, 19),
    {"unique_id": "model.p.skipped", "timing": [], "execution_time": 0.0},
]


def test_phases_add_up_to_the_seconds_of_the_process() -> None:
    spent = phases(RESULTS, load=2.0, build=12.0, seconds=20.0)
    assert {label: seconds for label, seconds in spent.items() if "." not in label} == {
        "load": 2.0,
        "dbt: import, parse, select": 3.0,
        "nodes": 6.0,
        "publish (on-run-end)": 3.0,
        "start, plan (parse), summary": 6.0,
    }


def test_nodes_are_summed_over_threads_by_kind() -> None:
    spent = phases(RESULTS, load=2.0, build=12.0, seconds=20.0)
    assert spent["nodes.models, sum over threads"] == 7
    assert spent["nodes.gates, sum over threads"] == 1
