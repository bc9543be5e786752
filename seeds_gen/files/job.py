"""One file of the plan, from its chunks to its entries in the truth."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seeds_gen.answers.truth import FileEntry
from seeds_gen.chunk import Chunk, Printed
from seeds_gen.defects.model import FileDefect, Layout, RowDefect, State, Strike
from seeds_gen.defects.strikes import Struck, record_at, strike
from seeds_gen.feeds.feed import Feed
from seeds_gen.files.writers import open_file
from seeds_gen.rng import stream

LATER = ".later"
# The reason for the record a broken connection cut, in formats that lose no more than it.
_CUT = {"csv": "too_few_fields", "jsonl": "broken_json"}


@dataclass(frozen=True)
class Assignment:
    """What the plan says about one file.

    Attributes:
        feed: The kind of file.
        path: Where it lands, relative to the landing zone.
        defect: The file defect that hits this very file, or None.
        state: Where its last version ends.
        row_defects: Defects of single rows.
        label: Whether the file defect is noted at this file.
        layout: How the undamaged file is printed, or None for the feed's usual layout.
    """

    feed: Feed
    path: str
    defect: FileDefect | None
    state: State
    row_defects: Sequence[RowDefect]
    label: bool = True
    layout: Layout | None = None


def place(out: Path, path: str, wave: int) -> Path:
    """Return where a file of a wave waits: in the landing layout, or aside until it is delivered."""
    return out / path if wave == 1 else out / LATER / str(wave) / path


class FileJob:
    """Writes one file, and its copy or correction, while the chunks pass by once."""

    def __init__(self, out: Path, seed: int, assignment: Assignment, chunks: int) -> None:
        """Open the file; `chunks` is how many will come, so that damage can sit anywhere in it."""
        self._assignment, self._chunks, self._at = assignment, chunks, 0
        self._rng = stream(seed, "strikes", assignment.path)
        self._struck_chunk = int(self._rng.integers(0, chunks))
        self.struck = Struck()
        defect, feed = assignment.defect, assignment.feed
        layout = assignment.layout or Layout.of(feed)
        layout = defect.layout(layout, feed) if defect and assignment.label else layout
        self._layout = layout
        wave = defect.wave if defect else 1
        self._path = defect.rename(assignment.path) if defect and assignment.label else assignment.path
        self._files = [(wave, open_file(place(out, self._path, wave), feed, layout))]
        self._copy: tuple[int, str] | None = None
        if defect and defect.correction_wave:
            self._files.append(
                (defect.correction_wave, open_file(place(out, assignment.path, defect.correction_wave), feed, layout))
            )
        if defect and defect.copy_wave:
            copied = defect.copy_layout(layout)
            stem, dot, suffixes = Path(assignment.path).name.removesuffix(".gz").partition(".")
            name = f"{stem}_copy{dot}{suffixes}{'.gz' if copied.compressed else ''}"
            path = Path(assignment.path).with_name(name).as_posix()
            self._copy = (defect.copy_wave, path)
            self._files.append((defect.copy_wave, open_file(place(out, path, defect.copy_wave), feed, copied)))

    def add(self, chunk: Chunk) -> Printed:
        """Print a chunk everywhere it goes and say which of its rows count in the end."""
        assignment, height = self._assignment, chunk.frame.height
        last = self._at == self._chunks - 1
        strikes: dict[int, Strike] = {}
        if self._at == self._struck_chunk:
            strikes = strike(
                self._rng, assignment.feed, chunk, assignment.row_defects, self.struck, self._layout.format
            )
            self.struck.label(strikes, self._files[0][1].rows + 1)
        corrected = assignment.defect is not None and assignment.defect.correction_wave is not None
        for number, (_, file) in enumerate(self._files):
            mistakes = self._mistakes(chunk) if corrected and number == 0 and self._at == 0 else strikes
            file.write(chunk, mistakes, last=last)
        self._at += 1
        if assignment.state != "loaded" or self._layout.body in ("nothing", "header"):
            return Printed(np.zeros(height, dtype=np.bool_), {}, {}, {}, {}, np.zeros(height, dtype=np.bool_))
        printed = _outcome(height, strikes)
        if last and self._layout.body == "cut":
            printed.accepted[height - 1] = False
            reason = _CUT[self._layout.format]
            self.struck.rejects[reason] += 1
            self.struck.labels["truncated_file"] = [(self._files[0][1].rows, f"reject:{reason}")]
        return printed

    def close(self) -> list[FileEntry]:
        """Finish the files; returns their entries in the truth."""
        for _, file in self._files:
            file.close()
        assignment, struck = self._assignment, self.struck
        defect = assignment.defect
        if defect and assignment.label and not defect.trigger:
            struck.defects[defect.name] += 1
        entries = []
        for number, (wave, file) in enumerate(self._files):
            state, path = assignment.state, self._path
            if defect and defect.correction_wave and number == 0:
                state = "superseded"
            if self._copy and number == len(self._files) - 1:
                state, path = "duplicate", self._copy[1]
            entries.append(FileEntry.of(assignment.feed, path, wave, file.sha256, file.rows, state, struck))
        return entries

    @property
    def manifest(self) -> list[tuple[int, str, int]]:
        """Wave, intended checksum and rows of each version, for the trigger."""
        return [(wave, file.intended, file.rows) for wave, file in self._files]

    def _mistakes(self, chunk: Chunk) -> dict[int, Strike]:
        """Make the first version of a file that is corrected later differ from its correction, harmlessly."""
        row = int(np.argmax(chunk.plain))
        record = record_at(self._assignment.feed, chunk, row, 0, self._layout.format)
        column, value = self._assignment.feed.misprint
        return {row: Strike(record.with_fields(**{column: value}))}


def _outcome(height: int, strikes: dict[int, Strike]) -> Printed:
    accepted, struck = np.ones(height, dtype=np.bool_), np.zeros(height, dtype=np.bool_)
    for row, made in strikes.items():
        accepted[row], struck[row] = made.accepted, True
    return Printed(
        accepted=accepted,
        copies={row: made.rows for row, made in strikes.items() if made.accepted and made.rows > 1},
        amounts={row: made.amount for row, made in strikes.items() if made.accepted and made.amount is not None},
        totals={row: made.total for row, made in strikes.items() if made.accepted and made.total is not None},
        overrides={row: made.attributes for row, made in strikes.items() if made.accepted and made.attributes},
        struck=struck,
    )
