"""What lies in the landing zone: files that a contract names, and everything else with the reason it is left."""

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from ingestion.contracts.model import Contract
from ingestion.landed import LandedFile, LandedTrigger
from ingestion.report import Waiting
from warehouse.errors import TillhouseError

# Characters that break a line of a message, and bytes of a name that no text column can keep.
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True)
class Landing:
    """One look at the landing zone."""

    files: tuple[LandedFile, ...]
    triggers: tuple[LandedTrigger, ...]
    strange: tuple[Waiting, ...]


def look(root: Path, contracts: Iterable[Contract]) -> Landing:
    """List the landing zone, sorted by path. Names that begin with `.` or `_`, and files at its root, are not ours."""
    contracts = tuple(contracts)
    files: list[LandedFile] = []
    triggers: list[LandedTrigger] = []
    strange: list[Waiting] = []
    for path in _walk(root, strange):
        relative = path.relative_to(root).as_posix()
        if "/" not in relative:
            continue
        if _UNUSABLE.search(relative):
            reason = "its name holds control characters or is not UTF-8; rename it"
            strange.append(Waiting(ascii(relative)[1:-1], reason))
            continue
        try:
            info = path.lstat()
        except FileNotFoundError:
            continue
        if not stat.S_ISREG(info.st_mode):
            strange.append(
                Waiting(relative, f"is {_kind(info.st_mode)}, not a regular file; put the file itself there")
            )
            continue
        file = _as_file(path, relative, info, contracts)
        trigger = None if file else _as_trigger(path, relative, contracts)
        if file:
            files.append(file)
        elif trigger:
            triggers.append(trigger)
        else:
            strange.append(Waiting(relative, "no contract names this path; see ingestion/contracts"))
    return Landing(tuple(files), tuple(triggers), tuple(strange))


def still_growing(files: Sequence[LandedFile], seconds: float) -> set[str]:
    """Paths whose size or time changed between two looks `seconds` apart.

    A file last written longer ago than that has passed the first look already: only fresh files are waited for.
    """
    now = time.time()
    fresh = [file for file in files if now - file.mtime.timestamp() < seconds]
    if not fresh:
        return set()
    time.sleep(seconds)
    return {file.relative for file in fresh if has_changed(file)}


def has_changed(file: LandedFile) -> bool:
    """Whether the file is another than when it was looked at, or gone."""
    try:
        return size_and_time(file.path) != (file.size_bytes, file.mtime)
    except FileNotFoundError:
        return True


def size_and_time(path: Path) -> tuple[int, datetime]:
    """What tells one state of a file from another without reading it.

    Raises:
        OSError: there is no such file.
    """
    info = path.lstat()
    return info.st_size, _mtime(info)


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes.

    Raises:
        OSError: it cannot be read.
    """
    info = path.lstat()
    return _sha256_of(path, info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns)


@lru_cache
def _sha256_of(path: Path, *_: int) -> str:
    # Nobody can set the time of a file's last change of status: a sensor need not read the same bytes at each look.
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def within(files: Iterable[LandedFile], root: Path, paths: Sequence[Path]) -> list[LandedFile]:
    """The files at or below `paths`.

    Raises:
        TillhouseError: a path does not exist or lies outside the landing zone.
    """
    wanted = []
    for path in paths:
        full = Path(os.path.normpath(Path.cwd() / path if path.exists() else root / path))
        if not full.is_relative_to(root):
            raise TillhouseError(f"{path} is outside the landing zone {root}", "move or copy it there first")
        if not full.exists():
            raise TillhouseError(f"{path} does not exist", f"name a file or folder below {root}")
        wanted.append(full)
    return [file for file in files if any(file.path.is_relative_to(path) for path in wanted)]


def _walk(root: Path, strange: list[Waiting]) -> Iterable[Path]:
    def unreadable(error: OSError) -> None:
        # Whether it must be there is not decided here.
        if Path(error.filename) != root or not isinstance(error, FileNotFoundError):
            strange.append(Waiting(os.path.relpath(error.filename, root), f"cannot be listed: {error.strerror}"))

    for folder, subfolders, names in os.walk(root, followlinks=False, onerror=unreadable):
        links = [name for name in subfolders if (Path(folder) / name).is_symlink()]
        subfolders[:] = sorted(name for name in subfolders if not name.startswith((".", "_")) and name not in links)
        for name in sorted([*names, *links]):
            if not name.startswith((".", "_")):
                yield Path(folder) / name


def _as_file(path: Path, relative: str, info: os.stat_result, contracts: tuple[Contract, ...]) -> LandedFile | None:
    for contract in contracts:
        match = contract.path_regex.fullmatch(relative)
        if match:
            return LandedFile(path, relative, contract, match.groupdict(), info.st_size, _mtime(info))
    return None


def _as_trigger(path: Path, relative: str, contracts: tuple[Contract, ...]) -> LandedTrigger | None:
    for contract in contracts:
        match = contract.trigger_regex.fullmatch(relative) if contract.trigger_regex else None
        if match:
            return LandedTrigger(path, relative, contract.source, match.groupdict())
    return None


def _mtime(info: os.stat_result) -> datetime:
    """Modification time in whole microseconds, as the database keeps it."""
    seconds, rest = divmod(info.st_mtime_ns // 1000, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def _kind(mode: int) -> str:
    kinds = {stat.S_IFLNK: "a link", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket", stat.S_IFDIR: "a folder"}
    return kinds.get(stat.S_IFMT(mode), "a device")
