"""Where a raw row comes from: the columns every canonical csv carries beside the shop's own."""

from dataclasses import dataclass, field

from ingestion.contracts.model import LINEAGE


@dataclass(frozen=True)
class Lineage:
    """What is the same for all rows of one file attempt; `parts` are the named parts of its path, in their order."""

    file_id: int
    attempt: int
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the lineage columns, in the order they are written; the row number is the last."""
        return (*(f"_{name}" for name in self.parts), *LINEAGE)

    @property
    def values(self) -> tuple[str | int, ...]:
        """The values that are the same for all rows: of all columns but the last. Path parts need no quotes in csv."""
        return (*self.parts.values(), self.file_id, self.attempt)
