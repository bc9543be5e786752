"""`make defects`: score every class of defect alone, then all together; exit 1 when a class misses its target."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import chain
from typing import Annotated

import typer

import seeds_gen
from benchmarks.defects import trial
from benchmarks.defects.checks import FOUND_BY, injected
from benchmarks.defects.score import (
    CheckCount,
    Observed,
    Score,
    natural_flags,
    score_check,
    score_files,
    score_rows,
    spurious,
    summary,
)
from benchmarks.home import temporary_home
from orchestration.cli.errors import run_app
from orchestration.cli.output import note, say, show_table
from seeds_gen.answers.truth import Truth
from seeds_gen.defects.plan import ONCE_A_LANE
from warehouse.errors import GateError, TillhouseError
from warehouse.settings import WarehouseSettings, get_settings

ALONE, TOGETHER = "alone", "together"


def defects(
    names: Annotated[list[str] | None, typer.Argument(help="Which classes; none means all.")] = None,
    days: Annotated[int, typer.Option(min=3, help="Days generated for a class alone.")] = 8,
    scale: Annotated[float, typer.Option(min=0.01, help="Volume of a day for a class alone.")] = 0.3,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the generator.")] = 11,
    together: Annotated[bool, typer.Option(help="Also inject all classes at once.")] = True,
) -> None:
    """Inject every class of defect, run the pipeline, and score what was found against the generator's truth."""
    unknown = [name for name in names or () if name not in seeds_gen.NAMES]
    if unknown:
        raise TillhouseError(f"there is no defect {unknown[0]!r}", f"name one of: {', '.join(seeds_gen.NAMES)}")
    classes = tuple(names or seeds_gen.NAMES)
    started = datetime.now(UTC)
    report = get_settings().home / "reports" / "defects.json"
    with temporary_home() as settings:
        scores = {ALONE: _alone(settings, classes, trial.Amount(days, scale, seed))}
        if together:
            scores[TOGETHER] = _together(settings, classes, trial.Amount(max(30, days), max(1.0, scale), seed))
    for how, rows in scores.items():
        _show(how, rows)
    line = summary(chain.from_iterable(scores.values()))
    as_json = {
        "format": 1,
        "started_at": started.isoformat(),
        "seconds": round((datetime.now(UTC) - started).total_seconds(), 1),
        "arguments": {"days": days, "scale": scale, "seed": seed},
        "results": [
            {"how": how, **asdict(score), "recall": score.recall, "precision": score.precision, "met": score.met}
            for how, rows in scores.items()
            for score in rows
        ],
        "summary": line,
    }
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(as_json, indent=1))
    say(f"{line} · {report}")
    if not all(score.met for score in chain.from_iterable(scores.values())):
        raise GateError("a class missed its target", "the table above says which")


def _alone(settings: WarehouseSettings, classes: tuple[str, ...], amount: trial.Amount) -> list[Score]:
    note("without defects")
    _, clean = trial.run(settings, "none", amount, whole=True)
    false_alarms = spurious(clean)
    if false_alarms:
        raise GateError(f"a file without defects is refused a row: {false_alarms[0]}", "this is a fault of a rule")
    scores = []
    for number, name in enumerate(classes, 1):
        note(f"{number} of {len(classes)}: {name}")
        # What is usual is known to the models behind the logs.
        truth, observed = trial.run(settings, [name], amount, whole=name in {*FOUND_BY, *ONCE_A_LANE})
        scores += _scores(truth, name, observed, clean, checks=True)
    return scores


def _together(settings: WarehouseSettings, classes: tuple[str, ...], amount: trial.Amount) -> list[Score]:
    note(f"{len(classes)} classes together")
    _, clean = trial.run(settings, "none", amount, whole=True)
    truth, observed = trial.run(settings, classes, amount, whole=True)
    # What a check finds among other defects is not only what was injected for it.
    return [score for name in classes for score in _scores(truth, name, observed, clean, checks=False)]


def _scores(truth: Truth, name: str, observed: Observed, clean: Observed, *, checks: bool) -> list[Score]:
    rows = score_rows(truth, name, observed, natural_flags(clean))
    scores: list[Score | None] = [rows, score_files(truth, name, observed)]
    if checks:
        for check in FOUND_BY.get(name, ()):
            found = observed.checks.get(check.key, 0) - clean.checks.get(check.key, 0)
            count = CheckCount(injected(truth, name, check), found)
            scores.append(score_check(name, check.key, count) if any(count) else None)
    made = [score for score in scores if score is not None]
    # A row that was left out has no record to look for: a check finds it, and checks are only scored alone.
    is_injected = any(name in entry.defects for entry in truth.files)
    return made if made or (is_injected and not checks) else [Score(name, "nothing was injected", 0, 0, 0)]


def _show(how: str, scores: list[Score]) -> None:
    cells = [
        (
            score.defect,
            score.compared,
            f"{score.recall:.1%}",
            f"{score.precision:.1%}",
            "met" if score.met else "missed",
        )
        for score in scores
    ]
    show_table(f"defects {how}", ("class", "compared", "recall", "precision", ""), cells, right=("recall", "precision"))


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(defects)
    run_app(app)
