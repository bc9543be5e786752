"""Compare what was found with what was injected, class by class: pure functions over sets of findings."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from seeds_gen.answers.truth import FileEntry, Truth
from seeds_gen.defects.registry import FILE_DEFECTS

# Recall and precision that a class must reach.
TARGET = 0.99


class Finding(NamedTuple):
    """What became of one record: `reject:<reason>`; `rule:`, `warn:` or `doubt:<CODE>`; `accepted`. The first is 1."""

    path: str
    sha256: str
    record: int
    outcome: str


class FileEnd(NamedTuple):
    """How one version of a file ended; the counts are None where nothing of it was loaded."""

    state: str
    rows: int | None = None
    rejected: int | None = None


class CheckCount(NamedTuple):
    """How many rows a cross check found, and how many were injected for it."""

    expected: int
    found: int


@dataclass(frozen=True)
class Observed:
    """What a warehouse says: findings, ends of files by (path, sha256), (trigger, state) of batches, rows by check."""

    findings: frozenset[Finding] = frozenset()
    files: Mapping[tuple[str, str], FileEnd] = field(default_factory=dict)
    batches: Collection[tuple[str, str]] = ()
    checks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """One class: what was injected, what was found for it, and how much of both is the same."""

    defect: str
    compared: str
    expected: int
    found: int
    hits: int

    @property
    def recall(self) -> float:
        """Share of what was injected that ended as it should; 0 when nothing was injected, which shows nothing."""
        return self.hits / self.expected if self.expected else 0.0

    @property
    def precision(self) -> float:
        """Share of what was found that had been injected."""
        return self.hits / self.found if self.found else 0.0

    @property
    def met(self) -> bool:
        """Whether both reach the target."""
        return min(self.recall, self.precision) >= TARGET


def labels(truth: Truth, defect: str) -> frozenset[Finding]:
    """The records a defect struck, with the outcome each must have."""
    return frozenset(
        Finding(entry.path, entry.sha256, number, outcome)
        for entry in truth.files
        for number, outcome in entry.labels.get(defect, ())
    )


def score_rows(truth: Truth, defect: str, observed: Observed, natural: Counter[tuple[str, str]]) -> Score | None:
    """Score the records a defect struck; None when it strikes none.

    Found too much is: an outcome of this class on a record that has no label for it, and any record of a struck file
    that was refused though nothing was done to it. `natural` has the flags, by path and outcome, that files get
    without any defect; a record damaged in another way may well be flagged too (an item with a negative price makes the
    subtotal wrong).
    """
    wanted = labels(truth, defect)
    if not wanted:
        return None
    known = frozenset().union(*(labels(truth, name) for name in _names(truth)))
    struck = {finding.path for finding in wanted}
    damaged = {(finding.path, finding.record) for finding in known}
    outcomes = {finding.outcome for finding in wanted if finding.outcome != "accepted"}
    unlabelled = [finding for finding in observed.findings - known if finding.path in struck]
    refused = sum(1 for finding in unlabelled if finding.outcome.startswith(("reject:", "rule:")))
    flags = Counter(
        (finding.path, finding.outcome)
        for finding in unlabelled
        if finding.outcome in outcomes
        and finding.outcome.startswith(("warn:", "doubt:"))
        and (finding.path, finding.record) not in damaged
    )
    too_much = refused + (flags - natural).total()
    hits = len(wanted & observed.findings)
    return Score(defect, f"{len(wanted)} rows in {len(struck)} files", len(wanted), hits + too_much, hits)


def score_files(truth: Truth, defect: str, observed: Observed) -> Score | None:
    """Score the files that a defect changed as a whole, and the batches they belong to; None when there are none."""
    entries = [entry for entry in truth.files if defect in entry.defects and defect not in entry.labels]
    hits = sum(1 for entry in entries if _ended_as_expected(entry, observed))
    others = [entry for entry in truth.files if entry not in entries]
    wrong = sum(1 for entry in others if not _ended_as_expected(entry, observed))
    wrong += len(observed.files.keys() - {(entry.path, entry.sha256) for entry in truth.files})
    # Among many defects, a batch is held for one that changes whole files.
    held = Counter(batch.trigger for batch in truth.batches if batch.state == "held" and defect in FILE_DEFECTS)
    if not entries and not held:
        return None
    found = Counter(trigger for trigger, state in observed.batches if state == "held" and held)
    hits += (held & found).total()
    wrong += (found - held).total()
    expected = len(entries) + held.total()
    what = f"{len(entries)} files" + (f", {held.total()} batches" if held else "")
    return Score(defect, what, expected, hits + wrong, hits)


def score_check(defect: str, check: str, count: CheckCount) -> Score:
    """Score a cross check by the number of rows it found."""
    return Score(defect, f"check {check}", count.expected, count.found, min(count))


def natural_flags(observed: Observed) -> Counter[tuple[str, str]]:
    """Flags by path and outcome in a run without defects."""
    return Counter(
        (finding.path, finding.outcome)
        for finding in observed.findings
        if finding.outcome.startswith(("warn:", "doubt:"))
    )


def spurious(observed: Observed) -> list[Finding]:
    """Refused records of a run without defects: every one is a false alarm."""
    return sorted(finding for finding in observed.findings if finding.outcome.startswith(("reject:", "rule:")))


def summary(scores: Iterable[Score]) -> str:
    """One line: how many classes reach the target, and which do not."""
    rows = list(scores)
    missed = sorted({score.defect for score in rows if not score.met})
    classes = {score.defect for score in rows}
    line = f"{len(classes) - len(missed)} of {len(classes)} classes reach {TARGET:.0%} recall and precision"
    return f"{line}; missed: {', '.join(missed)}" if missed else line


def _names(truth: Truth) -> set[str]:
    return {name for entry in truth.files for name in entry.labels}


def _ended_as_expected(entry: FileEntry, observed: Observed) -> bool:
    end = observed.files.get((entry.path, entry.sha256))
    if end is None or end.state != entry.state:
        return False
    if entry.state not in ("loaded", "superseded"):
        return True
    return (end.rows, end.rejected) == (entry.rows, sum(entry.rejects.values()))
