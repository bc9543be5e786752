"""Trouble that is nobody's file and nobody's model: a full disk, no free connection, a server that went away."""

import errno
import re
from collections.abc import Iterable
from pathlib import Path

from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

_AGAIN = "then run the same command again: nothing was lost or doubled"
# What a server says: words, because dlt hands on no codes. One that speaks another language is told by its own.
_SHORT_OF = (
    (r"no space left on device|disk quota exceeded", "the disk of the Postgres server is full", "make room on it, "),
    (
        r"too many clients|remaining connection slots|too many connections",
        "the Postgres server has no free connection",
        "close others or raise its max_connections, ",
    ),
    (r"out of memory|out of shared memory", "the Postgres server ran out of memory", "give it more or stop others, "),
)
_LOST = (
    (
        r"server closed the connection|terminating connection|connection (?:refused|not open|is lost|is closed)"
        r"|could not (?:connect to|receive data from) server|shutting down|starting up|in recovery mode"
        r"|connection already closed|the connection is lost|SSL (?:connection|SYSCALL error)",
        "the connection to Postgres was lost",
        "look with `tillhouse status`, start it with `tillhouse up`, ",
    ),
)
_OF_SYSTEM = {
    errno.ENOSPC: ("no space is left on the disk of {path}", f"make room on it, {_AGAIN}"),
    errno.EDQUOT: ("the disk quota of {path} is used up", f"make room there, {_AGAIN}"),
    errno.EROFS: ("{path} is on a disk that cannot be written to", "mount it for writing, or name another folder"),
    errno.EMFILE: ("too many files are open in this process", "allow more: ulimit -n 4096"),
}
# What tells in a server's log how it ended, or that it began anew since.
_WORTH = re.compile("FATAL|PANIC|No space left|ready to accept connections")
_TAIL_BYTES = 64 << 10


def of_server(said: str) -> TillhouseError | None:
    """The trouble a server is in, from what it said; None when that is about a statement or a row."""
    return _found(said, (*_SHORT_OF, *_LOST))


def of_shortage(said: str) -> TillhouseError | None:
    """The same of a server that has too little of something, and so lets nobody in."""
    return _found(said, _SHORT_OF)


def of_lost_server(settings: WarehouseSettings, said: str) -> TillhouseError:
    """Why a connection was lost. An embedded server that ends for want of space can only say so in its log."""
    if settings.database_url is None and settings.log_file.exists():
        lines = _tail(settings.log_file).splitlines()
        last = next((line for line in reversed(lines) if _WORTH.search(line)), "")
        if found := of_shortage(last.partition(":  ")[2]):
            return found
    return of_server(said) or TillhouseError(
        f"the connection to Postgres was lost: {_quoted(said)}",
        f"look with `tillhouse status`, start it with `tillhouse up`, {_AGAIN}",
    )


def of_system(error: OSError, settings: WarehouseSettings) -> TillhouseError:
    """What the operating system refused, with the path; a write that failed names none, and most are to the home."""
    path = str(error.filename or error.filename2 or settings.home)
    if isinstance(error, PermissionError):
        return TillhouseError(
            f"{path} may not be read or written by this user ({error.strerror})",
            "run as the user it belongs to, or let this one in",
        )
    what, remedy = _OF_SYSTEM.get(error.errno or 0, ("", ""))
    if what:
        return TillhouseError(what.format(path=path), remedy)
    return TillhouseError(f"{path}: {error.strerror or _quoted(str(error))}", "see that it is there and can be used")


def concerns_no_file(error: OSError) -> bool:
    """Whether any other file would have met the same."""
    return error.errno in _OF_SYSTEM


def one_line(said: str, limit: int = 300) -> str:
    """A message of several lines in one, no longer than people read."""
    flat = " ".join(said.split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"


def _quoted(said: str) -> str:
    """What was said, for a remedy to follow."""
    return one_line(" ".join(said.split()).rstrip("."))


def _found(said: str, known: Iterable[tuple[str, str, str]]) -> TillhouseError | None:
    for pattern, what, remedy in known:
        if re.search(pattern, said, re.IGNORECASE):
            return TillhouseError(f"{what}: {_quoted(said)}", remedy + _AGAIN)
    return None


def _tail(path: Path) -> str:
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        return stream.read().decode(errors="replace")
