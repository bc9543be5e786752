"""The mobile shop's compressed files and workbooks say nothing of the hour, and no file is held in memory whole."""

import gzip
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from seeds_gen import generate
from seeds_gen.shops.app import shop as app

START = date(2024, 5, 1)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*") if path.is_file()}


def test_the_same_request_at_another_time_and_place_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path / "here", START, 8, 3, 0.05, "default", sources="app")
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    time.tzset()
    try:
        generate(tmp_path / "there", START, 8, 3, 0.05, "default", sources="app")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_a_gzip_header_has_no_name_and_no_time(tmp_path: Path) -> None:
    generate(tmp_path, START, 6, 3, 0.05, "none", sources="app")
    squeezed = list((tmp_path / "app" / "events").glob("*.gz"))
    assert len(squeezed) == 2
    for path in squeezed:
        head = path.read_bytes()[:10]
        assert head[3] == 0
        assert head[4:8] == bytes(4)
        assert gzip.decompress(path.read_bytes())


def test_a_workbook_was_made_on_a_day_of_its_own(tmp_path: Path) -> None:
    generate(tmp_path, START, 1, 3, 0.05, "none", sources="app")
    with zipfile.ZipFile(next((tmp_path / "app" / "inventory").glob("*.xlsx"))) as book:
        assert {entry.date_time[0] for entry in book.infolist()} == {1980}
        assert b"2020-01-01T00:00:00Z" in book.read("docProps/core.xml")
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_a_formula_in_a_workbook_is_a_text(tmp_path: Path) -> None:
    truth = generate(tmp_path, START, 1, 3, 0.05, "formula_in_text", sources="app")
    path = next(entry.path for entry in truth.files if entry.feed == "inventory" and entry.defects)
    with zipfile.ZipFile(tmp_path / path) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert any(text in sheet for text in (b"=1+1", b"+SUM(A1:A9)", b"@HYPERLINK(A1)", b"=cmd|"))


def test_no_chunk_is_larger_than_a_chunk_however_large_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, heights: dict[str, list[int]]
) -> None:
    limit = 500
    monkeypatch.setattr(app, "CHUNK_ROWS", limit)
    promised = generate(tmp_path, START, 1, 1, 4, "none", sources="app")
    rows = {entry.feed: entry.rows for entry in promised.files}
    assert sum(heights["event_id"]) == rows["events"] > 15_000
    # Events come in whole visits, so a chunk is about as large as asked for.
    assert max(heights["event_id"]) < 1.5 * limit
    assert len(heights["order_id"]) == len(heights["event_id"]) > 30
    assert max(heights["order_id"]) < limit / 10
    assert sum(heights["product_id"]) == rows["inventory"]
    assert max(heights["product_id"]) <= limit
