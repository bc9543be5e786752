"""What is loaded together or not at all, and what there is of it."""

from dataclasses import dataclass

from ingestion.landed import LandedFile, Trigger
from ingestion.ledger.versions import LedgerFile
from ingestion.report import Waiting


@dataclass(frozen=True)
class Unit:
    """One file, or the files of one trigger. `version` is set when it is read again from the archive."""

    files: tuple[LandedFile, ...]
    trigger: Trigger | None = None
    version: LedgerFile | None = None

    @property
    def file_id(self) -> int | None:
        """The file in the ledger that is read again."""
        return self.version.file_id if self.version else None

    @property
    def is_replay(self) -> bool:
        """Whether what was loaded of it counts until this load commits."""
        return self.version is not None and self.version.state == "loaded"


@dataclass(frozen=True)
class Ready:
    """What can be loaded, what waits and why, and what only has to be moved to the archive."""

    units: tuple[Unit, ...]
    waiting: tuple[Waiting, ...]
    leftovers: tuple[tuple[LandedFile, LedgerFile], ...]
    leftover_triggers: tuple[tuple[Trigger, int], ...]

    @property
    def files(self) -> tuple[LandedFile, ...]:
        """The files of all units."""
        return tuple(file for unit in self.units for file in unit.files)
