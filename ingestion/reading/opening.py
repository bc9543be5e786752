"""From the bytes that landed to the bytes a reader takes: decompressed, and text as UTF-8."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingestion.contracts.model import Contract, Format
from ingestion.reading.fingerprint import Fingerprint, fingerprint, transcode

_CHUNK = 1 << 20
# A small file does no harm whatever its ratio: repeated rows compress a thousandfold.
_HARMLESS_BYTES = 16 << 20


@dataclass(frozen=True)
class Opened:
    """Plain bytes at `path`, described by `seen`; `problem` says why there are none."""

    path: Path
    seen: Fingerprint
    format: Format
    problem: str | None = None

    @property
    def decoded_sha256(self) -> str | None:
        """The hash of the text; None where there is none, and of a workbook, whose cells it says when it was read."""
        return None if self.problem or self.format == "xlsx" else self.seen.decoded_sha256

    @property
    def most_records(self) -> int:
        """No file of these bytes can hold more records: an element of an array takes two bytes at least."""
        return self.seen.lines if self.format in ("csv", "jsonl") else self.seen.size_bytes // 2 + 1


@contextmanager
def opened(path: Path, name: str, seen: Fingerprint, contract: Contract, scratch: Path) -> Iterator[Opened]:
    """Decompress and transcode a file where that is needed; `name` is the path it landed under.

    The files this makes below `scratch` are removed at the end of the block.

    Raises:
        OSError: a file cannot be read or written.
    """
    kind = contract.format_of(name)
    made: list[Path] = []
    problem = None
    try:
        if name.lower().endswith(".gz"):
            made.append(scratch / "unpacked")
            problem = _unpack(path, made[-1], seen.size_bytes, contract)
            if problem is None:
                path, seen = made[-1], fingerprint(made[-1])
        encoding = {"utf-16": "utf-16", "utf-8-sig": "utf-8"}.get(seen.encoding, contract.encoding)
        if problem is None and kind != "xlsx" and encoding != "utf-8":
            made.append(scratch / "transcoded")
            problem = _transcode(path, made[-1], encoding)
            if problem is None:
                path, seen = made[-1], fingerprint(made[-1])
        yield Opened(path, seen, kind, problem)
    finally:
        for file in made:
            file.unlink(missing_ok=True)


def _unpack(source: Path, target: Path, size_bytes: int, contract: Contract) -> str | None:
    """Decompress a gzip file within the contract's limits; says why it cannot be trusted."""
    most = max(_HARMLESS_BYTES, contract.max_unpack_ratio * size_bytes)
    written = 0
    try:
        with gzip.open(source, "rb") as reader, target.open("wb") as writer:
            while chunk := reader.read(_CHUNK):
                written += len(chunk)
                if written > contract.unpacked_limit:
                    return f"it unpacks to more than the {contract.unpacked_limit} bytes that are read of a file"
                if written > most:
                    return f"it unpacks to more than {contract.max_unpack_ratio} times its {size_bytes} bytes"
                writer.write(chunk)
    except EOFError:
        return f"the gzip stream is cut off after {written} bytes of text"
    except (gzip.BadGzipFile, zlib.error) as error:
        return f"it is not a sound gzip file: {error}"
    return None


def _transcode(source: Path, target: Path, encoding: str) -> str | None:
    try:
        transcode(source, target, encoding)
    except UnicodeDecodeError as error:
        reason = f"byte 0x{error.object[error.start]:02x}" if error.object else "a byte"
        return f"the file is not {encoding}: {reason} cannot be decoded"
    return None
