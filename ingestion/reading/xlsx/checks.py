"""What a workbook must not hold, found out before anything that allocates memory for its cells sees it.

calamine keeps a sheet as a rectangle from the first cell to the last: one cell in the last corner of an otherwise
empty sheet would take it gigabytes. So the references of all cells are read here first; what the sheet says of its own
size (its `dimension`) is not believed. It also keeps a text once for each cell that shows it: see `repeated`.
"""

import re
from array import array
from collections import deque
from collections.abc import Collection, Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path

from ingestion.reading.reader import HoldError
from ingestion.reading.xlsx.archive import Archive, open_archive
from ingestion.reading.xlsx.copying import Copied, Copy, is_opened
from ingestion.reading.xlsx.cutting import ROW, Cuts, Rows
from ingestion.reading.xlsx.extent import Extent
from ingestion.reading.xlsx.repeated import MOST_TEXT, LongestString, is_shared, string_sizes, written_out

_FORBIDDEN = (
    ("vbaproject.bin", "holds macros"),
    ("xl/macrosheets/", "holds macros"),
    ("xl/externallinks/", "links to other files"),
    ("xl/connections.xml", "connects to other data"),
)
_TARGET = re.compile(rb"""\bTarget\s*=\s*["']([^"']*)["']""")
# Excel's longest text has 32,767 characters.
_LONGEST_RUN = 4 << 20
# Bytes of a slice: 450,000 rows peak at 224 MiB with these and at 248 MiB with twice as many, in the same time.
_SLICE = 8 << 20
# calamine reads the shared strings again with every slice: it is as large as this many times what is read again. Of
# 200,000 rows that took 2.4 s at once and 335, 313, 274 and 282 MiB, 3.0, 3.0, 3.2 and 3.3 s with 4, 3, 2 and 1.
_TIMES_AGAIN = 3


def check(path: Path, most_bytes: int, most_ratio: int, copy: Path | None = None) -> Copied | None:
    """Refuse a workbook that is none, or passes a limit.

    Args:
        path: the workbook.
        most_bytes: that it may unpack to.
        most_ratio: how many times its size it may unpack to.
        copy: where to write what was checked, a long sheet in slices.

    Raises:
        HoldError: with the limit and the value.
        OSError: a file cannot be read or written.
    """
    with path.open("rb") as stream, Copy(copy) if copy else nullcontext() as out:
        archive = open_archive(path, stream, most_bytes, most_ratio)
        for entry in archive.entries:
            for part, what in _FORBIDDEN:
                if part in entry.filename.casefold():
                    raise HoldError(f"the workbook {what} ({entry.filename}): save it without")
        extents: dict[str, Extent] = {}
        longest = LongestString()
        again = sum(entry.file_size for entry in archive.entries if is_opened(entry.filename))
        for entry in archive.entries:
            name = entry.filename
            # Whole where it turned out that it must not be cut.
            for size in (max(_SLICE, _TIMES_AGAIN * again), None):
                cuts = Cuts(size)
                extents[name] = Extent()
                pieces = _checked(name, _at_tags(name, archive.unpack(entry)), extents[name], longest)
                if out:
                    out.write(name, pieces, cuts)
                else:
                    deque(pieces, maxlen=0)
                if cuts.is_sound:
                    break
        suspects = {name for name, extent in extents.items() if extent.cells * longest.bytes > MOST_TEXT}
        if suspects:
            _check_written_out(archive, suspects)
        return out.finish() if out else None


def _checked(
    name: str, pieces: Iterable[bytes], extent: Extent, longest: LongestString
) -> Iterator[tuple[bytes, Rows]]:
    """The pieces of a part and their rows, each checked before it is handed on, and all of them at the end."""
    for piece in pieces:
        _check_text(name.casefold(), piece)
        extent.note(piece)
        if is_shared(name):
            longest.note(piece)
        yield piece, extent.rows
    if extent.problem:
        raise HoldError(f"{name} {extent.problem}")


def _check_written_out(archive: Archive, suspects: Collection[str]) -> None:
    """Refuse sheets whose cells show the same long texts again and again; exact, and slower than all else here."""
    sizes = array("q")
    for entry in archive.entries:
        if is_shared(entry.filename):
            sizes = string_sizes(entry.filename, archive.unpack(entry))
    for entry in archive.entries:
        if entry.filename in suspects:
            size = written_out(entry.filename, archive.unpack(entry), sizes)
            if size > MOST_TEXT:
                raise HoldError(
                    f"the cells of {entry.filename} show {size} bytes of text, at most {MOST_TEXT} are read"
                )


def _check_text(name: str, piece: bytes) -> None:
    if b"<!DOCTYPE" in piece:
        raise HoldError(f"{name} declares entities: no workbook does")
    if name.endswith((".xml", ".rels")) and b"\0" in piece:
        raise HoldError(f"{name} is not UTF-8")
    if name.endswith("workbook.xml.rels"):
        odd = [target for target in _TARGET.findall(piece) if not target.lower().endswith(b".xml")]
        if odd:
            raise HoldError(f"the workbook names a part that is no XML: {odd[0][:60].decode('utf-8', 'replace')!r}")


def _at_tags(name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes, never cut inside a tag: a reference that lies on a cut would be seen by nobody.

    They are cut before a row where one begins: there a sheet can be cut in slices.
    """
    is_xml = name.casefold().endswith((".xml", ".rels"))
    rest = b""
    for piece in pieces:
        joined = rest + piece
        cut = joined.rfind(ROW)
        cut = joined.rfind(b"<") if cut <= 0 else cut
        if cut <= 0 and is_xml:
            if len(joined) > _LONGEST_RUN:
                raise HoldError(f"{name} has a tag or a text of more than {_LONGEST_RUN} bytes")
            rest = joined
            continue
        cut = len(joined) if cut <= 0 else cut
        rest = joined[cut:]
        yield joined[:cut]
    yield rest
