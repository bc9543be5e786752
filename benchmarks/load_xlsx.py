"""Load a workbook: our whole load against calamine reading its sheet into Python values."""

from pathlib import Path

from python_calamine import load_workbook

from benchmarks import single_files
from benchmarks.load_single import compare
from benchmarks.options import Options
from benchmarks.results import Result, Target

NAME = "load-xlsx"
# A workbook of more rows than people keep in one.
_ROWS = 200_000


def run(options: Options) -> list[Result]:
    """Measure with a workbook of 200,000 rows."""
    return compare(options, NAME, single_files.stock, min(_ROWS, options.rows), _parse, "calamine", Target(1.5))


def _parse(path: Path) -> int:
    return len(load_workbook(str(path)).get_sheet_by_name("Inventory").to_python()) - 1
