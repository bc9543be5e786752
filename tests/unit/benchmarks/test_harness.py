"""Runs alternate, and a ratio compares runs of the same round."""

from collections.abc import Callable

import pytest

from benchmarks.harness import Cost, cpu, cpu_ratio, interleave, stopwatch, wall, wall_ratio


def recorder(order: list[str], name: str, *walls: float) -> Callable[[], Cost]:
    left = iter(walls)

    def subject() -> Cost:
        order.append(name)
        return Cost(next(left), 1.0)

    return subject


def test_every_second_round_runs_in_the_reverse_order() -> None:
    order: list[str] = []
    interleave({"a": recorder(order, "a", 1, 2, 3), "b": recorder(order, "b", 4, 5, 6)}, 3)
    assert order == ["a", "b", "b", "a", "a", "b"]


def test_costs_stay_in_the_order_of_rounds_for_each_subject() -> None:
    costs = interleave({"a": recorder([], "a", 1, 2, 3), "b": recorder([], "b", 4, 5, 6)}, 3)
    assert [[cost.wall for cost in costs[name]] for name in ("a", "b")] == [[1, 2, 3], [4, 5, 6]]


def test_a_machine_that_gets_slower_does_not_change_the_ratio() -> None:
    reference = [Cost(1.0, 1.0), Cost(10.0, 1.0), Cost(3.0, 1.0)]
    measured = [Cost(2.0, 3.0), Cost(20.0, 3.0), Cost(6.0, 3.0)]
    assert wall_ratio(measured, reference) == 2.0
    assert cpu_ratio(measured, reference) == 3.0


def test_one_disturbed_run_does_not_change_a_median() -> None:
    costs = [Cost(1.0, 0.5), Cost(50.0, 9.0), Cost(1.2, 0.6)]
    assert wall(costs) == 1.2
    assert cpu(costs) == 0.6


def test_a_ratio_of_runs_that_have_no_partner_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        wall_ratio([Cost(1.0)], [Cost(1.0), Cost(2.0)])


def test_the_stopwatch_takes_cpu_from_the_clock_it_is_given() -> None:
    clock = iter([10.0, 13.5])
    with stopwatch(lambda: next(clock)) as watch:
        pass
    assert watch.cost.cpu == 3.5
    assert watch.cost.wall >= 0
