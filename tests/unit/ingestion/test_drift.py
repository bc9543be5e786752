"""Every difference between a header and its contract is named, whatever became of the file."""

from typing import Any

import pytest

from ingestion.contracts import Contract
from ingestion.reading.drift import Finding
from ingestion.reading.headers import match_header
from tests.unit.ingestion.reading import contract


def shop(**changes: Any) -> Contract:
    """A feed with the columns Order ID (also called Number), Price and Note."""
    columns = [
        {"name": "Order ID", "raw": "order_id", "description": "x", "required": True, "aliases": ["Number"]},
        {"name": "Price", "raw": "price", "description": "x"},
        {"name": "Note", "raw": "note", "description": "x"},
    ]
    return contract(columns=columns, **changes)


def test_the_header_of_the_contract_is_no_drift() -> None:
    assert match_header(["Order ID", "Price", "Note"], shop()).drift == ()


@pytest.mark.parametrize("written_as", ["Number", "order_id", "ORDER ID", " Order ID", "order-id"])
def test_an_alias_or_another_spelling_is_a_renamed_column(written_as: str) -> None:
    match = match_header([written_as, "Price", "Note"], shop())
    assert match.columns == ("order_id", "price", "note")
    assert match.drift == (Finding("renamed", "order_id", written_as),)
    assert match.problem is None


def test_an_unknown_column_is_added_with_its_own_spelling() -> None:
    match = match_header(["Order ID", "Gift Wrap", "Price", "Note"], shop())
    assert match.drift == (Finding("added", "gift_wrap", "Gift Wrap"),)


def test_a_missing_column_is_named_as_raw_has_it() -> None:
    assert match_header(["Order ID", "Price"], shop()).drift == (Finding("missing", "note"),)


@pytest.mark.parametrize(
    ("header", "reordered"),
    [
        (["Price", "Order ID", "Note"], True),
        (["Note", "Order ID"], True),
        (["Order ID", "Note"], False),
        (["New", "Order ID", "Newer", "Price", "Note"], False),
    ],
)
def test_only_known_columns_out_of_the_contract_s_order_are_reordered(header: list[str], reordered: bool) -> None:
    found = [finding for finding in match_header(header, shop()).drift if finding.kind == "reordered"]
    assert found == ([Finding("reordered", None, ", ".join(header))] if reordered else [])


def test_the_order_of_json_keys_says_nothing() -> None:
    assert match_header(["Note", "Price", "Order ID"], shop(), is_ordered=False).drift == ()


def test_all_that_changed_is_told_at_once() -> None:
    match = match_header(["Note", "Number", "Gift Wrap"], shop())
    assert {finding.kind for finding in match.drift} == {"added", "missing", "renamed", "reordered"}
    assert (match.added, match.missing) == (("gift_wrap",), ("price",))


@pytest.mark.parametrize(
    ("header", "collided"),
    [
        (["Order ID", "Price", "PRICE"], [("price", "Price"), ("price", "PRICE")]),
        (["Order ID", "Number"], [("order_id", "Order ID"), ("order_id", "Number")]),
        (["Order ID", "Price", "Price"], [("price", "Price"), ("price", "Price")]),
        (
            ["Order ID", "number", "a b", "A-B"],
            [("order_id", "Order ID"), ("order_id", "number"), ("a_b", "a b"), ("a_b", "A-B")],
        ),
    ],
)
def test_every_header_that_falls_together_with_another_is_named(
    header: list[str], collided: list[tuple[str, str]]
) -> None:
    match = match_header(header, shop())
    assert [(finding.column, finding.written_as) for finding in match.drift] == collided
    assert {finding.kind for finding in match.drift} == {"collided"}
    assert match.columns == ()
    assert match.problem is not None


def test_a_required_column_that_is_missing_is_drift_too() -> None:
    match = match_header(["Price", "Note"], shop())
    assert match.problem == "required column missing: Order ID"
    assert match.drift == (Finding("missing", "order_id"),)


def test_hold_keeps_out_columns_that_came_or_went_and_no_others() -> None:
    strict = shop(drift="hold")
    assert match_header(["Note", "Number", "PRICE"], strict).problem is None
    problem = match_header(["Order ID", "Price", "Gift Wrap"], strict).problem
    assert problem == "columns changed and the contract says hold: +gift_wrap, -note"


def test_a_finding_in_words() -> None:
    words = [str(finding) for finding in match_header(["Note", "Number", "Gift Wrap"], shop()).drift]
    assert words == ["+gift_wrap", 'order_id renamed as "Number"', "-price", "reordered"]
