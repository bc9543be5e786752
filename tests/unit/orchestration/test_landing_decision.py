from datetime import UTC, datetime, timedelta

import pytest

from orchestration.assets.landing import Start, Try, Work, decide, digest_of, pause_after

NOW = datetime(2025, 1, 15, 12, 0, tzinfo=UTC)
WORK = Work("abc", "files ready: 2")


def tries(count: int, minutes_ago: float) -> list[Try]:
    ended = NOW - timedelta(minutes=minutes_ago)
    return [Try(f"run{number}", ended - timedelta(hours=number)) for number in range(count)]


def test_new_work_starts_at_once() -> None:
    assert decide(WORK, [], NOW) == Start("abc-1")


def test_work_that_is_still_there_starts_again_under_a_new_key() -> None:
    assert decide(WORK, tries(1, 0), NOW) == Start("abc-2")
    assert decide(WORK, tries(2, 0), NOW) == Start("abc-3")


def test_after_three_tries_it_waits_five_minutes_from_the_last_end() -> None:
    waits = decide(WORK, tries(3, minutes_ago=4), NOW)
    assert isinstance(waits, str)
    assert "3 runs did not finish this (files ready: 2)" in waits
    assert "12:01:00 UTC" in waits
    assert decide(WORK, tries(3, minutes_ago=5), NOW) == Start("abc-4")


@pytest.mark.parametrize(
    ("count", "minutes"), [(0, 0), (2, 0), (3, 5), (4, 10), (5, 20), (6, 40), (7, 60), (8, 60), (5000, 60)]
)
def test_pauses_double_up_to_an_hour_and_never_become_forever(count: int, minutes: int) -> None:
    assert pause_after(count) == timedelta(minutes=minutes)


def test_work_that_another_run_cannot_finish_starts_none_and_says_why() -> None:
    assert decide(Work("abc", "build 3 did not pass", blocked="build 3 failed its tests"), [], NOW) == (
        "build 3 failed its tests"
    )


def test_the_digest_is_of_the_content_and_not_of_the_order_it_was_found_in() -> None:
    first, second = ("a.csv", 10, NOW), ("b.csv", 20, NOW)
    assert digest_of([first, second]) == digest_of([second, first])


@pytest.mark.parametrize("changed", [("b.csv", 10, NOW), ("a.csv", 11, NOW), ("a.csv", 10, NOW + timedelta(seconds=1))])
def test_another_name_size_or_time_is_other_work(changed: tuple[object, ...]) -> None:
    assert digest_of([changed]) != digest_of([("a.csv", 10, NOW)])
