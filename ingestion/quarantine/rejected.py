"""Rejected rows one by one, as they were received, and the damaged ones among them."""

from dataclasses import dataclass
from typing import Literal

import psycopg

Kind = Literal["structural", "rule"]


@dataclass(frozen=True)
class RejectedRow:
    """One row that was kept out.

    A damaged row has `line_number` and `raw`; one that the rules reject has `row_number`, the data row of its file,
    and `values`, every column of it as text.
    """

    kind: Kind
    path: str
    line_number: int | None
    row_number: int | None
    reason: str
    reasons: str
    detail: str | None
    raw: bytes | None = None
    values: dict[str, str | None] | None = None

    @property
    def received(self) -> str:
        """Bytes as text, with escapes for what is not UTF-8; values as `column=value`, without those that are empty."""
        if self.raw is not None:
            return self.raw.decode("utf-8", "backslashreplace").rstrip("\r\n")
        return ", ".join(f"{name}={value}" for name, value in (self.values or {}).items() if value is not None)


def damaged_rows(
    connection: psycopg.Connection, *, reason: str | None = None, file_id: int | None = None, limit: int
) -> list[RejectedRow]:
    """The first damaged rows of files that count or are held with this reason, or of one file, as it counts now."""
    rows = connection.execute(
        """
        select file.path, row.line_number, row.reason, row.detail, row.raw
        from quarantine.rejected_rows as row
        join ops.files as file on file.file_id = row.file_id and file.attempts = row.attempt
        where (%(reason)s::text is null or row.reason = %(reason)s)
          and case when %(file)s::bigint is null then file.state in ('loaded', 'held') else file.file_id = %(file)s end
        order by file.path, file.file_id, row.line_number
        limit %(limit)s
        """,
        {"reason": reason, "file": file_id, "limit": limit},
    ).fetchall()
    return [
        RejectedRow("structural", path, line, None, reason, reason, detail, raw=raw)
        for path, line, reason, detail, raw in rows
    ]
