"""One pass says what a file is, whatever the size of the pieces it is read in."""

import gzip
import hashlib
import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.reading import fingerprint as module
from ingestion.reading.fingerprint import content_key, fingerprint
from ingestion.reading.opening import opened
from tests.unit.ingestion.reading import contract


@pytest.mark.parametrize(
    ("content", "lines", "regular", "encoding"),
    [
        (b"", 0, True, "utf-8"),
        (b"a", 1, True, "utf-8"),
        (b"a\nb", 2, True, "utf-8"),
        (b"a\nb\n", 2, True, "utf-8"),
        (b"a\r\nb\r\n", 2, True, "utf-8"),
        (b"a\rb\n", 1, False, "utf-8"),
        (b"a\nb\r", 2, False, "utf-8"),
        (b"a\n b\n", 2, False, "utf-8"),
        (b"a\0\n", 1, False, "utf-8"),
        (b"\xef\xbb\xbfa\n", 1, True, "utf-8-sig"),
        ("\ufeffa\n".encode("utf-16-le"), 2, False, "utf-16"),
        ("\ufeffa\n".encode("utf-16-be"), 1, False, "utf-16"),
    ],
)
def test_bytes_are_described(tmp_path: Path, content: bytes, lines: int, regular: bool, encoding: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(content)
    seen = fingerprint(path)
    assert (seen.lines, seen.is_regular, seen.encoding, seen.size_bytes) == (lines, regular, encoding, len(content))
    assert seen.sha256 == hashlib.sha256(content).hexdigest()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([b"a", b"\r", b"\n", b" ", b"\r\n", b"\0"]), max_size=12).map(b"".join))
def test_pieces_it_is_read_in_make_no_difference(content: bytes) -> None:
    with tempfile.NamedTemporaryFile() as file, pytest.MonkeyPatch.context() as patch:
        path = Path(file.name)
        path.write_bytes(content)
        whole = fingerprint(path)
        patch.setattr(module, "_CHUNK", 1)
        assert replace(fingerprint(path), encoding="utf-8") == whole


def test_content_key_is_a_positive_bigint_and_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 3_000_000)
    told: list[int] = []
    seen = fingerprint(path, told.append)
    assert content_key(seen.sha256) == int(hashlib.sha256(b"x" * 3_000_000).hexdigest(), 16) >> 196
    assert 0 <= content_key(seen.sha256) < 2**60
    assert sum(told) == 3_000_000


TEXT = 'a,b\n1,é\n2,"x\ny"\n'


def wrapped(text: str, end: str, encoding: str, *, is_finished: bool) -> bytes:
    """A text as some program saves it."""
    return (text if is_finished else text.removesuffix("\n")).replace("\n", end).encode(encoding)


@pytest.mark.parametrize("is_finished", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("suffix", ["", ".gz", ".GZ"])
@pytest.mark.parametrize("chunk", [1 << 20, 7])
def test_a_text_is_the_same_in_every_wrapping(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_finished: bool, end: str, encoding: str, suffix: str, chunk: int
) -> None:
    monkeypatch.setattr(module, "_CHUNK", chunk)
    content = wrapped(TEXT, end, encoding, is_finished=is_finished)
    path = tmp_path / "a"
    path.write_bytes(gzip.compress(content) if suffix else content)
    with opened(path, f"shop/a.csv{suffix}", fingerprint(path), contract(), tmp_path) as plain:
        assert plain.decoded_sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", ",", "\n", "\r", " "]), max_size=12).map("".join))
def test_texts_that_differ_in_more_than_their_wrapping_are_two(text: str) -> None:
    with tempfile.NamedTemporaryFile() as file:
        path = Path(file.name)
        path.write_bytes(text.encode())
        plain = re.sub("\r+\n", "\n", text).rstrip("\r")
        plain += "" if text.endswith("\n") or not text else "\n"
        assert fingerprint(path).decoded_sha256 == hashlib.sha256(plain.encode()).hexdigest()
