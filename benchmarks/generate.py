"""Generate: rows per second of the generator against Faker called for every value of every row."""

import csv
import shutil
from pathlib import Path

from faker import Faker

from benchmarks import inputs
from benchmarks.harness import Cost, cpu, interleave, stopwatch, wall
from benchmarks.options import Options
from benchmarks.results import Result, Target

NAME = "generate"
_FAKER_ROWS = 2_000


def run(options: Options) -> list[Result]:
    """Measure both; the rows of all feeds count for ours, the narrowest feed alone is asked of Faker."""
    options.tell(f"generating {options.rows:,} order lines {options.runs} times")
    made: list[inputs.Inputs] = []
    folder = options.scratch / "generate"

    def ours() -> Cost:
        with stopwatch() as watch:
            made.append(inputs.generate(folder, options.rows))
        shutil.rmtree(folder)
        return watch.cost

    def by_row() -> Cost:
        faker = Faker("en_GB", use_weighting=False)
        faker.seed_instance(1)
        with stopwatch() as watch:
            write_by_row(options.scratch / "faker.csv", faker, _FAKER_ROWS)
        return watch.cost

    costs = interleave({"ours": ours, "faker": by_row}, options.runs)
    rows = made[0].rows
    ratio = (rows / wall(costs["ours"])) / (_FAKER_ROWS / wall(costs["faker"]))
    how = (
        f"{rows:,} rows in {wall(costs['ours']):.2f} s ({rows / wall(costs['ours']):,.0f} rows/s), "
        f"Faker {_FAKER_ROWS / wall(costs['faker']):,.0f} rows/s; {options.runs} runs"
    )
    per_core = rows / cpu(costs["ours"])
    how_much = f"{cpu(costs['ours']):.2f} s of cpu, start-up, truth and files included"
    return [
        Result(NAME, "rows/s of Faker per row", ratio, "x", Target(200, "at least"), how),
        Result(NAME, "rows/s a core", per_core, "rows/s", Target(500_000, "at least"), how_much),
    ]


def write_by_row(path: Path, faker: Faker, rows: int) -> None:
    """Write invoice lines as a generator does that asks Faker for each value."""
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        for _ in range(rows):
            writer.writerow(
                (
                    faker.random_int(500_000, 599_999),
                    faker.bothify("#####?"),
                    " ".join(faker.words(4)).upper(),
                    faker.random_int(1, 48),
                    faker.date_time_this_decade().isoformat(sep=" "),
                    faker.pydecimal(left_digits=2, right_digits=2, positive=True),
                    faker.random_int(12_000, 19_000),
                    faker.country(),
                )
            )
