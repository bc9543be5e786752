"""Compare a mart with its oracle cell by cell. Differences are returned as text, so a failure names them."""

import re
from pathlib import Path
from typing import Any

import duckdb

MARTS = Path(__file__).parent / "marts"
_SHOWN = 20

Rows = dict[tuple[Any, ...], dict[str, Any]]


def oracles() -> list[str]:
    """The marts that have an oracle."""
    return sorted(file.stem for file in MARTS.glob("*.sql") if not file.stem.endswith(".seen"))


def differences(connection: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    """Cells of a mart that are not those of `marts/<mart>.sql`: key, column and both values, the first twenty of them.

    The oracle begins with `-- key: ` and the columns that name a row. It has all columns of the mart; where the mart is
    to be seen otherwise (a version key as what it stands for), `marts/<mart>.seen.sql` says how.
    """
    expected_sql = (MARTS / f"{mart}.sql").read_text()
    key = re.match(r"-- key: (.+)\n", expected_sql)
    assert key, f"{mart}.sql does not begin with `-- key: `"
    seen = MARTS / f"{mart}.seen.sql"
    schema = "core" if mart.startswith(("fct_", "agg_", "dim_")) else "kpi"
    found_sql = seen.read_text() if seen.exists() else f"from {schema}.{mart}"
    names = key[1].split(", ")
    found, expected = (_rows(connection, sql, names) for sql in (found_sql, expected_sql))
    return compare(found, expected)


def compare(found: Rows, expected: Rows) -> list[str]:
    """What differs between two sets of rows by key, the first twenty cells."""
    out = []
    for row_key in sorted(found.keys() | expected.keys(), key=str):
        shown = ", ".join(map(str, row_key))
        if row_key not in expected:
            out.append(f"{shown}: not expected at all")
        elif row_key not in found:
            out.append(f"{shown}: missing")
        else:
            mine, theirs = expected[row_key], found[row_key]
            out += [
                f"{shown}: {column} is {theirs.get(column, 'no column')}, expected {mine.get(column, 'no column')}"
                for column in mine | theirs
                if column not in mine or column not in theirs or mine[column] != theirs[column]
            ]
    return out if len(out) <= _SHOWN else [*out[:_SHOWN], f"… {len(out)} in all"]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, key: list[str]) -> Rows:
    """Rows by key; a key that is there twice gets the number of its row behind it."""
    result = connection.execute(sql)
    columns = [column[0] for column in result.description or []]
    rows: Rows = {}
    for values in result.fetchall():
        row = dict(zip(columns, values, strict=True))
        inexact = [column for column, value in row.items() if isinstance(value, float)]
        assert not inexact, f"{inexact} are floats: money is compared as it is"
        name = tuple(row[column] for column in key)
        while name in rows:
            name = (*name, "again")
        rows[name] = row
    return rows
