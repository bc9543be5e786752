"""The files of a dbt project, as one hash."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

_WRITTEN_BY_DBT = {"target", "logs", "__pycache__"}


def project_hash(folder: Path) -> str:
    """Sha256 over the name and content of every file that can change what dbt builds, packages included."""
    digest = hashlib.sha256()
    for path in sorted(_files(folder)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    # Not Path.rglob: it neither prunes the folders dbt writes nor follows the link of a local package.
    for parent, folders, files in os.walk(folder, followlinks=True):
        folders[:] = [name for name in folders if name not in _WRITTEN_BY_DBT and not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))
