"""Load JSON lines: our whole load against Python's json.loads on every line of the same file."""

import json
from pathlib import Path

from benchmarks import single_files
from benchmarks.load_single import compare
from benchmarks.options import Options
from benchmarks.results import Result, Target

NAME = "load-jsonl"


def run(options: Options) -> list[Result]:
    """Measure with as many events as there are order lines elsewhere."""
    return compare(options, NAME, single_files.events, options.rows, _parse, "json.loads", Target(3))


def _parse(path: Path) -> int:
    seen = 0
    with path.open("rb") as stream:
        for line in stream:
            json.loads(line)
            seen += 1
    return seen
