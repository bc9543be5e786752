"""Versions are kept by what accepted rows showed, in whatever order the rows are seen."""

import numpy as np

from seeds_gen.answers.history import Timeline, Versions, runs
from seeds_gen.answers.sales import SalesBook
from seeds_gen.answers.truth import decimal_text, instants, merged


def ints(*values: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array(values, dtype=np.int64)


def test_a_version_begins_with_the_earliest_row_that_showed_it() -> None:
    versions = Versions(width=1)
    first = versions.add(ints(0, 1), ints(10, 20)[:, None])
    second = versions.add(ints(0), ints(11)[:, None])
    versions.observe(second, ints(500))
    versions.observe(first[[0, 0]], ints(300, 100))
    seen = versions.seen()
    assert seen.entity.tolist() == [0, 0]
    assert seen.first.tolist() == [100, 500]
    assert seen.attributes[:, 0].tolist() == [10, 11]


def test_a_version_nobody_saw_is_no_history() -> None:
    versions = Versions(width=1)
    versions.add(ints(0), ints(1)[:, None])
    assert versions.seen().entity.tolist() == []


def test_versions_survive_growing_beyond_the_room_there_was() -> None:
    versions = Versions(width=2)
    for number in range(40):
        numbers = versions.add(np.arange(100), np.full((100, 2), number))
        versions.observe(numbers, np.full(100, number))
    seen = versions.seen()
    assert len(seen.entity) == 4_000
    assert seen.attributes[:40, 0].tolist() == list(range(40))
    assert seen.first[:40].tolist() == list(range(40))


def test_a_damaged_row_is_a_version_of_its_own_and_the_truth_returns_after_it() -> None:
    timeline = Timeline(width=1)
    timeline.append(ints(7, 8)[:, None])
    attributes = ints(7, 8)[:, None]
    everyone, accepted = ints(0, 1), np.ones(2, dtype=np.bool_)
    timeline.observe(everyone, ints(1, 2), accepted, attributes, {})
    timeline.observe(everyone, ints(11, 12), accepted, attributes, {1: {"phone": "12"}})
    timeline.observe(everyone, ints(21, 22), accepted, attributes, {})
    seen = timeline.versions.seen()
    assert list(zip(seen.entity.tolist(), seen.first.tolist(), strict=True)) == [(0, 1), (1, 2), (1, 12), (1, 22)]
    assert [timeline.exceptions.get(number) for number in seen.version.tolist()] == [None, None, {"phone": "12"}, None]


def test_a_refused_row_shows_nothing() -> None:
    timeline = Timeline(width=1)
    timeline.append(ints(7)[:, None])
    timeline.observe(ints(0), ints(1), np.zeros(1, dtype=np.bool_), ints(7)[:, None], {})
    timeline.observe(ints(0), ints(5), np.ones(1, dtype=np.bool_), ints(7)[:, None], {})
    assert timeline.versions.seen().first.tolist() == [5]


def test_runs_find_each_entity() -> None:
    assert list(runs(ints(3, 3, 5, 9, 9, 9))) == [(3, slice(0, 2)), (5, slice(2, 3)), (9, slice(3, 6))]
    assert list(runs(ints())) == []


def test_versions_that_differ_in_time_only_are_one() -> None:
    versions = [{"valid_from": "1", "a": 1}, {"valid_from": "2", "a": 1}, {"valid_from": "3", "a": 2}]
    assert merged(versions) == [versions[0], versions[2]]


def test_money_is_written_exactly() -> None:
    assert decimal_text(7489570200) == "748957.02"
    assert decimal_text(-10000) == "-1.00"
    assert decimal_text(12345) == "1.2345"
    assert decimal_text(99999999999999999999) == "9999999999999999.9999"


def test_times_are_local_and_without_offset() -> None:
    assert instants(ints(1291191960)) == ["2010-12-01T08:26:00"]


def test_a_day_without_sales_has_no_entry_and_sales_add_up() -> None:
    book = SalesBook()
    book.add("retail", "2024-01-01", "GBP", orders=0, lines=0, amount=0)
    assert book.entries() == []
    book.add("retail", "2024-01-01", "GBP", orders=1, lines=2, amount=10_000)
    book.add("retail", "2024-01-01", "GBP", orders=2, lines=3, amount=-2_500)
    assert [(each["orders"], each["lines"], each["total_price"]) for each in book.entries()] == [(3, 5, "0.75")]
