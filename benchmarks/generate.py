"""Generate: rows per second of the generator against Faker called for every value of every row."""

import shutil

from faker import Faker

from benchmarks import faker_rows, inputs
from benchmarks.harness import Cost, cpu, interleave, stopwatch, wall
from benchmarks.options import Options
from benchmarks.results import Result, Target

NAME = "generate"
_FAKER_ROWS = 4_000


def run(options: Options) -> list[Result]:
    """Measure both, with the feeds in the same mix."""
    options.tell(f"generating {options.rows:,} order lines {options.runs} times")
    made: list[inputs.Inputs] = []
    made_markets: list[int] = []
    made_app: list[int] = []
    folder = options.scratch / "generate"

    def ours() -> Cost:
        with stopwatch() as watch:
            made.append(inputs.generate(folder, options.rows))
        shutil.rmtree(folder)
        return watch.cost

    def by_row() -> Cost:
        faker = Faker("en_US")
        faker.seed_instance(1)
        mix = {feed: round(_FAKER_ROWS * rows / made[0].rows) for feed, rows in made[0].rows_by_feed.items()}
        with stopwatch() as watch:
            faker_rows.write(options.scratch / "faker.csv", faker, mix)
        return watch.cost

    def markets() -> Cost:
        with stopwatch() as watch:
            made_markets.append(inputs.market_rows(folder, options.rows))
        shutil.rmtree(folder)
        return watch.cost

    def app() -> Cost:
        with stopwatch() as watch:
            made_app.append(inputs.app_rows(folder, options.rows))
        shutil.rmtree(folder)
        return watch.cost

    costs = interleave({"ours": ours, "faker": by_row, "markets": markets, "app": app}, options.runs)
    rows = made[0].rows
    ratio = (rows / wall(costs["ours"])) / (_FAKER_ROWS / wall(costs["faker"]))
    how = (
        f"{rows:,} rows in {wall(costs['ours']):.2f} s ({rows / wall(costs['ours']):,.0f} rows/s), "
        f"Faker {_FAKER_ROWS / wall(costs['faker']):,.0f} rows/s; "
        f"cpu {rows / cpu(costs['ours']) / (_FAKER_ROWS / cpu(costs['faker'])):.0f}x; {options.runs} runs"
    )
    per_core = rows / cpu(costs["ours"])
    how_much = f"{cpu(costs['ours']):.2f} s of cpu, start-up, truth and files included"
    return [
        Result(NAME, "rows/s of Faker per row", ratio, "x", Target(200, "at least"), how),
        Result(NAME, "rows/s a core", per_core, "rows/s", Target(500_000, "at least"), how_much),
        Result(
            NAME,
            "rows/s a core, marketplaces",
            made_markets[0] / cpu(costs["markets"]),
            "rows/s",
            Target(500_000, "at least"),
            f"{made_markets[0]:,} rows of 45 and 29 columns, {cpu(costs['markets']):.2f} s of cpu, all included",
        ),
        Result(
            NAME,
            "rows/s a core, mobile shop",
            made_app[0] / cpu(costs["app"]),
            "rows/s",
            None,  # the target is for csv feeds; these are JSON of some 420 bytes an event, a third of it compressed
            f"{made_app[0]:,} rows, {cpu(costs['app']):.2f} s of cpu, all included",
        ),
    ]
