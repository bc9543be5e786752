"""The arguments of a generation: checked, comparable, and with a folder that is free for them."""

import json
import math
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from seeds_gen.answers.truth import FILE_NAME, FORMAT
from seeds_gen.errors import GeneratorError
from seeds_gen.files.job import LATER


@dataclass(frozen=True)
class Request:
    """What somebody asked for; two equal requests give equal bytes."""

    start: date
    days: int
    seed: int
    scale: float
    defects: tuple[str, ...]
    retail_every_hours: int
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse what makes no sense.

        Raises:
            GeneratorError: An argument is out of range.
        """
        if self.days < 1:
            raise GeneratorError(f"days is {self.days}", "ask for at least one day")
        if self.days > (date.max - self.start).days:
            raise GeneratorError(f"{self.days} days from {self.start} end after the year 9999", "ask for fewer days")
        if not (math.isfinite(self.scale) and self.scale > 0):
            raise GeneratorError(f"scale is {self.scale}", "give a number above 0; 1 is about 2,000 retail lines a day")
        if self.seed < 0:
            raise GeneratorError(f"seed is {self.seed}", "give an integer from 0 on")
        if self.retail_every_hours < 1 or 24 % self.retail_every_hours:
            raise GeneratorError(
                f"a retail file every {self.retail_every_hours} hours does not divide a day",
                "give 24 or a divisor of it, such as 4",
            )

    def as_json(self) -> dict[str, Any]:
        """Return the arguments in the form of truth.json."""
        return {
            "seed": self.seed,
            "start": self.start.isoformat(),
            "days": self.days,
            "scale": self.scale,
            "defects": list(self.defects),
            "retail_every_hours": self.retail_every_hours,
            "sources": list(self.sources),
        }


def make_room(out: Path, request: Request, paths: Iterable[str]) -> None:
    """See that nothing of another generation is mixed in; clear what the same request left waiting.

    Raises:
        GeneratorError: `out` is no folder, or holds files of other arguments, or files without their truth.
    """
    if out.exists() and not out.is_dir():
        raise GeneratorError(f"{out} is not a folder", "name a folder, or a path that does not exist yet")
    remedy = "name another folder, or empty this one"
    before = _request_of(out / FILE_NAME)
    if before is None:
        taken = next((path for path in paths if (out / path).exists()), None)
        if taken or (out / LATER).exists():
            raise GeneratorError(f"{out / (taken or LATER)} exists, but no {FILE_NAME} that explains it", remedy)
    elif before != request.as_json():
        differs = sorted(name for name, value in request.as_json().items() if before.get(name) != value)
        raise GeneratorError(
            f"{out / FILE_NAME} was made with other arguments ({', '.join(differs) or 'format'})", remedy
        )
    shutil.rmtree(out / LATER, ignore_errors=True)


def _request_of(truth: Path) -> dict[str, Any] | None:
    """Read the arguments from the first line of an existing truth.json; the file may be too long to read whole."""
    try:
        with truth.open(encoding="utf-8") as file:
            head = file.readline(1 << 20)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GeneratorError(
            f"cannot read {truth}: {error.strerror}", "make it readable, or name another folder"
        ) from error
    try:
        content = json.loads(head.rstrip(",\n") + "}")
    except json.JSONDecodeError:
        return {}
    return (
        {name: value for name, value in content.items() if name != "format"} if content.get("format") == FORMAT else {}
    )
