"""Match a file's header with its contract: pure decisions, no I/O."""

import hashlib
import re
from dataclasses import dataclass

from ingestion.contracts.model import Contract, fold

MAX_COLUMNS = 1000
# Postgres cuts identifiers at 63 bytes; dlt adds nothing to ours.
_MAX_IDENTIFIER = 55


@dataclass(frozen=True)
class HeaderMatch:
    """How a header maps to raw columns.

    `columns` has one raw name per field of the file, in file order; `added` are raw names the contract does not know,
    `missing` those it knows and the file lacks. `problem` is set when the file must be held.
    """

    columns: tuple[str, ...]
    added: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    problem: str | None = None


def match_header(header: list[str], contract: Contract) -> HeaderMatch:
    """Decide which raw column each field of the header feeds.

    Headers match without regard to case, blanks and punctuation. Headers that fall together after that are never
    merged: the file is held, and so it is when a required column is missing or the contract says `drift: hold`.
    """
    if not header or header == [""]:
        return HeaderMatch((), problem="the file has no header")
    if len(header) > MAX_COLUMNS:
        return HeaderMatch((), problem=f"{len(header)} columns, at most {MAX_COLUMNS} are read")
    known = {fold(name): column for column in contract.columns for name in (column.name, *column.aliases)}
    taken = {column.raw for column in contract.columns}
    columns: list[str] = []
    added: list[str] = []
    for name in header:
        column = known.get(fold(name))
        raw = column.raw if column else _identifier(name, taken)
        if raw in columns or (column is None and fold(name) in {fold(other) for other in header[: len(columns)]}):
            return HeaderMatch((), problem=f"two columns are both called {_shown(name)}")
        if column is None:
            added.append(raw)
        columns.append(raw)
    missing = [column for column in contract.columns if column.raw not in columns]
    required = [column.name for column in missing if column.required]
    match = HeaderMatch(tuple(columns), tuple(added), tuple(column.raw for column in missing))
    if required:
        return HeaderMatch(*_parts(match), problem=f"required column missing: {', '.join(required)}")
    if contract.drift == "hold" and (added or missing):
        changed = [*(f"+{name}" for name in added), *(f"-{column.raw}" for column in missing)]
        return HeaderMatch(*_parts(match), problem=f"columns changed and the contract says hold: {', '.join(changed)}")
    return match


def _parts(match: HeaderMatch) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    return match.columns, match.added, match.missing


def _identifier(name: str, taken: set[str]) -> str:
    """Spell an unknown header as `[a-z][a-z0-9_]*`, telling apart names that only differ in what is left out.

    A name that had to be changed beyond case and separators carries a short hash of its spelling, so that the same
    header gets the same column in every file and two hostile headers never share one.
    """
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    plain = re.sub(r"[^a-z0-9]+", "_", snake.lower()).strip("_")
    faithful = re.fullmatch(r"[A-Za-z][A-Za-z0-9 _-]*", name.strip()) is not None
    if faithful and len(plain) <= _MAX_IDENTIFIER and plain not in taken:
        return plain
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    stem = plain if plain[:1].isalpha() else f"x_{plain}".rstrip("_")
    return f"{stem[: _MAX_IDENTIFIER - 7].rstrip('_')}_{digest}"


def _shown(name: str) -> str:
    """A header as it may appear in a message: one line, not longer than a line."""
    return repr(name if len(name) <= 60 else f"{name[:57]}...")
