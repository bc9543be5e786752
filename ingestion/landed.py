"""Files and triggers that landed, as values."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from ingestion.contracts.model import Contract, VersionBasis

FileName = Annotated[str, StringConstraints(min_length=1, max_length=255)]


@dataclass(frozen=True)
class LandedFile:
    """A file a contract names. `relative` is its path in the landing zone with `/`, `parts` the named parts of it."""

    path: Path
    relative: str
    contract: Contract
    parts: dict[str, str]
    size_bytes: int
    mtime: datetime

    @property
    def business_date(self) -> date | None:
        """The day the path says."""
        return self.contract.business_date(self.relative, self.parts)

    @property
    def copied_day(self) -> date | None:
        """The day that a file with the same content must name for this one to be its copy; None when any will do."""
        return None if self.contract.copies == "any_day" else self.business_date

    @property
    def version_basis(self) -> VersionBasis:
        """What says which of two files is newer."""
        return self.contract.version_basis(self.business_date)


@dataclass(frozen=True)
class LandedTrigger:
    """A trigger file: it releases files of `source` that lie beside it."""

    path: Path
    relative: str
    source: str
    parts: dict[str, str]


class ManifestFile(BaseModel):
    """What a trigger promises of one file."""

    name: FileName
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-fA-F]{64}$", to_lower=True)] | None = None
    rows: Annotated[int, Field(ge=0, strict=True)] | None = None


@dataclass(frozen=True)
class Trigger:
    """A trigger that was read. `problem` is set when its batch must be held: the other fields are what is known."""

    landed: LandedTrigger
    sha256: str
    trigger_id: str | None = None
    batch_date: date | None = None
    is_ready: bool = False
    expected: tuple[str, ...] = ()
    manifest: dict[str, ManifestFile] = field(default_factory=dict)
    problem: str | None = None

    def promise(self, name: str) -> ManifestFile | None:
        """What is promised of the file of this name; suffixes mean the same in any case."""
        return next((file for known, file in self.manifest.items() if same_name(known) == same_name(name)), None)

    def allows(self, path: str, sha256: str) -> bool:
        """Whether these bytes are what was promised of the file at `path`; true when nothing was."""
        promised = self.promise(path.rpartition("/")[2])
        return promised is None or promised.sha256 in (None, sha256)


def same_name(name: str) -> str:
    """A file's name with its suffixes in small letters, by which it is compared with what a trigger names."""
    stem, dot, suffixes = name.partition(".")
    return f"{stem}{dot}{suffixes.lower()}"
