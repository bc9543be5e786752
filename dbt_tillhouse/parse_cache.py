"""Share what dbt remembers of the parsed project between homes: the first command of a new one saves seconds.

dbt throws its cache away when anything about the connection differs, since Jinja can ask for it. Between two homes only
the place of the server does, and no code of this project asks for that.
"""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from pprint import pformat
from typing import Any

CACHE = "partial_parse.msgpack"
_PLACE = ("host", "port", "sslmode")
# Within these seconds it is the same piece of work that parses again and again.
_FRESH = 600


def bring(target: Path, project: Path, connection: Iterable[tuple[str, Any]]) -> None:
    """Put the shared cache where dbt looks for its own, unless there is one.

    Args:
        target: dbt's target folder.
        project: the project's folder.
        connection: what dbt takes for the connection's identity.
    """
    import msgpack  # type: ignore[import-untyped]

    named = sorted(connection)
    # Without a cache dbt parses everything, which is right whatever the reason is.
    with suppress(OSError):
        if (target / CACHE).exists():
            return
        content = msgpack.unpackb(_shared(project, named).read_bytes())
        # As dbt computes it: see ManifestLoader.build_manifest_state_check.
        checksum = hashlib.sha256(pformat(named).encode()).hexdigest()
        content["state_check"]["profile_hash"] = {"name": "sha256", "checksum": checksum}
        _replace(target / CACHE, msgpack.packb(content))


def leave(target: Path, project: Path, connection: Iterable[tuple[str, Any]]) -> None:
    """Share the cache dbt has just used, unless one that is about as new is shared already."""
    own, shared = target / CACHE, _shared(project, sorted(connection))
    with suppress(OSError):
        if not shared.exists() or own.stat().st_mtime > shared.stat().st_mtime + _FRESH:
            _replace(shared, own.read_bytes())


def _shared(project: Path, connection: list[tuple[str, Any]]) -> Path:
    """The shared cache of all homes whose connection is the same but for the place of the server."""
    same = pformat([(name, value) for name, value in connection if name not in _PLACE])
    return project / "target" / "shared" / f"{hashlib.sha256(same.encode()).hexdigest()[:12]}.{CACHE}"


def _replace(path: Path, content: bytes) -> None:
    """Write a file in one step: another dbt may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}")
    written.write_bytes(content)
    written.replace(path)
