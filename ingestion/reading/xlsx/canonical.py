"""Write a sheet of a workbook again as the csv the database loads."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from ingestion.reading.headers import HeaderMatch, match_header
from ingestion.reading.parts import PartWriter
from ingestion.reading.reader import Canonical, HoldError, OnReject, Reason, Reject, Source
from ingestion.reading.xlsx.checks import check
from ingestion.reading.xlsx.sheets import Batch, Sheet
from ingestion.reading.xlsx.spelling import Cell, csv_lines, spell

# Of the rows that are looked at together.
_CELLS = 1 << 14


class WorkbookCanonicaliser:
    """Canonicalises workbooks one after another; one slice of a sheet is held in memory at a time, within limits."""

    def read(self, source: Source, on_reject: OnReject) -> Canonical:
        """Write the good rows of the contract's sheet as csv; see `ingestion.reading.reader.Reader`.

        Raises:
            OSError: a file cannot be read or written.
        """
        contract = source.contract
        copy = source.target.with_suffix(f".checked{source.path.suffix}")
        try:
            copied = check(source.path, contract.unpacked_limit, contract.max_unpack_ratio, copy)
            if copied is None:
                raise AssertionError("a copy was asked for")
            return _write(source, Sheet(copied, contract.sheet or ""), on_reject)
        except HoldError as error:
            return Canonical(HeaderMatch(()), problem=str(error))
        finally:
            copy.unlink(missing_ok=True)


def _write(source: Source, sheet: Sheet, on_reject: OnReject) -> Canonical:
    batches = sheet.batches(_CELLS)
    found = _header(batches)
    if found is None:
        return Canonical(HeaderMatch(()), problem="the sheet has no header")
    first, header, rest = found
    end = first + len(header)
    match = match_header(list(map(spell, header)), source.contract, source.lineage.parts)
    if match.problem:
        return Canonical(match, problem=match.problem)
    rejected: Counter[str] = Counter()
    number = 0
    limit = source.contract.max_field_bytes
    empty = "," * len(header)
    # Who saves a workbook anew writes other bytes: what is the same are its cells.
    content = hashlib.sha256(json.dumps(list(map(spell, header))).encode())
    with PartWriter(source.target, source.lineage) as writer:
        writer.begin(match.columns)
        for some in chain(rest, batches):
            batch = some.covering(first, end)
            inside = (first - batch.left, end - batch.left)
            lines, is_doubtful = csv_lines(batch.rows, *inside, limit)
            for place, (row, line) in enumerate(zip(batch.rows, lines, strict=True), start=batch.top):
                if line == empty and not (is_doubtful and _is_filled(row)):
                    continue
                number += 1
                data = line.encode("utf-8", "surrogatepass")
                damage = _damage(row, *inside, batch.left, limit) if is_doubtful else None
                if damage is None:
                    writer.write(data, number)
                else:
                    rejected[damage[0]] += 1
                    data = _raw(sheet.whole(batch, row))
                    on_reject(Reject(number, place, None, *damage, raw=data))
                content.update(data + b"\n")
        parts = writer.finish()
    loaded = number - rejected.total()
    return Canonical(match, number, loaded, dict(rejected), parts, decoded_sha256=content.hexdigest())


def _header(batches: Iterator[Batch]) -> tuple[int, list[Cell], list[Batch]] | None:
    """The first row that is filled: where it begins in the sheet, its cells, and what else is in its batch."""
    for batch in batches:
        for place, row in enumerate(batch.rows):
            filled = [column for column, cell in enumerate(row) if cell != ""]
            if filled:
                below = Batch(batch.top + place + 1, batch.left, batch.rows[place + 1 :])
                header = row[filled[0] : filled[-1] + 1]
                return batch.left + filled[0], header, [below] if below.rows else []
    return None


def _is_filled(row: list[Cell]) -> bool:
    return any(cell != "" for cell in row)


def _damage(row: list[Cell], first: int, end: int, left: int, limit: int) -> tuple[Reason, str] | None:
    """Why a row that begins in the column `left` of the sheet cannot be loaded, looked at cell by cell."""
    beyond = next((place for place, cell in enumerate(row) if cell != "" and not first <= place < end), None)
    if beyond is not None:
        return "too_many_fields", f"a value in column {left + beyond + 1}, which has no header"
    texts = [cell.encode("utf-8", "surrogatepass") for cell in row if isinstance(cell, str)]
    if any(b"\0" in text for text in texts):
        return "nul_byte", "a cell holds NUL"
    longest = max(map(len, texts), default=0)
    if longest > limit:
        return "field_too_long", f"a cell of {longest} bytes, at most {limit} are loaded"
    return None


def _raw(row: list[Cell]) -> bytes:
    """A row as it can be kept: a workbook has no bytes of a row."""
    return json.dumps([None if cell == "" else spell(cell) for cell in row], ensure_ascii=False).encode()
