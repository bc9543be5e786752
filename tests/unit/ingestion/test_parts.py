"""Canonical rows go into as few files as their columns allow, and none is empty."""

from pathlib import Path

import pytest

from ingestion.reading import parts
from ingestion.reading.lineage import Lineage
from ingestion.reading.parts import PartWriter


def test_a_column_that_is_added_begins_a_file(tmp_path: Path) -> None:
    with PartWriter(tmp_path / "1.csv", Lineage(1, 2, {"market": "kenya"})) as writer:
        writer.begin(["a"])
        writer.begin(["a", "b"])
        writer.write(b"1,2,", 1)
        writer.begin(["a", "b", "c"])
        writer.begin(["a", "b", "c", "d"])
        written = writer.finish()
    assert [(part.path.name, part.columns) for part in written] == [("1.csv", ("a", "b"))]
    assert written[0].path.read_bytes() == b"a,b,_market,_file_id,_attempt,_row_number\n1,2,kenya,1,2,1\n"


def test_large_files_are_split_between_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_LARGE", 100_000)
    monkeypatch.setattr(parts, "_WRITE_AT", 1000)
    with PartWriter(tmp_path / "1.csv", Lineage(1, 1)) as writer:
        writer.begin(["a"])
        for number in range(20_000):
            writer.write(b'"two\nlines",', number)
        written = writer.finish()
    assert len(written) > 3
    assert max(part.path.stat().st_size for part in written) < 102_000
    bodies = [part.path.read_bytes().removeprefix(b"a,_file_id,_attempt,_row_number\n") for part in written]
    assert b"".join(bodies) == b"".join(b'"two\nlines",1,1,%d\n' % number for number in range(20_000))
