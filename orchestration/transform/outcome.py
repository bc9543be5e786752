"""Say how a dbt command ended, from the results of its nodes: pure functions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from warehouse.trouble import one_line

if TYPE_CHECKING:
    from dbt.artifacts.schemas.run import RunResult

BuildState = Literal["passed", "failed", "error"]
_TESTS = {"test", "unit_test"}
# The project's own hooks are nodes for dbt: they count only when they fail.
_HOOK = "operation"


@dataclass(frozen=True)
class Failure:
    """One node that did not pass: `rows` counts what a data test returned, `compiled` is the file of its SQL."""

    name: str
    kind: str
    status: str
    message: str
    rows: int | None = None
    compiled: str | None = None


@dataclass(frozen=True)
class BuildOutcome:
    """How a build ended.

    `failed` means that data did not pass a test; `error` that something could not run at all, which may be over by the
    next attempt.
    """

    models_passed: int
    tests_passed: int
    warned: int
    skipped: int
    failures: tuple[Failure, ...]
    seconds: float = 0.0

    @property
    def state(self) -> BuildState:
        """The word kept in `ops.builds`."""
        if not self.failures:
            return "passed"
        return "failed" if all(failure.status == "fail" for failure in self.failures) else "error"

    def told(self, messages: Mapping[str, str]) -> "BuildOutcome":
        """The same, each failure in the words that the build itself found for it, by its name."""
        failures = (replace(one, message=messages.get(one.name) or one.message) for one in self.failures)
        return replace(self, failures=tuple(failures))


def summarise(results: "Iterable[RunResult]", exception: BaseException | None, seconds: float) -> BuildOutcome:
    """Count what passed and name what did not. A command that died before any node is one failure named `dbt`."""
    counts: Counter[str] = Counter()
    failures: list[Failure] = []
    for result in results:
        kind, status = str(result.node.resource_type), str(result.status)
        if status in ("pass", "success"):
            counts["tests" if kind in _TESTS else kind if kind == _HOOK else "models"] += 1
        elif status == "warn":
            counts["warned"] += 1
        elif status == "skipped":
            counts["skipped"] += 1
        else:
            failures.append(_failure(result, kind, status))
    if exception is not None and not failures:
        failures.append(Failure("dbt", "command", "error", one_line(str(exception))))
    return BuildOutcome(
        counts["models"], counts["tests"], counts["warned"], counts["skipped"], tuple(failures), seconds
    )


def _failure(result: "RunResult", kind: str, status: str) -> Failure:
    node = result.node
    return Failure(
        name=node.name,
        kind=kind,
        status=status,
        message=one_line(str(result.message or "")),
        rows=result.failures,
        compiled=getattr(node, "compiled_path", None),
    )
