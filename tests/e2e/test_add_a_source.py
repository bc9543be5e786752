"""Follow docs/add-a-source.md to the letter in a copy of the project, and compare its csv files with the warehouse."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

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


def blocks() -> list[Block]:
    text = (ROOT / "docs/add-a-source.md").read_text()
    return [Block(found["language"], found["path"], found["content"]) for found in BLOCK.finditer(text)]


@pytest.fixture
def copy() -> Iterator[Path]:
    """A copy of the project in a folder with a short path: its home holds a Unix socket."""
    folder = Path(tempfile.mkdtemp(prefix="th-", dir="/tmp"))
    shutil.copytree(ROOT, folder, symlinks=True, ignore=shutil.ignore_patterns(*NOT_COPIED), dirs_exist_ok=True)
    yield folder
    run(folder, "tillhouse down")
    shutil.rmtree(folder, ignore_errors=True)


def run(project: Path, command: str) -> str:
    """Type a command at the root of the copy; returns what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("TILLHOUSE_", "PYTEST_"))}
    programs = Path(sys.executable).parent
    environment |= {"PYTHONPATH": str(project), "PATH": f"{programs}{os.pathsep}{environment['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def apply(project: Path, diff: str) -> None:
    done = subprocess.run(
        ["git", "apply", "-C1", "-"], cwd=project, input=diff, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"the document's diff does not fit the project any more:\n{done.stderr}"


def sales_in(files: list[str]) -> dict[str, tuple[int, Decimal]]:
    """Receipts that sell something, by number; the last word on a receipt counts."""
    sales = {}
    for row in (row for content in files for row in csv.DictReader(io.StringIO(content))):
        try:
            pieces, total = int(row["Pieces"]), Decimal(row["Total"])
        except (ValueError, InvalidOperation):
            continue
        if pieces > 0:
            sales[f"corner:{row['Receipt No']}"] = (pieces, total)
    return sales


def test_the_document_adds_a_sixth_shop(copy: Path) -> None:
    printed = ""
    for block in blocks():
        if block.path:
            target = copy / block.path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.content)
        elif block.language == "diff":
            apply(copy, block.content)
        elif block.language == "bash":
            printed = run(copy, block.content)
        else:
            assert block.language == "text"
            assert printed.endswith(block.content), f"the document says:\n{block.content}\nit printed:\n{printed}"
    expected = sales_in([block.content for block in blocks() if block.language == "csv"])
    assert len(expected) == 4
    query = "select order_id, quantity, total_price from core.fct_sales where source = 'corner'"
    rows = [line.split("|") for line in run(copy, f'tillhouse psql -Atc "{query}"').splitlines()]
    assert {order: (int(pieces), Decimal(total)) for order, pieces, total in rows} == expected
    query = "select order_id, quantity, total_amount from core.fct_orders where source = 'corner'"
    rows = [line.split("|") for line in run(copy, f'tillhouse psql -Atc "{query}"').splitlines()]
    assert {order: (int(pieces), Decimal(total)) for order, pieces, total in rows} == expected
    whole_history = "dbt --quiet test --select tag:audit tag:gate"
    run(copy, f"cd dbt_project && {whole_history}")
