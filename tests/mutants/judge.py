"""What notices a mutant: the project's own tests, the cheapest first, on warehouses that were built once without it."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.transform.build import audit, build
from orchestration.transform.outcome import Failure, summarise
from orchestration.transform.runner import invoke
from tests.e2e.truth import LASTING, content_hashes
from tests.mutants.below import tested_models
from tests.mutants.operators import Mutant
from tests.mutants.warehouses import HISTORIES, ORACLE, TRUTH, Built, warehouses
from warehouse.connect import connect_admin
from warehouse.errors import GateError, TillhouseError
from warehouse.settings import WarehouseSettings

_SHOWN = (*LASTING, "observability")
# Tests of files that they make themselves, by the beginning of the path and a text of the line that they are about.
_OTHERS = (
    ("snapshots/", "", "test_statements.py"),
    ("macros/build/", "", "test_statements.py"),
    ("macros/build/", "", "test_histories.py"),
    ("models/intermediate/quality/val_", "", "test_validation.py"),
    ("models/intermediate/quality/int_doubt", "", "test_doubts.py"),
    ("models/intermediate/quality/int_usual", "", "test_doubts.py"),
    ("models/intermediate/quality/int_file_", "", "test_quality_metrics.py"),
    ("models/intermediate/quality/int_file_", "", "test_order_versions.py"),
    ("models/marts/observability/", "", "test_quality_metrics.py"),
    ("macros/rules/batches", "", "test_validation.py"),
    ("macros/rules/checks", "", "test_validation.py"),
    ("", "attempt", "test_replay_converges.py::test_unchanged_rules_change_nothing"),
)
# Of SQL that no database would run, and of a result that is no longer of the type that its contract says.
_INVALID = re.compile(
    "syntax error|does not exist|must appear in the GROUP BY|cannot be matched|must be type boolean|not allowed in"
    "|cannot cast|could not determine|Compilation Error|enforced contract|does not parse|is ambiguous|is not unique",
    re.IGNORECASE,
)
INVALID, SURVIVED = "invalid", "survived"
UNIT_TEST, GATE, AUDIT, OTHER = "unit test", "gate", "audit", "end to end"
KILLERS = (UNIT_TEST, GATE, ORACLE, TRUTH, HISTORIES, AUDIT, OTHER)


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: who killed it, or that it survived or cannot run; and what was noticed.

    Of one that survived, `noticed` names the tables that are others than without it.
    """

    outcome: str
    noticed: str
    seconds: float = 0.0


class Judge:
    """A copy of the project, and what warehouses are without a mutant."""

    def __init__(self, settings: WarehouseSettings, copy: Path, scratch: Path) -> None:
        """Build the warehouses; takes minutes, and raises as `warehouses` does."""
        self._settings, self._copy = settings, copy
        self._models = tested_models(settings)
        self._warehouses = warehouses(scratch)
        with connect_admin(settings, autocommit=True) as connection:
            # A join without its condition takes for ever.
            connection.execute("alter role transformer set statement_timeout = '60s'")
        self._put_back(self._warehouses[0])
        self._hashes = content_hashes(_SHOWN)

    def judge(self, mutant: Mutant) -> Verdict:
        """Change the copy, ask one kind of test after the other until one fails, and change it back."""
        started = time.monotonic()
        file = self._copy / mutant.path
        text = file.read_text("utf-8")
        try:
            file.write_text(mutant.edit.of(text), "utf-8")
            found = self._judged(mutant, text)
        finally:
            file.write_text(text, "utf-8")
        return Verdict(found.outcome, found.noticed, round(time.monotonic() - started, 1))

    def _judged(self, mutant: Mutant, text: str) -> Verdict:
        models = self._models(mutant, text)
        if models and (failures := self._unit_tests(models)):
            return _by(UNIT_TEST, failures)
        moved: list[str] = []
        for warehouse in self._warehouses:
            if mutant.path.startswith(warehouse.judges):
                with self._mutated(warehouse) as failures:
                    if failures:
                        return _by(GATE, failures)
                    for kind, check in warehouse.checks.items():
                        if wrong := check():
                            return Verdict(kind, wrong[0])
                    if warehouse is self._warehouses[0]:
                        found = content_hashes(_SHOWN)
                        moved = [name for name in found if found[name] != self._hashes.get(name)]
                        if moved and (failures := audit(self._settings, started_by="make mutants").failures):
                            return _by(AUDIT, failures)
        for start, text_of_line, tests in _OTHERS:
            is_about = mutant.path.startswith(start) and text_of_line in mutant.before
            if is_about and (failed := _first_failure(tests)):
                return Verdict(OTHER, failed)
        return Verdict(SURVIVED, ", ".join(moved) or "no table is another one")

    def _unit_tests(self, models: list[str]) -> tuple[Failure, ...]:
        finished = invoke(self._settings, ["test", "--select", *(f"{name},test_type:unit" for name in models)])
        return summarise(finished.results, finished.exception, 0).failures

    @contextmanager
    def _mutated(self, warehouse: Built) -> Iterator[tuple[Failure, ...]]:
        """A warehouse that is built with the mutant, and what did not pass; afterwards the usual one is back."""
        if warehouse is not self._warehouses[0]:
            self._put_back(warehouse)
        try:
            yield self._build(warehouse)
        finally:
            self._put_back(self._warehouses[0])

    def _build(self, warehouse: Built) -> tuple[Failure, ...]:
        try:
            built = build(self._settings, started_by="make mutants", selection=warehouse.selection)
        except TillhouseError as error:
            return (Failure("dbt", "command", "error", str(error)),)
        return built.outcome.failures if built.outcome else ()

    def _put_back(self, warehouse: Built) -> None:
        warehouse.kept.put_back_database()


def _first_failure(tests: str) -> str:
    """The first of these end-to-end tests that fails."""
    failed: list[str] = []

    class Listening:
        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed:
                failed.append(report.nodeid)

    # Without what the project asks of the terminal, which is quiet here.
    options = ["-p", "no:terminal", "-o", "addopts=--import-mode=importlib", "-x", "-m", "not reliability"]
    code = pytest.main([*options, f"tests/e2e/{tests}"], plugins=[Listening()])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise GateError(
            f"{tests} did not run: pytest ends with {code}", "a mutant that nothing asked about is not alive"
        )
    return failed[0] if failed else ""


def _by(who: str, failures: tuple[Failure, ...]) -> Verdict:
    """Killed by a test, or not even able to run."""
    is_invalid = any(one.status == "error" and _INVALID.search(one.message) for one in failures)
    return Verdict(INVALID if is_invalid else who, f"{failures[0].name}: {failures[0].message}"[:300])
