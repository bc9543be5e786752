"""One pass over a file's bytes: what identifies it, and what decides how it can be read."""

import codecs
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_CHUNK = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Fingerprint:
    """What the bytes of a file say; `lines` counts physical lines, the last one also without its newline."""

    sha256: str
    size_bytes: int
    lines: int
    has_nul: bool
    encoding: Literal["utf-8", "utf-8-sig", "utf-16"]

    @property
    def content_key(self) -> int:
        """First 60 bits of the hash: identifies the content in a bigint, whatever the load order."""
        return int(self.sha256[:15], 16)


def fingerprint(path: Path, on_bytes: Callable[[int], None] = lambda _: None) -> Fingerprint:
    """Read `path` once and describe its bytes.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.sha256()
    size, newlines, has_nul, head, last = 0, 0, False, b"", b""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            head = head or chunk[:4]
            digest.update(chunk)
            size += len(chunk)
            newlines += chunk.count(b"\n")
            has_nul = has_nul or b"\0" in chunk
            last = chunk[-1:]
            on_bytes(len(chunk))
    encoding: Literal["utf-8", "utf-8-sig", "utf-16"] = "utf-8"
    if head.startswith(_UTF16):
        encoding = "utf-16"
    elif head.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    unfinished = int(size > 0 and last != b"\n")
    return Fingerprint(digest.hexdigest(), size, newlines + unfinished, has_nul, encoding)


def transcode(source: Path, target: Path, encoding: str) -> None:
    """Write `source` again as UTF-8 without a byte-order mark, keeping its newlines.

    Raises:
        UnicodeDecodeError: the bytes are not `encoding`.
    """
    with source.open(encoding=encoding, newline="") as reader, target.open("w", encoding="utf-8", newline="") as writer:
        while text := reader.read(_CHUNK):
            writer.write(text)
