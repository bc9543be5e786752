"""JSON becomes rows: every value as it was written, whatever the order, spelling and layout of the objects."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.ingestion.reading_formats import feed, read

FORMATS = ["json", "jsonl"]


def wrap(kind: str, *objects: str) -> bytes:
    """Objects as a file of lines, or as an array."""
    return ("[" + ",".join(objects) + "]" if kind == "json" else "\n".join(objects)).encode()


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("1.10", "1.10"),
        ("1e5", "1e5"),
        ("-0", "-0"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("9" * 6000, "9" * 6000),
        ("0.1000000000000000055511151231257827", "0.1000000000000000055511151231257827"),
        ("true", "true"),
        ("false", "false"),
        ("null", None),
        ('""', ""),
        ('" "', " "),
        ('"null"', "null"),
        ('"a,b"', "a,b"),
        ('"say \\"hi\\""', 'say "hi"'),
        ('"line\\nbreak\\ttab\\\\"', "line\nbreak\ttab\\"),
        ('"\\u20a6 \\ud83d\\ude00 ₦"', "₦ 😀 ₦"),
        ('"\\\\u0000"', "\\u0000"),
        ('"\\\\."', "\\."),
        ("{}", "{}"),
        ('{ "a" : [1.10, null, "x\\n\\"y\\""] }', '{ "a" : [1.10, null, "x\\n\\"y\\""] }'),
        ("[[[[[1]]]]]", "[[[[[1]]]]]"),
    ],
)
def test_values_arrive_as_they_were_written(kind: str, written: str, expected: str | None) -> None:
    # Once alone, and once after many like it, whose order of keys is known by then.
    for count in (1, 600):
        result = read(wrap(kind, *[f'{{"c0": {written}, "c1": 1}}'] * count), kind)
        assert {row["c0"] for row in result.rows.values()} == {expected}
        assert {row["c2"] for row in result.rows.values()} == {None}
        assert list(result.rows) == list(range(1, count + 1))


@pytest.mark.parametrize("kind", FORMATS)
def test_key_that_first_comes_last_is_a_column_of_its_row(kind: str) -> None:
    objects = ['{"c0": 1}'] * 700 + ['{"c1": {"a": 1}, "Sales Channel": "app", "c0": 2}']
    result = read(wrap(kind, *objects), kind)
    assert result.canonical.match.added == ("sales_channel",)
    assert result.canonical.match.missing == ("c2",)
    assert result.values[-1] == {"c0": "2", "c1": '{"a": 1}', "sales_channel": "app"}
    assert result.values[:-1] == [{"c0": "1"}] * 700
    assert [part.columns for part in result.canonical.parts] == [
        ("c0", "c1", "c2"),
        ("c0", "c1", "c2", "sales_channel"),
    ]


@pytest.mark.parametrize("kind", FORMATS)
def test_commas_in_keys_are_no_sign_of_a_repeated_key(kind: str) -> None:
    objects = ['{"c0": "x,y", "a,b": [1, 2], "a, b,c": {}}', '{"c0": 3, "a\\u002cb": 4}', "{}"]
    result = read(wrap(kind, *objects), kind)
    assert result.rejects == []
    assert [list(row.values()) for row in result.values] == [["x,y", "[1, 2]", "{}"], ["3", "4"], []]


@pytest.mark.parametrize("kind", FORMATS)
def test_more_orders_of_keys_than_are_kept_are_read(kind: str) -> None:
    keys = [f"k{number}" for number in range(300)]
    objects = [json.dumps({key: n for n, key in enumerate(keys[turn:] + keys[:turn])}) for turn in range(300)]
    result = read(wrap(kind, *objects, objects[0]), kind)
    assert [row["k0"] for row in result.rows.values()] == ["0", *(str(300 - turn) for turn in range(1, 300)), "0"]


@pytest.mark.parametrize("kind", FORMATS)
def test_keys_match_like_headers(kind: str) -> None:
    result = read(wrap(kind, '{"C-0": 1, "c 1": 2}', '{"c1": 3, "C0": 4}'), kind)
    assert result.values == [{"c0": "1", "c1": "2"}, {"c1": "3", "c0": "4"}]
    assert result.canonical.match.added == ()


@pytest.mark.parametrize("kind", FORMATS)
def test_unknown_key_in_two_spellings_is_one_column(kind: str) -> None:
    result = read(wrap(kind, '{"c0": 1, "newKey": 2}', '{"c0": 1, "NEWKEY": 3}'), kind)
    assert result.canonical.match.added == ("new_key",)
    assert [row["new_key"] for row in result.rows.values()] == ["2", "3"]


def test_required_key_that_no_object_has_holds_the_file() -> None:
    columns = [{"name": "Id", "raw": "id", "required": True, "description": "x"}]
    result = read(b'{"other": 1}', "jsonl", feed("jsonl", columns=columns))
    assert result.canonical.problem == "required column missing: Id"
    some = read(b'{"other": 1}\n{"Id": 2}', "jsonl", feed("jsonl", columns=columns))
    assert some.canonical.problem is None
    assert [row["id"] for row in some.rows.values()] == [None, "2"]


@pytest.mark.parametrize("content", [b"[]", b" [\n]\r\n", b"\xef\xbb\xbf[]"])
def test_empty_array_is_a_file_without_rows(content: bytes) -> None:
    result = read(content, "json")
    assert (result.canonical.problem, result.canonical.rows_read) == (None, 0)


def test_blank_lines_are_no_rows() -> None:
    result = read(b'\xef\xbb\xbf{"c0": 1}\r\n\r\n  \n\t{"c0": 2} \n', "jsonl")
    assert result.values == [{"c0": "1"}, {"c0": "2"}]
    assert list(result.rows) == [1, 2]


@pytest.mark.parametrize("kind", FORMATS)
def test_utf16_is_read(kind: str) -> None:
    text = wrap(kind, '{"c0": "₦"}', '{"c0": "é"}').decode()
    assert read(text.encode("utf-16"), kind).values == [{"c0": "₦"}, {"c0": "é"}]


def test_pretty_printed_array_is_read() -> None:
    rows = [{"c0": number, "c1": {"a": [number]}} for number in range(500)]
    result = read(json.dumps(rows, indent=2).encode(), "json")
    assert [row["c0"] for row in result.rows.values()] == [str(number) for number in range(500)]
    assert [json.loads(row["c1"] or "") for row in result.rows.values()] == [{"a": [number]} for number in range(500)]


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=8)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
    max_leaves=8,
)
ROWS = st.lists(st.dictionaries(st.sampled_from(["c0", "c1", "c2", "new"]), VALUES, min_size=1), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, kind=st.sampled_from(FORMATS), is_ascii=st.booleans(), tight=st.booleans(), indent=st.booleans())
def test_any_objects_come_back_alone_and_among_many(
    rows: list[dict[str, object]], kind: str, is_ascii: bool, tight: bool, indent: bool
) -> None:
    separators = (",", ":") if tight else (", ", ": ")
    layout = 1 if indent and kind == "json" else None
    texts = [json.dumps(row, ensure_ascii=is_ascii, separators=separators, indent=layout) for row in rows]
    # The same objects again and again: by then their orders of keys are known, and nothing may differ.
    repeats = 240 // len(rows) + 1
    result = read(wrap(kind, *texts * repeats), kind)
    assert result.rejects == []
    for place, found in enumerate(result.values):
        wanted = {key: value for key, value in rows[place % len(rows)].items() if value is not None}
        assert found.keys() == wanted.keys()
        for key, value in wanted.items():
            text = found[key] or ""
            assert text == value if isinstance(value, str) else json.loads(text) == value
