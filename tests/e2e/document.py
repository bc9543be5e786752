"""Follow a document to the letter in a copy of the project: write its files, apply its diffs, type its commands.

A block that names a path is a file to write there, a `diff` block is a change, a `bash` block is typed at the root of
the project, and a `text` block is how the output of the command before it ends.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(?P<language>[a-z]+)(?: (?P<path>\S+))?\n(?P<content>.*?)^```$", re.MULTILINE | re.DOTALL)
# Made by tools, and no part of the project.
NOT_COPIED = (".git", ".venv*", ".tillhouse", ".*_cache", ".hypothesis", "target", "logs", "__pycache__")


@dataclass(frozen=True)
class Block:
    """One fenced block: a file when it names a path."""

    language: str
    path: str | None
    content: str


def blocks(document: str) -> list[Block]:
    """The blocks of a document of the project, in their order."""
    text = (ROOT / document).read_text()
    return [Block(found["language"], found["path"], found["content"]) for found in BLOCK.finditer(text)]


def environment(project: Path) -> dict[str, str]:
    """The variables of somebody who works in the copy, with the programs of this environment on the `PATH`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TILLHOUSE_", "PYTEST_"))}
    programs = Path(sys.executable).parent
    return own | {
        "PYTHONPATH": str(project),
        "PATH": f"{programs}{os.pathsep}{own['PATH']}",
        "TILLHOUSE_DEV_USER": "ann",
    }


def run(project: Path, command: str) -> str:
    """Type a command at the root of the copy; returns what it prints."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=project,
        env=environment(project),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def apply(project: Path, diff: str) -> None:
    """Change the copy as a diff of the document says."""
    done = subprocess.run(
        ["git", "apply", "-C1", "-"], cwd=project, input=diff, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"the document's diff does not fit the project any more:\n{done.stderr}"


def follow(document: str, project: Path) -> None:
    """Do all that a document says."""
    printed = ""
    for block in blocks(document):
        if block.path:
            target = project / block.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.content)
        elif block.language == "diff":
            apply(project, block.content)
        elif block.language == "bash":
            printed = run(project, block.content)
        else:
            assert block.language == "text"
            assert printed.endswith(block.content), f"the document says:\n{block.content}\nit printed:\n{printed}"


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the project in a folder with a short path: its home holds a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="th-", dir="/tmp"))
    shutil.copytree(ROOT, folder, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED), dirs_exist_ok=True)
    try:
        yield folder
    finally:
        run(folder, "tillhouse down")
        shutil.rmtree(folder, ignore_errors=True)
