"""Write a sheet of a workbook again as the csv the database loads."""

import json
from collections import Counter
from itertools import islice
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, WorksheetNotFound, load_workbook

from ingestion.headers import HeaderMatch, match_header
from ingestion.parts import PartWriter
from ingestion.reading import Canonical, HoldError, OnReject, Reason, Reject, Source
from ingestion.xlsx_files.checks import check
from ingestion.xlsx_files.spelling import Cell, csv_lines, spell

# Of the rows that are looked at together.
_CELLS = 1 << 14


class WorkbookCanonicaliser:
    """Canonicalises workbooks one after another; one sheet is held in memory at a time, within limits."""

    def read(self, source: Source, on_reject: OnReject) -> Canonical:
        """Write the good rows of the contract's sheet as csv; see `ingestion.reading.Reader`.

        Raises:
            OSError: a file cannot be read or written.
        """
        contract = source.contract
        copy = source.target.with_suffix(f".checked{source.path.suffix}")
        try:
            check(source.path, contract.unpacked_limit, contract.max_unpack_ratio, copy)
            sheet = _sheet(copy, contract.sheet or "")
        except HoldError as error:
            return Canonical(HeaderMatch(()), problem=str(error))
        finally:
            copy.unlink(missing_ok=True)
        return _write(source, sheet, on_reject)


def _sheet(path: Path, name: str) -> CalamineSheet:
    try:
        workbook = load_workbook(str(path))
        return workbook.get_sheet_by_name(name)
    except WorksheetNotFound as error:
        there = ", ".join(repr(other) for other in workbook.sheet_names[:10])
        raise HoldError(f"there is no sheet {name!r}; it has {there}") from error
    except CalamineError as error:
        raise HoldError(f"it cannot be read as a workbook: {error}") from error
    except BaseException as error:
        # How a panic of the library arrives; it is derived from nothing that could be named here.
        if type(error).__name__ != "PanicException":
            raise
        raise HoldError("it cannot be read as a workbook") from error


def _write(source: Source, sheet: CalamineSheet, on_reject: OnReject) -> Canonical:
    rows = enumerate(sheet.iter_rows(), start=1)
    header = next((row for _, row in rows if _is_filled(row)), None)
    if header is None:
        return Canonical(HeaderMatch(()), problem="the sheet has no header")
    filled = [place for place, cell in enumerate(header) if cell != ""]
    first, end = filled[0], filled[-1] + 1
    match = match_header([spell(cell) for cell in header[first:end]], source.contract)
    if match.problem:
        return Canonical(match, problem=match.problem)
    rejected: Counter[str] = Counter()
    number = 0
    limit = source.contract.max_field_bytes
    empty = "," * (end - first)
    with PartWriter(source.target, source.lineage) as writer:
        writer.begin(match.columns)
        while batch := list(islice(rows, max(1, _CELLS // len(header)))):
            lines, is_doubtful = csv_lines([row for _, row in batch], first, end, limit)
            for (place, row), line in zip(batch, lines, strict=True):
                if line == empty and not (is_doubtful and _is_filled(row)):
                    continue
                number += 1
                damage = _damage(row, first, end, limit) if is_doubtful else None
                if damage is None:
                    writer.write(line.encode("utf-8", "surrogatepass"), number)
                else:
                    rejected[damage[0]] += 1
                    on_reject(Reject(number, place, None, *damage, raw=_raw(row)))
        parts = writer.finish()
    return Canonical(match, number, number - rejected.total(), dict(rejected), parts)


def _is_filled(row: list[Cell]) -> bool:
    return any(cell != "" for cell in row)


def _damage(row: list[Cell], first: int, end: int, limit: int) -> tuple[Reason, str] | None:
    """Why a row cannot be loaded, looked at cell by cell."""
    beyond = next((place for place, cell in enumerate(row) if cell != "" and not first <= place < end), None)
    if beyond is not None:
        return "too_many_fields", f"a value in column {beyond + 1}, which has no header"
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
