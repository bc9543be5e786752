"""Who still writes to a file is looked for among the open files of processes."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.landing import writers
from ingestion.landing.writers import open_for_writing

pytestmark = pytest.mark.skipif(not Path("/proc/self/fdinfo").exists(), reason="the system does not tell")


def test_a_file_is_told_that_this_or_another_process_writes_to(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.csv", "b.csv", "c.csv", "d.csv")]
    for path in paths:
        path.write_bytes(b"x")
    code = f"import sys; file = open({str(paths[1])!r}, 'r+b'); print('ready', flush=True); sys.stdin.read()"
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"ready\n"
    with paths[0].open("ab"), paths[2].open("rb"):
        assert open_for_writing(paths) == {paths[0], paths[1]}
    other.communicate()
    assert open_for_writing(paths) == set()


def test_a_file_that_was_renamed_since_it_was_opened_is_the_same(tmp_path: Path) -> None:
    before, after = tmp_path / "a.csv", tmp_path / "archived.csv"
    with before.open("wb"):
        before.rename(after)
        assert open_for_writing([after]) == {after}


def test_what_cannot_be_told_is_not_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writers, "_PROCESSES", tmp_path / "nowhere")
    path = tmp_path / "a.csv"
    with path.open("wb"):
        assert open_for_writing([path, tmp_path / "gone.csv"]) == set()
