"""What a contract may say, and what it means."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from ingestion.contracts.dates import DatePattern, date_in_name

# Names that dlt leaves as they are: it takes `__` for nesting, and replaces a `_` at the end.
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=55)]
# What a named part of a path may be: `{market}` one path step of word characters, `{batch_date}` a date.
_PART = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)\}")
_FIT_PART = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Digits are spelled out: \d also matches those of other scripts.
_PART_PATTERNS = {"batch_date": r"[0-9]{4}_[0-9]{2}_[0-9]{2}"}
_DEFAULT_PART = r"[A-Za-z0-9][A-Za-z0-9-]*"
Format = Literal["csv", "json", "jsonl", "xlsx"]
# A workbook is compressed already.
_MAY_BE_GZ = ("csv", "json", "jsonl")
# What every raw row carries: which version of which file it came with, by which attempt, and its place in the file.
LINEAGE = ("_file_id", "_attempt", "_row_number")
# No table can have a column of these names.
SYSTEM_COLUMNS = frozenset({"tableoid", "cmax", "xmax", "cmin", "xmin", "ctid"})
VersionBasis = Literal["path", "rows", "arrival"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One column: `name` as the shop writes it, `raw` as the raw table has it."""

    name: str = Field(min_length=1)
    raw: Identifier
    required: bool = False
    aliases: tuple[str, ...] = ()
    pii: bool = False
    # Named parts of the path, and the values of them in whose files the column comes; elsewhere it is not missing.
    only: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    description: str = Field(min_length=1)

    def comes_from(self, parts: Mapping[str, str]) -> bool:
        """Whether files with these parts of a path have the column."""
        return all(parts.get(name) in values for name, values in self.only.items())


class Contract(_Strict):
    """One feed. Its identity is `<source>__<feed>`; its raw table is `raw_<source>.<feed>`."""

    version: int = Field(ge=1)
    source: Identifier
    feed: Identifier
    description: str = Field(min_length=1)
    path: str
    format: Format | tuple[Format, ...] = Field(default="csv", min_length=1)
    sheet: str | None = Field(default=None, min_length=1, max_length=31)
    encoding: Literal["utf-8", "cp1252", "latin-1"] = "utf-8"
    delimiter: Literal[",", ";", "|", "\t", ":", "^", "~"] = ","
    arrival: Literal["trigger", "stable"]
    trigger: str | None = None
    # How a name spells the day that a file speaks for; a path with {batch_date} says it already.
    dates: tuple[DatePattern, ...] = ()
    # The raw column that dates a row: the latest of them stands for the day of a file whose name says none.
    row_date: Identifier | None = None
    # Of which files one that names a day can be a copy: of those that name the same, or of any.
    copies: Literal["same_day", "any_day"] = "same_day"
    content: Literal["full", "delta"] = "delta"
    natural_key: tuple[Identifier, ...]
    drift: Literal["evolve", "hold"] = "evolve"
    max_reject_rate: float = Field(default=0.2, ge=0, le=1)
    max_field_bytes: int = Field(default=2**20, ge=1, le=2**26)
    # Of a gzip file or a workbook; unset means 8 GiB, for a workbook 250 MiB.
    max_unpacked_bytes: int | None = Field(default=None, ge=1)
    max_unpack_ratio: int = Field(default=100, ge=1)
    cadence_hours: int = Field(ge=1)
    columns: tuple[Column, ...] = Field(min_length=1)

    @field_validator("path", "trigger")
    @classmethod
    def _relative_pattern(cls, pattern: str | None) -> str | None:
        if pattern is not None and (pattern.startswith("/") or ".." in pattern.split("/")):
            raise ValueError(f"{pattern!r} must stay inside the landing zone: no leading '/' and no '..'")
        return pattern

    @model_validator(mode="after")
    def _consistent(self) -> "Contract":
        if not self.path.startswith(f"{self.source}/"):
            raise ValueError(f"path {self.path!r} must begin with the source: {self.source}/")
        if (self.arrival == "trigger") != (self.trigger is not None):
            raise ValueError("name `trigger` exactly when `arrival` is trigger")
        if len(set(self.formats)) != len(self.formats) or ("csv" in self.formats and len(self.formats) > 1):
            # An empty csv field is NULL and an empty text of JSON is not: one table cannot be told both.
            raise ValueError("`format` names each format once, and csv not beside others")
        if ("xlsx" in self.formats) != (self.sheet is not None):
            raise ValueError("name `sheet` exactly when `format` is xlsx")
        if "." in self.path.rpartition("/")[2] and not self.path.endswith(tuple(f".{name}" for name in self.formats)):
            raise ValueError(f"path {self.path!r} must end in the suffix of its format, or in none")
        unfit = [name for name in self.path_parts if not _FIT_PART.fullmatch(name) or f"_{name}" in LINEAGE]
        if unfit:
            raise ValueError(f"path names parts that cannot be columns of raw: {', '.join(unfit)}")
        raws = [column.raw for column in self.columns]
        spellings = [fold(name) for column in self.columns for name in (column.name, *column.aliases)]
        for what, names in (("raw names", raws), ("names and aliases", spellings)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} must differ, these repeat: {', '.join(twice)}")
        nowhere = sorted({name for column in self.columns for name in column.only} - set(self.path_parts))
        if nowhere:
            raise ValueError(f"`only` names parts that the path does not have: {', '.join(nowhere)}")
        if impossible := sorted(SYSTEM_COLUMNS.intersection(raws)):
            raise ValueError(f"no table can have these columns, name them otherwise: {', '.join(impossible)}")
        named = {"natural_key": set(self.natural_key), "row_date": {self.row_date} if self.row_date else set()}
        for what, columns in named.items():
            unknown = sorted(columns - set(raws))
            if unknown:
                raise ValueError(f"{what} names columns that do not exist: {', '.join(unknown)}")
        return self

    @property
    def key(self) -> str:
        """The feed's name everywhere: `<source>__<feed>`."""
        return f"{self.source}__{self.feed}"

    @property
    def raw_schema(self) -> str:
        """Schema of the raw table."""
        return f"raw_{self.source}"

    @property
    def formats(self) -> tuple[Format, ...]:
        """The formats the feed may come in; a file's suffix says which one it is."""
        return (self.format,) if isinstance(self.format, str) else self.format

    @property
    def unpacked_limit(self) -> int:
        """Bytes that a compressed file may unpack to."""
        return self.max_unpacked_bytes or (250 << 20 if "xlsx" in self.formats else 8 << 30)

    @cached_property
    def path_parts(self) -> tuple[str, ...]:
        """The named parts of the path, in order."""
        return tuple(dict.fromkeys(_PART.findall(self.path)))

    @property
    def part_columns(self) -> tuple[str, ...]:
        """The text columns of the raw table that say what the path named, in order."""
        return tuple(f"_{name}" for name in self.path_parts)

    @cached_property
    def path_regex(self) -> re.Pattern[str]:
        """Matches a whole path relative to the landing zone; its groups are the lineage parts.

        A path without a suffix takes those of the feed's formats; `.gz` may follow where the format allows it. Suffixes
        match in any case.
        """
        pattern, suffixes = self.path, {f".{name}": name in _MAY_BE_GZ for name in self.formats}
        ending = next((suffix for suffix in suffixes if pattern.endswith(suffix)), None)
        if ending:
            pattern, suffixes = pattern.removesuffix(ending), {ending: suffixes[ending]}
        endings = "|".join(re.escape(suffix) + (r"(?:\.gz)?" if gz else "") for suffix, gz in suffixes.items())
        return re.compile(f"{compile_pattern(pattern).pattern}(?i:{endings})", re.DOTALL)

    def format_of(self, path: str) -> Format:
        """The format a path's suffix says; only of paths that `path_regex` matches."""
        bare = path.lower().removesuffix(".gz")
        return next(name for name in self.formats if bare.endswith(f".{name}"))

    @cached_property
    def trigger_regex(self) -> re.Pattern[str] | None:
        """Matches the path of a trigger that may release files of this feed; its suffix in any case."""
        if self.trigger is None:
            return None
        stem, dot, suffix = self.trigger.rpartition(".")
        if not dot or "/" in suffix:
            return compile_pattern(self.trigger)
        return re.compile(f"{compile_pattern(stem).pattern}(?i:{re.escape(dot + suffix)})", re.DOTALL)

    def business_date(self, path: str, parts: dict[str, str]) -> date | None:
        """The day a file speaks for, when its path says so; None also for a day that does not exist."""
        text = parts.get("batch_date")
        if text is None:
            return date_in_name(path, self.dates)
        try:
            return date.fromisoformat(text.replace("_", "-"))
        except ValueError:
            return None

    def version_basis(self, day: date | None) -> VersionBasis:
        """What says which of two files of the feed is newer, given the day that a path says."""
        if day is not None:
            return "path"
        return "rows" if self.row_date else "arrival"


def fold(header: str) -> str:
    """Spell a header without case, blanks and punctuation, the way headers are compared."""
    return re.sub(r"[\W_]+", "", header.casefold())


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Turn `storefront/orders_{batch_date}.csv` or `retail/invoices/*.csv` into a regular expression.

    `*` is any run of characters except `/`; `{name}` is a named part. A named part that returns is the same text.
    """
    out, position = "", 0
    for part in _PART.finditer(pattern):
        out += _literal(pattern[position : part.start()])
        name = part["name"]
        seen = f"(?P<{name}>" in out
        out += f"(?P={name})" if seen else f"(?P<{name}>{_PART_PATTERNS.get(name, _DEFAULT_PART)})"
        position = part.end()
    return re.compile(out + _literal(pattern[position:]), re.DOTALL)


def _literal(text: str) -> str:
    return "[^/]*".join(re.escape(piece) for piece in text.split("*"))
