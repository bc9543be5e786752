"""What a contract may say, and what it means."""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

# Names that dlt leaves as they are: it takes `__` for nesting, and replaces a `_` at the end.
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=55)]
# What a named part of a path may be: `{market}` one path step of word characters, `{batch_date}` a date.
_PART = re.compile(r"\{(?P<name>[a-z][a-z0-9_]*)\}")
# Digits are spelled out: \d also matches those of other scripts.
_PART_PATTERNS = {"batch_date": r"[0-9]{4}_[0-9]{2}_[0-9]{2}"}
_DEFAULT_PART = r"[A-Za-z0-9][A-Za-z0-9-]*"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """One column: `name` as the shop writes it, `raw` as the raw table has it."""

    name: str = Field(min_length=1)
    raw: Identifier
    required: bool = False
    aliases: tuple[str, ...] = ()
    pii: bool = False
    description: str = Field(min_length=1)


class Contract(_Strict):
    """One feed. Its identity is `<source>__<feed>`; its raw table is `raw_<source>.<feed>`."""

    version: int = Field(ge=1)
    source: Identifier
    feed: Identifier
    description: str = Field(min_length=1)
    path: str
    format: Literal["csv"] = "csv"
    encoding: Literal["utf-8", "cp1252", "latin-1"] = "utf-8"
    delimiter: Literal[",", ";", "|", "\t", ":", "^", "~"] = ","
    arrival: Literal["trigger", "stable"]
    trigger: str | None = None
    content: Literal["full", "delta"] = "delta"
    natural_key: tuple[Identifier, ...]
    drift: Literal["evolve", "hold"] = "evolve"
    max_reject_rate: float = Field(default=0.2, ge=0, le=1)
    max_field_bytes: int = Field(default=2**20, ge=1, le=2**26)
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
        raws = [column.raw for column in self.columns]
        spellings = [fold(name) for column in self.columns for name in (column.name, *column.aliases)]
        for what, names in (("raw names", raws), ("names and aliases", spellings)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} must differ, these repeat: {', '.join(twice)}")
        unknown = sorted(set(self.natural_key) - set(raws))
        if unknown:
            raise ValueError(f"natural_key names columns that do not exist: {', '.join(unknown)}")
        return self

    @property
    def key(self) -> str:
        """The feed's name everywhere: `<source>__<feed>`."""
        return f"{self.source}__{self.feed}"

    @property
    def raw_schema(self) -> str:
        """Schema of the raw table."""
        return f"raw_{self.source}"

    @cached_property
    def path_regex(self) -> re.Pattern[str]:
        """Matches a whole path relative to the landing zone; its groups are the lineage parts."""
        return compile_pattern(self.path)

    @cached_property
    def trigger_regex(self) -> re.Pattern[str] | None:
        """Matches the path of a trigger that may release files of this feed."""
        return compile_pattern(self.trigger) if self.trigger else None

    def business_date(self, parts: dict[str, str]) -> date | None:
        """The day a file is about, when its path says so; None also for a day that does not exist."""
        text = parts.get("batch_date")
        if text is None:
            return None
        try:
            return date.fromisoformat(text.replace("_", "-"))
        except ValueError:
            return None


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
