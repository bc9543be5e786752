"""Match a file's header with its contract: pure decisions, no I/O."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from ingestion.contracts.model import SYSTEM_COLUMNS, Column, Contract, fold
from ingestion.reading.drift import Finding, Kind

MAX_COLUMNS = 1000
# Postgres cuts identifiers at 63 bytes; dlt adds nothing to ours.
_MAX_IDENTIFIER = 55


@dataclass(frozen=True)
class HeaderMatch:
    """How a header maps to raw columns.

    `columns` has one raw name per field of the file, in file order; `drift` is every difference from the contract.
    `problem` is set when the file must be held; it `is_doubtful` then when the names may be values of a row.
    """

    columns: tuple[str, ...]
    drift: tuple[Finding, ...] = ()
    problem: str | None = None
    is_doubtful: bool = False

    @property
    def added(self) -> tuple[str, ...]:
        """Raw names that the contract does not know; none where they may be values of a row: readers see these."""
        return () if self.is_doubtful else self._named("added")

    @property
    def missing(self) -> tuple[str, ...]:
        """Raw names of the contract that the file lacks."""
        return self._named("missing")

    def _named(self, kind: Kind) -> tuple[str, ...]:
        return tuple(finding.column for finding in self.drift if finding.kind == kind and finding.column)


def match_header(
    header: list[str], contract: Contract, parts: Mapping[str, str] | None = None, *, is_ordered: bool = True
) -> HeaderMatch:
    """Decide which raw column each field of the header feeds.

    Headers match without regard to case, blanks and punctuation. Headers that fall together after that are never
    merged: the file is held, and so it is when a required column is missing or the contract says `drift: hold` and
    columns came or went. A column that is found under an alias or another spelling, or in another place, is the same
    column: that is noted and holds nothing. What looks like a row is no header: the file is held, and its values are in
    no message and in no name.

    Args:
        header: the names as the file has them.
        contract: the feed's contract.
        parts: the named parts of the file's path: some columns come from some markets only.
        is_ordered: whether the order of the names says anything; that of JSON keys does not.
    """
    if not header or header == [""]:
        return HeaderMatch((), problem="the file has no header")
    if len(header) > MAX_COLUMNS:
        return HeaderMatch((), problem=f"{len(header)} columns, at most {MAX_COLUMNS} are read")
    fields = _fields(header, contract)
    added = [Finding("added", field.raw, field.name) for field in fields if field.column is None]
    is_doubtful = is_ordered and 2 * len(added) > len(fields)
    is_strange = len(added) == len(fields) and not any(column.required for column in contract.columns)
    if is_doubtful and (is_strange or any(looks_like_value(field.name) for field in fields)):
        problem = f"{len(fields) - len(added)} of the {len(fields)} texts in its first line are names of the contract: "
        return HeaderMatch((), tuple(added), f"{problem}put its header back", is_doubtful=True)
    collided = _collided(fields)
    if collided:
        found = tuple(Finding("collided", field.raw, field.name) for field in collided)
        named = "the same" if is_doubtful else _shown(collided[1].name)
        return HeaderMatch((), found, f"two columns are both called {named}", is_doubtful)
    columns = tuple(field.raw for field in fields)
    drift = [*added]
    drift += [Finding("renamed", field.raw, field.name) for field in fields if field.is_renamed]
    missing = [column for column in contract.columns if column.raw not in columns and column.comes_from(parts or {})]
    drift += [Finding("missing", column.raw) for column in missing]
    if is_ordered and not _in_order(columns, contract):
        drift.append(Finding("reordered", None, ", ".join(header)))
    match = HeaderMatch(columns, tuple(drift))
    required = [column.name for column in missing if column.required]
    if required:
        return replace(match, problem=f"required column missing: {', '.join(required)}", is_doubtful=is_doubtful)
    if contract.drift == "hold" and (match.added or match.missing):
        told = ("missing",) if is_doubtful else ("added", "missing")
        changed = ", ".join(str(finding) for finding in drift if finding.kind in told)
        problem = f"columns changed and the contract says hold: {changed}"
        return replace(match, problem=problem, is_doubtful=is_doubtful)
    return match


def looks_like_value(text: str) -> bool:
    """Whether a text is an address of mail, a number or a time, or has the digits of a phone number."""
    bare = text.strip()
    return (
        re.search(r"\S@\S+\.\S", bare) is not None
        or re.fullmatch(r"\W{0,3}\d[\d.,:/\s-]*\W{0,2}", bare) is not None
        or sum(char.isdigit() for char in bare) >= 7
    )


def raw_name(name: str, contract: Contract) -> str:
    """The raw column of a name that the contract does not know: the same in every file of the feed."""
    return _identifier(name, {column.raw for column in contract.columns})


class _Field(NamedTuple):
    """One name of a header, the column of the contract it stands for, if any, and the raw column it feeds."""

    name: str
    column: Column | None
    raw: str

    @property
    def is_renamed(self) -> bool:
        return self.column is not None and self.name != self.column.name


def _fields(header: list[str], contract: Contract) -> list[_Field]:
    known = {fold(name): column for column in contract.columns for name in (column.name, *column.aliases)}
    taken = {column.raw for column in contract.columns}
    columns = ((name, known.get(fold(name))) for name in header)
    return [_Field(name, column, column.raw if column else _identifier(name, taken)) for name, column in columns]


def _collided(fields: list[_Field]) -> list[_Field]:
    """Fields that fall together, those that do so first in front.

    Unknown names that only differ in what is left out when headers are compared get identifiers of their own, and fall
    together all the same.
    """
    places: dict[str, list[int]] = {}
    for place, field in enumerate(fields):
        places.setdefault(f"raw {field.raw}", []).append(place)
        if field.column is None:
            places.setdefault(f"unknown {fold(field.name)}", []).append(place)
    together = [place for group in places.values() if len(group) > 1 for place in group]
    return [fields[place] for place in dict.fromkeys(together)]


def _in_order(columns: tuple[str, ...], contract: Contract) -> bool:
    """Whether the columns that the contract knows stand in its order, whatever came between them or is missing."""
    found = [name for name in columns if name in {column.raw for column in contract.columns}]
    return found == [column.raw for column in contract.columns if column.raw in columns]


def _identifier(name: str, taken: set[str]) -> str:
    """Spell an unknown header as `[a-z][a-z0-9_]*`, telling apart names that only differ in what is left out.

    A name that had to be changed beyond case and separators carries a short hash of its spelling, so that the same
    header gets the same column in every file and two hostile headers never share one.
    """
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.strip())
    plain = re.sub(r"[^a-z0-9]+", "_", snake.lower()).strip("_")
    faithful = re.fullmatch(r"[A-Za-z][A-Za-z0-9 _-]*", name.strip()) is not None
    if faithful and len(plain) <= _MAX_IDENTIFIER and plain not in taken | SYSTEM_COLUMNS:
        return plain
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    stem = plain if plain[:1].isalpha() else f"x_{plain}".rstrip("_")
    return f"{stem[: _MAX_IDENTIFIER - 7].rstrip('_')}_{digest}"


def _shown(name: str) -> str:
    """A header as it may appear in a message: one line, not longer than a line."""
    return repr(name if len(name) <= 60 else f"{name[:57]}...")
