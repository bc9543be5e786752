"""Damage a chunk: choose rows, ask the row defects what they make of them, and say what becomes of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO

import numpy as np

from seeds_gen.chunk import Chunk
from seeds_gen.defects.model import Record, RowDefect, Strike
from seeds_gen.defects.plan import ONCE_A_LANE
from seeds_gen.feeds.feed import Feed
from seeds_gen.rng import Rng

# A defect strikes this share of a file's rows, at least one and at most so many.
_ROWS_STRUCK = 0.002
_MOST_ROWS = 12
# A file with more than a fifth of its rows rejected is held; defects stay far below.
_MOST_REJECTED = 0.08
_FEWEST_ROWS_TO_REJECT_ONE = 8
# A file without any row left would be a different defect, and the same bytes as any other such file.
_FEWEST_ROWS_TO_LOSE_ONE = 2
# A mebibyte a row: one is enough.
_ONCE_PER_FILE = frozenset({"overlong_field"}) | ONCE_A_LANE
_VARIANTS = 60  # a common multiple of how many variants the defects have
_FIELD_END = "\x1f"
Label = tuple[int, str]


@dataclass
class Struck:
    """What the defects did to one file.

    Attributes:
        rejects: Rows by structural reason.
        rules: Rows by the rule that quarantines them.
        warnings: Rows by the rule that flags them.
        defects: Rows by defect.
        labels: By defect, the numbers of the records it struck (1 is the first after the header) and their outcomes.
    """

    rejects: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    defects: Counter[str] = field(default_factory=Counter)
    labels: dict[str, list[Label]] = field(default_factory=dict)

    def note(self, name: str, strike: Strike) -> None:
        """Count one struck row."""
        self.defects[name] += 1
        self.warnings.update(strike.warnings)
        if strike.reject:
            self.rejects[strike.reject] += 1
        if strike.rule:
            self.rules[strike.rule] += 1

    def label(self, strikes: Mapping[int, Strike], first: int) -> None:
        """Note which records a chunk's strikes became; `first` is the number of the chunk's first record."""
        for row in sorted(strikes):
            made = strikes[row]
            labels = self.labels.setdefault(made.defect, [])
            for number in range(first + row, first + row + made.rows):
                labels.extend((number, outcome) for outcome in made.outcomes)
            first += made.rows - 1

    def warn(self, counts: Mapping[str, int]) -> None:
        """Count rows that are flagged without any defect."""
        self.warnings.update({code: count for code, count in counts.items() if count})

    @property
    def refused(self) -> int:
        """Rows that will not be accepted."""
        return sum(self.rejects.values()) + sum(self.rules.values())


def record_at(feed: Feed, chunk: Chunk, row: int, number: int, form: str) -> Record:
    """Print one row of a chunk field by field, exactly as the file would show it."""
    buffer = BytesIO()
    chunk.frame.slice(row, 1).write_csv(buffer, include_header=False, quote_style="never", separator=_FIELD_END)
    fields = buffer.getvalue().decode().removesuffix("\n").split(_FIELD_END)
    return Record(feed, dict(zip(feed.columns, fields, strict=True)), chunk.values, number, form)


def strike(
    rng: Rng, feed: Feed, chunk: Chunk, defects: Sequence[RowDefect], struck: Struck, form: str
) -> dict[int, Strike]:
    """Damage some rows of a chunk, one defect a row; returns what stands in the file in their place."""
    result: dict[int, Strike] = {}
    rows = chunk.frame.height
    most_refused = max(int(rows >= _FEWEST_ROWS_TO_REJECT_ONE), int(rows * _MOST_REJECTED))
    masks = {"plain": chunk.plain, "free_text": chunk.free_text, "guest": chunk.guest, **chunk.masks}
    for defect in defects:
        # Each file begins with another variant, so that small files together show all of them.
        variant = int(rng.integers(0, _VARIANTS))
        wanted = 1 if defect.name in _ONCE_PER_FILE else int(np.clip(round(rows * _ROWS_STRUCK), 1, _MOST_ROWS))
        candidates = rng.permutation(np.flatnonzero(masks[defect.feeds[feed]]))
        for row in candidates[: wanted + len(result)].tolist():
            if row in result or wanted == 0:
                continue
            made = defect.strike(record_at(feed, chunk, row, variant + struck.defects[defect.name], form))
            if (made.reject or made.rule) and struck.refused >= most_refused:
                break
            if not made.rows and rows - len(result) < _FEWEST_ROWS_TO_LOSE_ONE:
                break
            result[row] = replace(made, defect=defect.name)
            struck.note(defect.name, made)
            wanted -= 1
    return result
