"""A gzip file is read as what it packs, and a damaged or swollen one is held."""

import gzip

import pytest

from tests.unit.ingestion.reading_formats import feed, read

CONTENT = {
    "csv": b"c0,c1,c2\n1,2,3\n4,5,6\n",
    "json": b'[{"c0": 1, "c1": 2, "c2": 3}, {"c0": 4, "c1": 5, "c2": 6}]',
    "jsonl": b'{"c0": 1, "c1": 2, "c2": 3}\n{"c0": 4, "c1": 5, "c2": 6}\n',
}
ROWS = [{"c0": "1", "c1": "2", "c2": "3"}, {"c0": "4", "c1": "5", "c2": "6"}]


@pytest.mark.parametrize("kind", CONTENT)
def test_packed_file_has_the_rows_of_the_plain_one(kind: str) -> None:
    assert read(CONTENT[kind], kind).values == ROWS
    assert read(gzip.compress(CONTENT[kind]), kind, suffix=".gz").values == ROWS


def test_members_of_a_gzip_file_are_read_one_after_another() -> None:
    head, tail = CONTENT["jsonl"].splitlines(keepends=True)
    assert read(gzip.compress(head) + gzip.compress(tail), "jsonl", suffix=".gz").values == ROWS


def test_packed_utf16_is_read() -> None:
    text = "c0,c1,c2\n₦,2,3\n".encode("utf-16")
    assert read(gzip.compress(text), "csv", suffix=".gz").values == [{"c0": "₦", "c1": "2", "c2": "3"}]


@pytest.mark.parametrize("kind", CONTENT)
def test_packed_file_that_is_cut_off_is_held_at_every_length(kind: str) -> None:
    packed = gzip.compress(CONTENT[kind])
    for size in range(1, len(packed)):
        result = read(packed[:size], kind, suffix=".gz")
        assert result.canonical.problem, size
        assert result.rows == {}


@pytest.mark.parametrize("kind", CONTENT)
def test_every_flipped_byte_of_packed_rows_is_noticed(kind: str) -> None:
    packed = gzip.compress(CONTENT[kind], mtime=0)
    for place in range(10, len(packed)):
        damaged = bytearray(packed)
        damaged[place] ^= 0xFF
        assert read(bytes(damaged), kind, suffix=".gz").canonical.problem, place


def test_plain_file_with_a_packed_name_is_held() -> None:
    assert "not a sound gzip file" in (read(CONTENT["csv"], "csv", suffix=".gz").canonical.problem or "")


def test_gzip_bomb_is_held() -> None:
    bomb = gzip.compress(b'{"c0": 1}\n' * 3_000_000)
    assert len(bomb) * 100 < 30_000_000
    assert "100 times" in (read(bomb, "jsonl", suffix=".gz").canonical.problem or "")


def test_limit_of_bytes_is_the_contracts() -> None:
    packed = gzip.compress(CONTENT["jsonl"])
    assert "50 bytes" in (read(packed, "jsonl", feed("jsonl", max_unpacked_bytes=50), ".gz").canonical.problem or "")
    assert read(packed, "jsonl", feed("jsonl", max_unpacked_bytes=60), ".gz").values == ROWS
