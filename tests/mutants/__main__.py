"""`make mutants`: change one thing in the SQL, again and again, and see whether a test notices; exit 1 below 90 %."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.home import temporary_home
from orchestration.cli.errors import run_app
from orchestration.cli.output import note, say, show_table
from orchestration.transform import project
from tests.e2e.changing import copied_project
from tests.mutants.judge import INVALID, KILLERS, SURVIVED, Judge, Verdict
from tests.mutants.operators import OPERATORS, Mutant
from tests.mutants.sample import equivalents, every_mutant, sample
from warehouse.errors import GateError, TillhouseError
from warehouse.settings import get_settings

TARGET = 0.9
Judged = list[tuple[Mutant, Verdict]]


def run(
    size: Annotated[str, typer.Argument(help="How many mutants, or `all` of them.")] = "150",
    only: Annotated[str, typer.Option(help="A text that the place of a mutant, `path:line`, has.")] = "",
    seed: Annotated[int, typer.Option(min=0, help="Another seed, another sample.")] = 1,
) -> None:
    """Judge a sample of mutants by the project's own tests."""
    if size != "all" and not size.isdigit():
        raise TillhouseError(f"{size!r} is no number of mutants", "say how many, or all")
    report = get_settings().home / "reports" / "mutants.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    every = every_mutant(project.PROJECT_DIR)
    same = equivalents(every)
    found = [mutant for mutant in every if only in f"{mutant.path}:{mutant.line}"]
    chosen = sample(found, len(found) if size == "all" else int(size), seed)
    known = [f"{mutant.path}:{mutant.line}" for mutant in chosen if mutant in same]
    about = {"size": size, "only": only, "seed": seed, "of": len(found)}
    started = datetime.now(UTC)
    judged: Judged = []
    killed, counted = 0, 0
    for one in _judge_all([mutant for mutant in chosen if mutant not in same]):
        judged.append(one)
        killed, counted = _count(judged)
        # After each of them: a run that is stopped in its second hour has found something, too.
        as_json = {
            "format": 1,
            "started_at": started.isoformat(),
            "seconds": round((datetime.now(UTC) - started).total_seconds(), 1),
            "arguments": about,
            "killed": killed,
            "counted": counted,
            "equivalent": known,
            "results": [asdict(mutant) | asdict(verdict) for mutant, verdict in judged],
        }
        report.write_text(json.dumps(as_json, indent=1))
    _show(judged)
    share = killed / counted if counted else 1.0
    say(f"{killed} of {counted} killed, {share:.1%}; {len(known)} are listed as equivalent · {report}")
    if share < TARGET:
        raise GateError(
            f"fewer than {TARGET:.0%} are killed", "write the test that is missing, or say why it is the same"
        )


def _judge_all(chosen: Sequence[Mutant]) -> Iterator[tuple[Mutant, Verdict]]:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, temporary_home() as settings:
        project.PROJECT_DIR = copied_project(Path(folder))
        note("building three warehouses without a mutant")
        judge = Judge(settings, project.PROJECT_DIR, Path(folder))
        for number, mutant in enumerate(chosen, 1):
            verdict = judge.judge(mutant)
            place = f"{mutant.path}:{mutant.line}"
            note(
                f"{number} of {len(chosen)} · {verdict.seconds:.0f} s · {verdict.outcome} · {mutant.operator} · {place}"
            )
            yield mutant, verdict


def _show(judged: Judged) -> None:
    columns = ("mutants", *KILLERS, SURVIVED, INVALID)
    rows = []
    for operator in (*OPERATORS, ""):
        outcomes = Counter(verdict.outcome for mutant, verdict in judged if operator in ("", mutant.operator))
        rows.append((operator or "all", outcomes.total(), *(outcomes[name] for name in columns[1:])))
    show_table("mutants", ("operator", *columns), [row for row in rows if row[1]], right=columns)
    for mutant, verdict in judged:
        if verdict.outcome == SURVIVED:
            say(f"{mutant.path}:{mutant.line} · {mutant.operator}")
            say(f"  {mutant.before}")
            say(f"  {mutant.after}")
            say(f"  {verdict.noticed}")


def _count(judged: Judged) -> tuple[int, int]:
    """How many were killed, and of how many that can run."""
    counted = [verdict for _, verdict in judged if verdict.outcome != INVALID]
    return sum(verdict.outcome != SURVIVED for verdict in counted), len(counted)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(run)
    run_app(app)
