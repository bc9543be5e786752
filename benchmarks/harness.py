"""Measure things against each other: interleaved runs, medians, ratios of neighbouring runs.

A machine is never quiet for as long as a benchmark takes. Runs of the two sides alternate, and a ratio is the median of
the ratios of neighbouring runs, so that what slows the machine for a while slows both sides.
"""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median

CpuClock = Callable[[], float]


@dataclass(frozen=True)
class Cost:
    """What one run took: seconds on the wall, and user plus system seconds of the processes that took part."""

    wall: float
    cpu: float = 0.0


@dataclass
class Stopwatch:
    """Holds the cost of the block it was started for, once that has ended."""

    cost: Cost = field(default_factory=lambda: Cost(0.0))


@contextmanager
def stopwatch(cpu_clock: CpuClock | None = None) -> Iterator[Stopwatch]:
    """Time a block; `cpu_clock` says how many cpu seconds were spent so far, this process's own by default."""
    clock = cpu_clock or own_cpu
    watch = Stopwatch()
    cpu, wall = clock(), time.perf_counter()
    yield watch
    wall_after = time.perf_counter()
    watch.cost = Cost(wall_after - wall, clock() - cpu)


def own_cpu() -> float:
    """Cpu seconds of this process and of its children that ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def interleave(subjects: Mapping[str, Callable[[], Cost]], runs: int) -> dict[str, list[Cost]]:
    """Run every subject `runs` times, one of each per round, and every second round in the reverse order."""
    costs: dict[str, list[Cost]] = {name: [] for name in subjects}
    for turn in range(runs):
        names = list(subjects) if turn % 2 == 0 else list(subjects)[::-1]
        for name in names:
            costs[name].append(subjects[name]())
    return costs


def wall(costs: Sequence[Cost]) -> float:
    """Median of the seconds on the wall."""
    return median(cost.wall for cost in costs)


def cpu(costs: Sequence[Cost]) -> float:
    """Median of the cpu seconds."""
    return median(cost.cpu for cost in costs)


def wall_ratio(costs: Sequence[Cost], reference: Sequence[Cost]) -> float:
    """How many times the wall time of the reference; runs of one round are compared with each other."""
    return median(ours.wall / theirs.wall for ours, theirs in zip(costs, reference, strict=True))


def cpu_ratio(costs: Sequence[Cost], reference: Sequence[Cost]) -> float:
    """How many times the cpu time of the reference: steadier than wall time when others use the machine."""
    return median(ours.cpu / theirs.cpu for ours, theirs in zip(costs, reference, strict=True))
