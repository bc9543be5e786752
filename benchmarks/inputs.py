"""The raw files that benchmarks use: csv files of two shops from the generator, made once and linked where needed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import seeds_gen

# Order lines (gift shop) and orders (web shop) of an average January day at scale 1.
_SOURCES = ("retail", "storefront")
_LINES_PER_DAY = 1930
# Of the gift shop alone, in the average of 305 days.
_RETAIL_LINES_PER_DAY = 2_030
# Of both marketplaces.
_MARKET_LINES_PER_DAY = 600
# Events, orders and a seventh of a workbook of the mobile shop.
_APP_ROWS_PER_DAY = 5_300
LAST_DAY = date(2025, 1, 30)
DAYS = 30


@dataclass(frozen=True)
class Inputs:
    """Generated files: `rows` are data rows of all feeds (`source__entity`), `lines` those of invoices and orders."""

    folder: Path
    files: int
    rows: int
    lines: int
    size_bytes: int
    rows_by_feed: dict[str, int]


def generate(
    folder: Path,
    lines: int,
    *,
    days: int = DAYS,
    last: date = LAST_DAY,
    defects: str = "none",
    seed: int = 1,
    sources: Sequence[str] = _SOURCES,
) -> Inputs:
    """Generate about `lines` order lines over `days` days that end with `last`; `folder` must not exist.

    The gift shop and the web shop write them unless `sources` says that it is the gift shop alone.
    """
    scale = lines / days / (_LINES_PER_DAY if "storefront" in sources else _RETAIL_LINES_PER_DAY)
    truth = seeds_gen.generate(folder, last - timedelta(days=days - 1), days, seed, scale, defects, sources=sources)
    by_feed: Counter[str] = Counter()
    for entry in truth.files:
        by_feed[f"{entry.source}__{entry.feed}"] += entry.rows
    return Inputs(
        folder,
        len(truth.files),
        by_feed.total(),
        by_feed["retail__invoices"] + by_feed["storefront__orders"],
        sum(path.stat().st_size for path in folder.rglob("*.csv")),
        dict(by_feed),
    )


def market_rows(folder: Path, lines: int, *, days: int = DAYS) -> int:
    """Generate about `lines` order lines of the marketplaces and their deliveries; returns all rows written."""
    return _rows_of("markets", folder, lines / days / _MARKET_LINES_PER_DAY, days)


def app_rows(folder: Path, rows: int, *, days: int = DAYS) -> int:
    """Generate about `rows` rows of the mobile shop, nearly all of them events; returns all rows written."""
    return _rows_of("app", folder, rows / days / _APP_ROWS_PER_DAY, days)


def _rows_of(source: str, folder: Path, scale: float, days: int) -> int:
    truth = seeds_gen.generate(folder, LAST_DAY - timedelta(days=days - 1), days, 1, scale, "none", sources=source)
    return sum(entry.rows for entry in truth.files)


def link(folder: Path, landing: Path, wanted: Callable[[str], bool] = lambda _: True) -> list[Path]:
    """Put generated files into a landing zone as hard links; `wanted` is asked with the path below `folder`."""
    linked = []
    for source in sorted(folder.glob("*/**/*")):
        relative = source.relative_to(folder).as_posix()
        if source.is_file() and not relative.startswith(".") and wanted(relative):
            target = landing / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(source)
            linked.append(target)
    return linked


def is_of_day(relative: str, day: date) -> bool:
    """Whether a file is of a business day: the gift shop writes the day with `-`, the web shop with `_`."""
    return day.isoformat() in relative or f"{day:%Y_%m_%d}" in relative
