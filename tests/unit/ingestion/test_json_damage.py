"""A damaged object costs one row, with its bytes and the reason; a file that is not what it says is held."""

import pytest

from ingestion.reading.json import records
from tests.unit.ingestion.reading_formats import feed, read

# What is wrong with one element, whether it stands on a line of its own or in an array.
DAMAGED = [
    (b'{"c0": tru}', "broken_json"),
    (b'{"c0": NaN}', "broken_json"),
    (b'{"c0": -Infinity}', "broken_json"),
    (b'{"c0": [NaN]}', "broken_json"),
    (b'{"c0": 01}', "broken_json"),
    (b'{"c0": 1.}', "broken_json"),
    (b'{"c0": 1,}', "broken_json"),
    (b'{"c0": [1,]}', "broken_json"),
    (b'{"c0" 1}', "broken_json"),
    (b"{c0: 1}", "broken_json"),
    (b"{'c0': 1}", "broken_json"),
    (b'{"c0": "a\tb"}', "broken_json"),
    (b'{"c0": "\\x41"}', "broken_json"),
    (b'{"c0": {"a": "\\u12"}}', "broken_json"),
    (b'{"c0": 1', "broken_json"),
    (b'{"c0": 1}}', "broken_json"),
    (b'{"c0": "x"y", "c1": 2}', "broken_json"),
    (b'{"c0": {"a": [1}}', "broken_json"),
    (b"nonsense", "broken_json"),
    (b"3", "not_an_object"),
    (b'"text"', "not_an_object"),
    (b"null", "not_an_object"),
    (b"[1, 2]", "not_an_object"),
    (b'{"c0": 1, "c0": 2}', "duplicate_key"),
    (b'{"C-0": 1, "c0": 1}', "duplicate_key"),
    (b'{"c0": 1, "\\u00630": 2}', "duplicate_key"),
    (b'{"new": 1, "NEW": 2}', "duplicate_key"),
    (b'{"a,b": 1, "c0": ",", "a,b": 2}', "duplicate_key"),
    (b'{"c0": "\\u002c", "c0": 2}', "duplicate_key"),
    (b'{"c0": {"c0": 1}, "c0": [1, 2]}', "duplicate_key"),
    (b'{"c0": "\\u0000"}', "nul_byte"),
    (b'{"c0": {"a": ["\\u0000"]}}', "nul_byte"),
    (b'{"c0": "\x00"}', "nul_byte"),
    (b'{"c0": "caf\xe9"}', "invalid_encoding"),
    (b'{"c0": "\xed\xa0\x80"}', "invalid_encoding"),
    (b'{"c0": "\\ud800"}', "invalid_encoding"),
    (b'{"c0": "\\ude00"}', "invalid_encoding"),
    (b'{"c0": "\\ude00\\ud83d"}', "invalid_encoding"),
    (b'{"c0": "\\ud83d\\n"}', "invalid_encoding"),
    (b'{"c0": "\\ud83d\\ud83d\\ude00"}', "invalid_encoding"),
    (b'{"c0": ["\\ud83d x"]}', "invalid_encoding"),
    (b'{"c0": "\\ud83d x \\n"}', "invalid_encoding"),
    (b'{"c0": "\\ud83d x", "c1": "\\n"}', "invalid_encoding"),
    (b'{"c0\\ud83d": 1}', "invalid_encoding"),
    (b'{"c0": 1, "n\\u0000": 2}', "nul_byte"),
    (b'{"c0": ' + b"[" * 100 + b"]" * 100 + b"}", "json_too_deep"),
    (b'{"c0": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}", "json_too_deep"),
    (b"[" * 10_000 + b"]" * 10_000, "json_too_deep"),
    (b'{{"c0": ' + b"[" * 100 + b"]" * 100 + b"}", "broken_json"),
    (b'{"c0": "' + b"x" * 101 + b'"}', "field_too_long"),
    (b'{"c0": "' + b"\\n" * 101 + b'"}', "field_too_long"),
    (b'{"c0": [' + b"1," * 50 + b"1]}", "field_too_long"),
    (b'{"' + b"k" * 2000 + b'": 1}', "field_too_long"),
]
GOOD = [b'{"c0": "first", "c1": {"c2": [{"a": "}, {"}]}}', b'{"c0": "last", "c1": null}']


@pytest.mark.parametrize("kind", ["json", "jsonl"])
@pytest.mark.parametrize(("damaged", "reason"), DAMAGED)
def test_one_damaged_element_costs_one_row(kind: str, damaged: bytes, reason: str) -> None:
    # Good ones before it, and one behind it that must not be lost.
    before = [GOOD[0]] * 300
    lines = [*before, damaged, GOOD[1]]
    content = b"[\n" + b",\n".join(lines) + b"\n]" if kind == "json" else b"\n".join(lines)
    result = read(content, kind, feed(kind, max_field_bytes=100))
    assert result.refused == [(301, reason, damaged)]
    reject = result.rejects[0]
    assert reject.line_number == 301 + (kind == "json")
    assert content[reject.byte_offset :].startswith(damaged)
    assert list(result.rows) == [*range(1, 301), 302]
    assert result.rows[300]["c0"] == "first"
    assert result.rows[302]["c0"] == "last"
    assert result.canonical.problem is None


def test_value_of_just_the_limit_is_loaded() -> None:
    for value in (
        b'"' + b"x" * 100 + b'"',
        b'"' + b"\\n" * 100 + b'"',
        b'"' + b'\\"' * 100 + b'"',
        b"[" + b"1" * 98 + b"]",
    ):
        result = read(b'{"c0": ' + value + b"}", "jsonl", feed("jsonl", max_field_bytes=100))
        assert result.rejects == []
        assert len(result.rows[1]["c0"] or "") == 100


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n", "nothing"),
        (b"{}", "no JSON array"),
        (b'{"c0": 1}\n{"c0": 2}', "no JSON array"),
        (b'"text"]', "no JSON array"),
        (b'[{"c0": 1}', "cut off"),
        (b'[{"c0": 1}, {"c0": [1]', "cut off"),
        (b'[{"c0": 1}, {"c0": "a', "cut off"),
        (b'[{"c0": 1},', "cut off"),
        (b'[{"c0": 1}] [{"c0": 2}]', "text follows"),
        (b'[{"c0": 1}]]', "text follows"),
        (b'[{"c0": 1}]x', "cut off"),
    ],
)
def test_file_that_is_no_whole_array_is_held(content: bytes, words: str) -> None:
    problem = read(content, "json").canonical.problem or ""
    assert words in problem
    assert "\n" not in problem


@pytest.mark.parametrize("last", [b'{"c0": "x"y"}', b'{"c0": [1, "c1": 2}', b'{"c0": "x}', b'{"c0": 1'])
def test_damaged_last_element_ends_with_the_array(last: bytes) -> None:
    result = read(b'[{"c0": 1}, ' + last + b" ]\n", "json")
    assert result.refused == [(2, "broken_json", last)]
    assert result.values == [{"c0": "1"}]


def test_jsonl_that_is_cut_off_loses_its_last_line_only() -> None:
    result = read(b'{"c0": 1}\n{"c0": 2}\n{"c0": "thr', "jsonl")
    assert result.values == [{"c0": "1"}, {"c0": "2"}]
    assert result.refused == [(3, "broken_json", b'{"c0": "thr')]


def test_missing_and_extra_commas_cost_what_they_touch() -> None:
    result = read(b'[{"c0":1} {"c0":2},{"c0":3},,{"c0":4},]', "json")
    assert [row["c0"] for row in result.rows.values()] == ["3", "4"]
    assert result.refused == [
        (1, "broken_json", b'{"c0":1} {"c0":2}'),
        (3, "broken_json", b""),
        (5, "broken_json", b""),
    ]


def test_object_inside_a_damaged_element_is_not_taken_for_a_record() -> None:
    columns = [{"name": name, "raw": name, "required": name == "id", "description": "x"} for name in ("id", "items")]
    damaged = b'{"id": 2, "items": [{"p": 1}, {"p": 2}, {"p": 3}], "x": "y"z"}'
    content = b'[{"id": 1, "items": []},\n' + damaged + b',\n{"id": 3, "items": null}]'
    result = read(content, "json", feed("json", columns=columns))
    assert [row["id"] for row in result.rows.values()] == ["1", "3"]
    assert result.refused == [(2, "broken_json", damaged)]
    assert result.canonical.match.added == ()


def test_many_damaged_elements_between_good_ones_are_each_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    scans: list[int] = []
    end_of_nested = records.end_of_nested

    def counted(data: bytes, position: int, *args: int, **options: int) -> tuple[int, int]:
        scans.append(position)
        return end_of_nested(data, position, *args, **options)

    monkeypatch.setattr(records, "end_of_nested", counted)
    damages = [
        lambda e: e.replace(b"}]", b"]"),
        lambda e: e.replace(b'"x', b'"x"'),
        lambda e: e[:-1],
        lambda e: e + b"}",
    ]
    elements = []
    for number in range(20_000):
        element = b'{"c0":%d,"c1":{"a":[{"c":1},{"c":2}],"b":"x, {y"},"c2":"text %d"}' % (number, number)
        elements.append(damages[number % 4](element) if number % 50 == 7 else element)
    result = read(b"[" + b",\n".join(elements) + b"]", "json")
    assert result.canonical.reject_counts == {"broken_json": 400}
    assert result.refused == [
        (number + 1, "broken_json", elements[number]) for number in range(20_000) if number % 50 == 7
    ]
    assert [row["c0"] for row in result.rows.values()] == [str(n) for n in range(20_000) if n % 50 != 7]
    # Looking for the next record through the rest of the file, each time, scans millions.
    assert 400 < len(scans) < 40_000


def test_more_keys_than_columns_can_be_hold_the_file() -> None:
    objects = [b'{"k%d": 1}' % number for number in range(1001)]
    assert "1000 keys" in (read(b"\n".join(objects), "jsonl").canonical.problem or "")
    assert read(b"\n".join(objects[:990]), "jsonl").canonical.problem is None
