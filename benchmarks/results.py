"""What a benchmark found: one row per measured value, with its target and whether that was met."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Target:
    """A limit of the design, and on which side of it the measured value must be."""

    limit: float
    side: Literal["at most", "at least"] = "at most"

    def is_met(self, value: float) -> bool:
        """Whether a measured value is on the right side."""
        return value <= self.limit if self.side == "at most" else value >= self.limit


@dataclass(frozen=True)
class Result:
    """One measured value. Without a target it is for orientation only.

    Attributes:
        benchmark: name of the benchmark, as in `make bench-NAME`.
        what: what was measured, in a few words.
        value: the measured value, a median.
        unit: its unit, `x` for a ratio.
        target: the limit, or None.
        detail: what a reader needs to trust the value: absolute figures, sizes, number of runs.
        parts: where the time went, in seconds, when it is known.
    """

    benchmark: str
    what: str
    value: float
    unit: str
    target: Target | None = None
    detail: str = ""
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def met(self) -> bool | None:
        """Whether the target was met; None when there is none."""
        return None if self.target is None else self.target.is_met(self.value)


def quantity(value: float, unit: str) -> str:
    """A value with its unit: three significant digits, thousands separated."""
    digits = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{digits}{unit}" if unit == "x" else f"{digits} {unit}"


def as_cells(result: Result) -> tuple[str, str, str, str, str, str]:
    """A result as a row of the printed table."""
    target = f"{result.target.side} {quantity(result.target.limit, result.unit)}" if result.target else "–"
    verdict = {True: "met", False: "missed", None: "–"}[result.met]
    measured = quantity(result.value, result.unit)
    return result.benchmark, result.what, measured, target, verdict, result.detail


def as_json(results: Sequence[Result], about: dict[str, Any]) -> dict[str, Any]:
    """All results as one document; `about` says how they were measured."""
    rows = [{**asdict(result), "met": result.met} for result in results]
    return {"format": 1, **about, "results": rows, "summary": summary(results)}


def summary(results: Sequence[Result]) -> str:
    """One line: how many targets were met, and which were missed."""
    judged = [result for result in results if result.met is not None]
    missed = [f"{result.benchmark} ({result.what})" for result in judged if not result.met]
    line = f"{len(judged) - len(missed)} of {len(judged)} targets met"
    return f"{line}; missed: {', '.join(missed)}" if missed else line
