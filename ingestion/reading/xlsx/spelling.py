"""Spell the cells of a workbook as text, many rows at a time."""

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import repeat

Cell = int | float | str | bool | time | date | datetime | timedelta
# From here on the shortest spelling of a whole number has an exponent.
_LONG = 10**16
# Most numbers and dates of a sheet come again and are looked up; where they do not, what was kept is given up.
_MOST_KEPT = 1 << 14
# UTF-8 takes no more for a character.
_MOST_BYTES = 4
_QUOTED = re.compile(r'[",\r\n]')


def spell(cell: Cell) -> str:
    """A value as text: the shortest that means the same number, `true` and `false`, dates and times as ISO 8601."""
    if type(cell) is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) < _LONG else repr(cell)
    if type(cell) is bool:
        return "true" if cell else "false"
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    return str(cell)


def csv_lines(rows: Sequence[Sequence[Cell]], first: int, end: int, limit: int) -> tuple[list[str], bool]:
    """Rows as csv with a comma after the last field, and whether one of them may have to be rejected.

    What is asked of columns of many rows at once costs a third of asking it of each cell.

    Args:
        rows: all of one length.
        first: the place of the first field.
        end: the place after the last.
        limit: bytes of the longest field that is loaded.
    """
    columns = list(zip(*rows, strict=True))
    is_doubtful = any(column.count("") < len(column) for column in (*columns[:first], *columns[end:]))
    fields = []
    for column in columns[first:end]:
        texts = _texts(column)
        joined = "".join(texts)
        is_long = len(joined) * _MOST_BYTES > limit and max(map(len, texts)) * _MOST_BYTES > limit
        is_doubtful = is_doubtful or is_long or "\0" in joined
        fields.append([_quoted(text) for text in texts] if _QUOTED.search(joined) else texts)
    return list(map(",".join, zip(*fields, repeat(""), strict=False))), is_doubtful


class _Spellings(dict[Cell, str]):
    """How the values of one type are spelled: of one, because True equals 1.0."""

    def __missing__(self, cell: Cell) -> str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[cell] = text = spell(cell)
        return text


_SPELLINGS: defaultdict[type, _Spellings] = defaultdict(_Spellings)


def _texts(column: Sequence[Cell]) -> Sequence[str]:
    kinds = set(map(type, column))
    if kinds == {str}:
        return column  # type: ignore[return-value]  # just looked at
    if len(kinds) == 1:
        return list(map(_SPELLINGS[kinds.pop()].__getitem__, column))
    return [cell if isinstance(cell, str) else _SPELLINGS[type(cell)][cell] for cell in column]


def _quoted(text: str) -> str:
    return '"{}"'.format(text.replace('"', '""')) if _QUOTED.search(text) else text
