"""Files that somebody still writes to, where the system can tell: by the open files of the processes we may look at."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

# Of a file that was loaded and stays where it is.
STILL_WRITTEN = "loaded, and still being written: what is added to it will be loaded by a later run"
_PROCESSES = Path("/proc")


def open_for_writing(paths: Iterable[Path]) -> set[Path]:
    """Those of `paths` that a process has open for writing; none where the system has no `/proc`.

    Processes of other users can be seen by root only, and those of other machines by nobody: what was read is compared
    with the archive as well.
    """
    wanted = {key: path for path in paths if (key := _identity(path))}
    names = {path.name for path in wanted.values()}
    if not wanted or not _PROCESSES.is_dir():
        return set()
    return {wanted[key] for key in _written(names) if key in wanted}


def _written(names: set[str]) -> Iterator[tuple[int, int]]:
    """Device and inode of the files of these names that are open for writing."""
    for process in _PROCESSES.glob("[0-9]*"):
        try:
            opened = list((process / "fd").iterdir())
        except OSError:
            # It ended, or is not ours to look at.
            continue
        for link in opened:
            try:
                if link.readlink().name in names and _is_writing((process / "fdinfo" / link.name).read_text()):
                    info = link.stat()
                    yield info.st_dev, info.st_ino
            except OSError:
                # It was closed.
                continue


def _is_writing(fdinfo: str) -> bool:
    flags = next((line.split()[1] for line in fdinfo.splitlines() if line.startswith("flags:")), "0")
    return int(flags, 8) & os.O_ACCMODE != os.O_RDONLY


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        info = path.lstat()
    except OSError:
        return None
    return info.st_dev, info.st_ino
