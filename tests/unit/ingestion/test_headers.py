"""Headers find their columns whatever their spelling; no header becomes anything but a plain identifier."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from ingestion.contracts import Contract, load_contracts
from ingestion.reading.headers import match_header
from tests.unit.ingestion.reading import contract

HOSTILE = [
    *(
        "'; drop table ops.files; --",
        'x"; drop schema ops cascade; --',
        "a) from stdin; --",
        "1=1",
        "' or '1'='1",
        "\\",
    ),
    *(
        "select",
        "user",
        "order",
        "table",
        "_file_id",
        "_attempt",
        "_row_number",
        "_dlt_id",
        "_dlt_load_id",
        "__proto__",
    ),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "{{ 7*7 }}",
        "{% raw %}",
        "${jndi:ldap://x}",
        "$(id)",
    ),
    *(
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-1",
        "@SUM(A1)",
        "%s%s%n",
        "../../etc/passwd",
        "C:\\con",
        "a\tb",
        "a\nb",
        "a\r\nb",
    ),
    *(
        "naïve",
        "名前",
        "Имя",
        "اسم",
        "🙂",
        "🙃",
        "İd",
        "ﬁeld",
        "ß",
        "\u202etxt",
        "\ufeffid",
        "\u00a0",
        "\u200b x",
        "\ufffd",
    ),
    *(
        "1st column",
        "9",
        "9" * 300,
        "x" * 300,
        "x" * 301,
        "A" * 64,
        "__",
        "_",
        "CamelCaseName",
        "HTTPServer",
        "a--b",
        "x.y",
    ),
]
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


def orders() -> Contract:
    return load_contracts()["storefront__orders"]


def required() -> list[str]:
    return [column.name for column in orders().columns]


@pytest.mark.parametrize(
    "spell", [str.upper, str.title, lambda name: f"  {name} ", lambda name: name.replace("_", " - ")]
)
def test_case_blanks_and_punctuation_do_not_matter(spell: object) -> None:
    match = match_header([spell(name) for name in required()], orders())  # type: ignore[operator]
    assert match.columns == tuple(column.raw for column in orders().columns)
    assert (match.added, match.missing, match.problem) == ((), (), None)


def test_columns_keep_the_order_of_the_file() -> None:
    assert match_header(required()[::-1], orders()).columns == tuple(column.raw for column in orders().columns)[::-1]


def test_alias_finds_its_column_and_collides_with_its_name() -> None:
    columns = [{"name": "c0", "raw": "c0", "description": "x", "aliases": ["Colour", "Color"]}]
    feed = contract(columns=columns)
    assert match_header(["COLOR"], feed).columns == ("c0",)
    assert match_header(["c0", "colour"], feed).problem == "two columns are both called 'colour'"


@pytest.mark.parametrize(
    "pair", [("c0", "C 0"), ("Extra Col", "extra-col"), ("extraCol", "ExtraCol"), ("", ""), ("?", "!")]
)
def test_headers_that_fall_together_are_held_and_never_merged(pair: tuple[str, str]) -> None:
    match = match_header([*pair, "c1"], contract())
    assert match.problem is not None
    assert match.problem.startswith("two columns are both called")
    assert match.columns == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_header_becomes_a_plain_identifier_in_every_file(name: str) -> None:
    (alone,) = match_header(["c0", name, "c1"], contract()).added
    assert IDENTIFIER.fullmatch(alone)
    assert len(alone) <= 63
    assert match_header(["c1", "c0", "c2", "other", name], contract()).columns[4] == alone


def test_hostile_headers_are_told_apart() -> None:
    """One file with all of them would be held for those that only differ in punctuation, so each comes alone."""
    names = [match_header(["c0", name], contract()).columns[1] for name in HOSTILE]
    assert len(set(names)) == len(HOSTILE)


def test_added_column_never_takes_a_name_of_the_contract_or_of_lineage() -> None:
    feed = contract(columns=[{"name": "Number", "raw": "invoice_no", "description": "x"}])
    for name in ("invoice_no", "_file_id", "_attempt", "_row_number"):
        match = match_header(["Number", name], feed)
        assert match.added[0] not in {"invoice_no", "_file_id", "_attempt", "_row_number"}, name


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=80), min_size=1, max_size=6))
def test_any_header_gives_distinct_identifiers_or_a_reason(header: list[str]) -> None:
    match = match_header(header, contract())
    if match.problem is None:
        assert len(match.columns) == len(set(match.columns)) == len(header)
        assert all(IDENTIFIER.fullmatch(name) and len(name) <= 63 for name in match.columns)
    else:
        assert "\n" not in match.problem


def test_limit_of_columns() -> None:
    assert match_header([f"c{number}" for number in range(1000)], contract()).problem is None
    problem = match_header([f"c{number}" for number in range(1001)], contract()).problem
    assert problem == "1001 columns, at most 1000 are read"


ROW = ["c-17", "Ann Lee", "ann@shop.example", "+44 20 7946 0018", "12 Main St, York", "2024-03-01 10:00:00", "12.50"]


@pytest.mark.parametrize("known", [[], ["c0"], ["c0", "c1", "c2"]])
def test_a_row_in_the_place_of_the_header_holds_the_file_and_is_in_no_message(known: list[str]) -> None:
    match = match_header([*known, *ROW], contract())
    assert match.problem == (
        f"{len(known)} of the {len(known) + 7} texts in its first line are names of the contract: put its header back"
    )
    assert (match.added, match.columns) == ((), ())
    assert [finding.written_as for finding in match.drift] == ROW


@pytest.mark.parametrize("value", ROW)
def test_no_value_is_told_of_a_first_line_of_which_most_is_unknown(value: str) -> None:
    """Whatever else is wrong with it: required columns, twice the same, a contract that says hold."""
    columns = [{"name": "Id", "raw": "id", "required": True, "description": "x"}]
    for feed in (orders(), contract(), contract(drift="hold"), contract(columns=columns, natural_key=("id",))):
        for header in ([value], [value, "x"], [value, value], ["c0", value, value]):
            match = match_header(header, feed)
            assert match.problem is not None
            assert not match.added
            assert value not in match.problem
            assert value.split()[0] not in match.problem


def test_a_column_of_one_market_is_not_missing_in_another() -> None:
    columns = [
        {"name": "a", "raw": "a", "description": "x"},
        {"name": "b", "raw": "b", "description": "x", "only": {"market": ["north"]}},
    ]
    feed = contract(columns=columns, path="shop/{market}/*.csv")
    assert match_header(["a"], feed, {"market": "north"}).missing == ("b",)
    assert match_header(["a"], feed, {"market": "south"}).missing == ()
    with pytest.raises(ValidationError, match="parts that the path does not have: market"):
        contract(columns=columns)


@pytest.mark.parametrize("header", [[], [""]])
def test_no_header_is_said(header: list[str]) -> None:
    assert match_header(header, contract()).problem == "the file has no header"


def test_missing_columns_are_listed_and_required_ones_hold_the_file() -> None:
    names = [name for name in required() if name not in ("currency", "order_id")]
    match = match_header(names, orders())
    assert match.missing == ("order_id", "currency")
    assert match.problem == "required column missing: order_id"


def test_drift_hold_names_every_change() -> None:
    match = match_header(["c0", "New Thing"], contract(drift="hold"))
    assert match.problem == "columns changed and the contract says hold: +new_thing, -c1, -c2"
