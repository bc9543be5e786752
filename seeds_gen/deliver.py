"""Let the files of a later wave arrive in the landing zone."""

import shutil
from pathlib import Path

from seeds_gen.errors import GeneratorError
from seeds_gen.files.job import LATER


def deliver(out: Path, wave: int) -> list[Path]:
    """Move the files of a wave to where they land, triggers last; returns their new paths.

    Raises:
        GeneratorError: No such wave waits, or an earlier version of a file still lies where the new one must land.
    """
    waiting = out / LATER / str(wave)
    if not waiting.is_dir():
        known = sorted(path.name for path in (out / LATER).glob("*")) if (out / LATER).is_dir() else []
        raise GeneratorError(
            f"no wave {wave} waits under {out}",
            f"waves waiting: {', '.join(known)}" if known else "all waves have arrived",
        )
    files = sorted(path.relative_to(waiting) for path in waiting.rglob("*") if path.is_file())
    # A trigger promises that its files are there.
    files.sort(key=lambda path: path.name.startswith("trigger_"))
    for path in files:
        if (out / path).exists():
            raise GeneratorError(
                f"{out / path} has not been ingested yet", f"ingest it before wave {wave} brings a newer version"
            )
    delivered = []
    for path in files:
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        (waiting / path).replace(target)
        delivered.append(target)
    shutil.rmtree(waiting)
    if not any((out / LATER).iterdir()):
        (out / LATER).rmdir()
    return delivered
