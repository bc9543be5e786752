"""How results look: rich on a terminal, plain aligned text in a pipe, JSON where a script asks for it."""

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import typer


def say(line: str = "") -> None:
    """One line of result."""
    typer.echo(printable(line))


def note(line: str) -> None:
    """One line beside the result: to stderr, so that a pipe stays clean."""
    typer.echo(printable(line), err=True)


def emit_json(value: Any) -> None:
    """The result as one JSON document; decimals and times as strings, so that nothing is rounded."""
    typer.echo(json.dumps(value, default=_plain, indent=2, ensure_ascii=False))


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, right: Sequence[str] = ()) -> None:
    """A titled table, or its title alone when it has no rows; `right` names the columns aligned to the right."""
    cells = [[printable(text(value)) for value in row] for row in rows]
    if not cells:
        typer.echo(f"{printable(title)}\n")
    elif sys.stdout.isatty():
        _rich_table(title, columns, cells, right)
    else:
        _plain_table(title, columns, cells, right)


def text(value: Any) -> str:
    """A value as people read it: thousands separated, UTC to the second, a dash for nothing."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {text(count)}" for key, count in value.items()) or "–"
    if isinstance(value, list | tuple):
        return ", ".join(str(item) for item in value) or "–"
    return str(value)


def printable(value: str) -> str:
    """A text on one line, other control characters escaped: what comes from outside must not drive a terminal."""
    return escaped(re.sub(r"[ \t]*[\r\n]\s*", " ", value))


def escaped(value: str) -> str:
    """Every character that is not printable as an escape, ends of lines included: what a file holds, as it is."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in value)


def _rich_table(title: str, columns: Sequence[str], cells: list[list[str]], right: Sequence[str]) -> None:
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, box=SIMPLE, title_justify="left", title_style="bold", header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _plain_table(title: str, columns: Sequence[str], cells: list[list[str]], right: Sequence[str]) -> None:
    grid = [list(columns), *cells]
    widths = [max(len(row[place]) for row in grid) for place in range(len(columns))]
    typer.echo(title)
    for row in grid:
        aligned = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for cell, width, column in zip(row, widths, columns, strict=True)
        )
        typer.echo("  " + "  ".join(aligned).rstrip())
    typer.echo("")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
