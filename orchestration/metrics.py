"""Write the page about the metrics from their definitions: `make metrics`, or `python -m orchestration.metrics`."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import typer

from orchestration.cli.errors import run_app
from orchestration.transform.manifest import prepared_manifest
from warehouse.settings import PROJECT_ROOT, get_settings

PAGE = PROJECT_ROOT / "docs" / "metrics.md"
_HEAD = """\
# Metrics

Made by `make metrics` from the yml of the models; a test compares it with that. MetricFlow computes a metric from the
tables that readers see, for any of the dimensions below: by day, month or year, by shop, country or brand.

```bash
cd dbt_project && dbt --quiet parse
mf query --metrics revenue_usd,margin_rate --group-by metric_time__month,sale__source --order metric_time__month
```

With `--explain --quiet` it prints the SQL instead. That needs no connection, so `tillhouse psql` can run it on a
server of yours, which `mf` itself does not reach.

Money is in US dollars, because a sum over currencies is none; the marts have each amount in its own currency as well.
A day on which nothing happened has no row here, while the marts lay out the calendar."""

Node = Mapping[str, Any]


def render(manifest: Mapping[str, Any]) -> str:
    """The page about all metrics of a manifest, as `manifest.json` holds it, grouped by the table they count in."""
    tables = {model["name"]: model for model in manifest["semantic_models"].values()}
    metrics = sorted(manifest["metrics"].values(), key=lambda metric: metric["name"])
    counted = {name: [one for one in metrics if _tables(one, manifest) == {name}] for name in sorted(tables)}
    sections = [_section(tables[name], tables, found) for name, found in counted.items() if found]
    return "\n\n".join([_HEAD, *sections]) + "\n"


def _section(table: Node, tables: Mapping[str, Node], metrics: list[Node]) -> str:
    time = table["defaults"]["agg_time_dimension"]
    shown = [metric for metric in metrics if not metric["type_params"]["is_private"]]
    parts = [metric for metric in metrics if metric["type_params"]["is_private"]]
    lines = [f"## In {table['name']}", "", f"By `metric_time`, which is `{time}`, and by"]
    lines[-1] += " " + ", ".join(f"`{name}`" for name in _dimensions(table, tables)) + "."
    for metric in shown:
        lines += ["", f"**{metric['label']}**, `{metric['name']}`: {' '.join(metric['description'].split())}"]
        lines += [f"It is {_formula(metric)}, and equals `{metric['config']['meta']['mart']}`."]
    if parts:
        lines += ["", "Made of:", "", *(f"- `{metric['name']}`: {_formula(metric)}" for metric in parts)]
    return "\n".join(lines)


def _formula(metric: Node) -> str:
    made = metric["type_params"]
    if metric["type"] == "ratio":
        return f"`{made['numerator']['name']}` / `{made['denominator']['name']}`"
    expression = " ".join(made["expr"].split())
    if metric["type"] == "derived":
        return f"`{expression}`"
    return f"{made['metric_aggregation_params']['agg']} of `{expression}`"


def _tables(metric: Node, manifest: Mapping[str, Any]) -> set[str]:
    """Names of the semantic models from which a metric comes, directly or by other metrics."""
    found = set()
    for key in metric["depends_on"]["nodes"]:
        above = manifest["metrics"].get(key)
        found |= _tables(above, manifest) if above else {str(manifest["semantic_models"][key]["name"])}
    return found


def _dimensions(table: Node, tables: Mapping[str, Node]) -> Iterator[str]:
    """Dimensions of a table under MetricFlow's names for them, and of those that it has the keys of."""
    yield from _own_dimensions(table)
    for key in table["entities"]:
        if key["type"] == "foreign":
            yield from (
                name for other in tables.values() for name in _own_dimensions(other) if _key(other) == key["name"]
            )


def _own_dimensions(table: Node) -> list[str]:
    return [f"{_key(table)}__{one['name']}" for one in table["dimensions"] if one["type"] == "categorical"]


def _key(table: Node) -> str:
    keys = [str(key["name"]) for key in table["entities"] if key["type"] == "primary"]
    return keys[0] if keys else str(table["primary_entity"])


def metrics() -> None:
    """Write the page about the metrics; needs no database."""
    PAGE.write_text(render(json.loads(prepared_manifest(get_settings()).read_bytes())))
    typer.echo(f"wrote {PAGE.relative_to(PROJECT_ROOT)}")


if __name__ == "__main__":
    command = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    command.command()(metrics)
    run_app(command)
