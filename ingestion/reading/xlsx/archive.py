"""Look at a workbook as the zip archive that it is, trusting nothing it says of itself."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from ingestion.reading.reader import HoldError

_READ = 64 << 10
_WRITE = 1 << 20
_MOST_ENTRIES = 10_000
_LOCAL_HEADER = struct.Struct("<4s22xHH")
# A small workbook does no harm whatever its ratio.
_HARMLESS_BYTES = 16 << 20


class Archive:
    """The entries of a zip file, unpacked within limits as often as they are asked for.

    Args:
        stream: the file.
        size_bytes: its size.
        most_bytes: that all entries together may unpack to.
        most_ratio: how many times the size of the file they may unpack to.
    """

    def __init__(self, stream: BinaryIO, size_bytes: int, most_bytes: int, most_ratio: int) -> None:
        self._stream = stream
        try:
            self.entries = zipfile.ZipFile(stream).infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise HoldError(f"it is no workbook: {error}") from error
        self._limit = min(most_bytes, max(_HARMLESS_BYTES, most_ratio * size_bytes))
        self._limit_is = (
            f"more than the {most_bytes} bytes that are read of a workbook"
            if self._limit == most_bytes
            else f"more than {most_ratio} times its {size_bytes} bytes"
        )
        names = [entry.filename.casefold() for entry in self.entries]
        if len(names) > _MOST_ENTRIES or len(set(names)) < len(names):
            raise HoldError("it is no workbook: it has too many entries, or one name twice")
        if sum(entry.compress_size for entry in self.entries) > size_bytes:
            raise HoldError("it is no workbook: its entries overlap")
        self._take(sum(entry.file_size for entry in self.entries))

    def unpack(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The content of an entry in pieces of bounded size.

        Raises:
            HoldError: it is not what the archive says.
        """
        if entry.flag_bits & 1 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise HoldError(f"{entry.filename} is encrypted or packed in an unknown way")
        self._stream.seek(entry.header_offset)
        try:
            magic, name, extra = _LOCAL_HEADER.unpack(self._stream.read(_LOCAL_HEADER.size))
        except struct.error:
            magic, name, extra = b"", 0, 0
        if magic != b"PK\x03\x04":
            raise HoldError(f"{entry.filename} is not where the archive says: it is cut off or damaged")
        self._stream.seek(name + extra, 1)
        written = checksum = 0
        for piece in self._pieces(entry):
            written += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if written > entry.file_size:
                break
            yield piece
        if written != entry.file_size:
            raise HoldError(f"{entry.filename} does not unpack to the size that the archive says")
        if checksum != entry.CRC:
            raise HoldError(f"{entry.filename} is damaged: its checksum is wrong")

    def _pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        left = entry.compress_size
        inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
        try:
            while left > 0 and (packed := self._stream.read(min(_READ, left))):
                left -= len(packed)
                if inflater is None:
                    yield packed
                    continue
                while packed:
                    yield inflater.decompress(packed, _WRITE)
                    packed = inflater.unconsumed_tail
            if inflater is not None:
                yield inflater.flush()
                if not inflater.eof:
                    raise HoldError(f"{entry.filename} is cut off")
        except zlib.error as error:
            raise HoldError(f"{entry.filename} is damaged: {error}") from error

    def _take(self, size: int) -> None:
        """Entries unpack to what the archive says, or they are refused: so this is known before any is unpacked."""
        if size > self._limit:
            raise HoldError(f"it unpacks to {size} bytes, {self._limit_is}")


def open_archive(path: Path, stream: BinaryIO, most_bytes: int, most_ratio: int) -> Archive:
    """The archive of an open file; see `Archive`.

    Raises:
        HoldError: it is none, or passes a limit.
    """
    return Archive(stream, path.stat().st_size, most_bytes, most_ratio)
