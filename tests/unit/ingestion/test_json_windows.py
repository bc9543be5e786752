"""A JSON file is read through a window: where that is cut changes nothing, and places are those of the file."""

import pytest

from ingestion.reading.json import array, window
from tests.unit.ingestion.reading_formats import Result, feed, read

_LONG = b'{"c0": [' + b",\n".join([b"1" * 400] * 5) + b"]}"
GOOD = [
    b'{"c0": "first", "c1": {"a": [{"b": "}, {"}]}}',
    b'{"c0": "caf\xc3\xa9 \xe2\x82\xac", "c1": -1.50e3}',
    b'{\n  "c0": "on lines",\n  "c1": null\n}',
    b'{"c0": "\\ud83d\\ude00 \\" \\\\", "new key": true}',
    b'{"c0": "short"}',
    b'{"c0": "last", "c2": []}',
]
DAMAGED = [b'{"c0": "x"y", "c1": 2}', b'{"c0": {"a": [1}, "c1": "z"}', b'{"c0": tru}', _LONG, b'{"c0": 1', b"17"]
ELEMENTS = [element for pair in zip(DAMAGED, GOOD, strict=True) for element in pair]


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
def test_where_the_window_is_cut_changes_nothing(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b" [ \n" + b" ,\n ".join(ELEMENTS * 3) + b"\n]\n\n"
    whole = read(content, "json", feed("json", max_field_bytes=500))
    assert len(whole.rows) == 18
    assert len(whole.rejects) == 18
    monkeypatch.setattr(window, "CHUNK", size)
    monkeypatch.setattr(array, "CHUNK", size)
    assert _all_of(read(content, "json", feed("json", max_field_bytes=500))) == _all_of(whole)


def test_places_of_damaged_elements_are_those_of_the_file() -> None:
    # Far more than the window holds at once.
    good = b'{"c0": "%s"}' % (b"y" * 1000)
    elements = [b'{"c0": tru}' if number % 1000 == 999 else good for number in range(12_000)]
    content = b"[\n" + b",\n".join(elements) + b"\n]"
    assert len(content) > 2 * window.CHUNK
    rejects = read(content, "json").rejects
    assert [(reject.record, reject.line_number) for reject in rejects] == [
        (n, n + 1) for n in range(1000, 12_001, 1000)
    ]
    assert all(content[reject.byte_offset :].startswith(b'{"c0": tru}') for reject in rejects)


def test_line_of_an_element_that_is_too_long_to_be_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(array, "LONGEST_LINE", 1000)
    monkeypatch.setattr(window, "CHUNK", 100)
    monkeypatch.setattr(array, "CHUNK", 100)
    content = b'[\n{"c0": 1},\n' + _LONG + b',\n{"c0": tru}\n]'
    result = read(content, "json")
    assert [(reject.line_number, reject.reason) for reject in result.rejects] == [
        (3, "field_too_long"),
        (8, "broken_json"),
    ]
    assert result.rejects[0].raw == _LONG[: len(result.rejects[0].raw)]
    assert [content[reject.byte_offset or 0 :][:6] for reject in result.rejects] == [b'{"c0":', b'{"c0":']


def test_blanks_after_the_array_hide_its_end_from_nobody() -> None:
    blanks = b" \t\r\n" * 50_000
    assert read(b'[{"c0": 1}]' + blanks, "json").values == [{"c0": "1"}]
    assert "cut off" in (read(b'[{"c0": 1},' + blanks, "json").canonical.problem or "")


def _all_of(result: Result) -> tuple[object, ...]:
    places = [(reject.record, reject.line_number, reject.byte_offset, reject.reason) for reject in result.rejects]
    return result.rows, places, [reject.raw for reject in result.rejects], result.canonical.match
