"""Generated files are linked where a benchmark wants them, whole days at a time, and counted as they are."""

import csv
from datetime import date
from pathlib import Path

from benchmarks import inputs
from benchmarks.dlt_default import first_rows


def test_counts_are_those_of_the_files(tmp_path: Path) -> None:
    made = inputs.generate(tmp_path / "in", 400, days=2)
    rows = {path.name: sum(1 for _ in csv.reader(path.open(newline=""))) - 1 for path in made.folder.rglob("*.csv")}
    assert len(rows) == made.files == 12
    assert sum(rows.values()) == made.rows
    orders = sum(count for name, count in rows.items() if name.startswith(("orders", "20")))
    assert orders == made.lines
    assert 200 < made.lines < 800


def test_a_day_is_linked_with_its_trigger_and_nothing_of_another_day(tmp_path: Path) -> None:
    made = inputs.generate(tmp_path / "in", 400, days=2, last=date(2025, 1, 2))
    landing = tmp_path / "landing"
    inputs.link(made.folder, landing, lambda path: inputs.is_of_day(path, date(2025, 1, 2)))
    names = {path.relative_to(landing).as_posix() for path in landing.rglob("*") if path.is_file()}
    shop = {
        f"storefront/{feed}_2025_01_02.csv" for feed in ("customers", "inventory", "orders", "products", "shipping")
    }
    assert names == {"retail/invoices/2025-01-02.csv", "storefront/trigger_2025_01_02.json", *shop}
    assert (made.folder / "retail/invoices/2025-01-02.csv").exists()


def test_the_first_rows_are_of_the_first_day_and_as_many_as_asked(tmp_path: Path) -> None:
    made = inputs.generate(tmp_path / "in", 400, days=2, last=date(2025, 1, 2))
    chosen = first_rows(made.folder, 150)
    assert sum(count for parts in chosen.values() for _, count in parts) == 150
    assert all("01" in path.stem[-2:] for parts in chosen.values() for path, _ in parts)
