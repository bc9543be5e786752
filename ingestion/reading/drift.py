"""Schema drift: how a file's columns differ from its contract, as values."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["added", "missing", "renamed", "reordered", "collided"]


@dataclass(frozen=True)
class Finding:
    """One difference between a header and its contract.

    `column` is the raw name, None for `reordered`; `written_as` the header as the shop wrote it, None for `missing`,
    and for `reordered` all headers in the order of the file.
    """

    kind: Kind
    column: str | None
    written_as: str | None = None

    def __str__(self) -> str:
        """In the words of a message: `+sales_channel`, `-country`, `stock_code as "Stock Code"`."""
        if self.kind == "added":
            return f"+{self.column}"
        if self.kind == "missing":
            return f"-{self.column}"
        return "reordered" if self.column is None else f'{self.column} {self.kind} as "{self.written_as}"'
