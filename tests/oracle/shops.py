"""The four shops of the oracle: what they wrote as DuckDB tables, beside the marts that the warehouse made of it.

A table `raw.<feed>` has the accepted rows of the files that count in the end, as texts, with `market`, `file_day`,
`content_key` and `row_number`. On these stand the tables of `base/*.sql`, in the order of their names. The warehouse's
own tables are copied to `core` and `kpi`.
"""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

from seeds_gen.files.job import place
from tests import shop
from tests.database import query
from tests.oracle.raw import content_key, day_in, items_as_json, records
from warehouse.connect import connect_admin
from warehouse.settings import get_settings

FOLDER = Path(__file__).parent
SEEDS = FOLDER.parents[1] / "dbt_project" / "seeds"


def read_raw(database: Path, truth: dict[str, Any]) -> None:
    """Make the tables of `raw` from the files that wait in the landing zone, those of later waves too."""
    feeds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for file in truth["files"]:
        if file["state"] == "loaded":
            content = place(shop.landing(), file["path"], file["wave"]).read_bytes()
            feeds[f"{file['source']}__{file['feed']}"] += _accepted(file, content)
    with duckdb.connect(database) as connection:
        connection.execute("create schema raw")
        for name, rows in feeds.items():
            store(connection, f"raw.{name}", rows, database.parent)
        for seed in ("fx_rates", "geography", "source_systems"):
            file = SEEDS / f"{seed}.csv"
            connection.execute(f"create table raw.{seed} as select * from read_csv('{file}', all_varchar = true)")
        store(connection, "raw.truth_sales", truth["sales"], database.parent)


def read_marts(database: Path) -> None:
    """Copy what readers of the warehouse see."""
    columns = query(
        "select table_schema, table_name, column_name, data_type, numeric_precision, numeric_scale"
        " from information_schema.columns where table_schema in ('core', 'kpi') order by 1, 2, ordinal_position"
    )
    tables: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for schema, table, column, kind, precision, scale in columns:
        is_exact = kind == "numeric"
        tables[schema, table][column] = f"decimal({precision or 38}, {scale or 10})" if is_exact else kind
    csv = database.with_suffix(".csv")
    with duckdb.connect(database) as copy, connect_admin(get_settings()) as warehouse:
        for (schema, table), types in tables.items():
            with csv.open("wb") as file, warehouse.cursor().copy(f"copy {schema}.{table} to stdout csv") as rows:
                file.writelines(rows)
            copy.execute(f"create schema if not exists {schema}")
            copy.execute(
                f"create table {schema}.{table} as from read_csv('{csv}', header = false, columns = {types},"
                " nullstr = '', allow_quoted_nulls = false)"
            )


def build_base(database: Path) -> None:
    """Make the tables that the oracles of the marts share."""
    with duckdb.connect(database) as connection:
        for file in sorted((FOLDER / "base").glob("*.sql")):
            connection.execute(file.read_text())


def _accepted(file: dict[str, Any], content: bytes) -> list[dict[str, Any]]:
    """Rows of a file that neither the loader nor an error rule refuses."""
    labels = [label for struck in file["labels"].values() for label in struck]
    refused = {row for row, outcome in labels if outcome.startswith(("reject:", "rule:"))}
    parts = file["path"].split("/")
    whence = {
        "market": parts[1] if file["source"] == "markets" else file["source"],
        "file_day": day_in(file["path"]),
        "content_key": content_key(content),
    }
    rows = []
    for number, fields in records(file["path"], content, refused):
        if "items" in fields:
            fields["items"] = items_as_json(fields["items"])
        rows.append({**whence, "row_number": number, **fields})
    return rows


def store(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]], scratch: Path) -> None:
    """Store rows as texts; a column that a row lacks is null."""
    file = scratch / f"{table}.jsonl"
    file.write_text("".join(json.dumps({name: row[name] for name in row}) + "\n" for row in rows))
    columns = {name: "varchar" for row in rows for name in row}
    connection.execute(
        f"create table {table} as from read_json('{file}', format = 'newline_delimited', columns = {columns})"
    )
