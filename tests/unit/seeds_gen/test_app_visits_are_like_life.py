"""Visits to the mobile shop walk the funnel, and the people behind them have habits."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from seeds_gen import generate
from tests.unit.seeds_gen.app_reading import Row, read_events, visits

STEPS = ("page_view", "product_view", "add_to_cart", "checkout_start", "checkout_complete", "purchase")


@pytest.fixture(scope="module")
def events(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    out = tmp_path_factory.mktemp("app")
    generate(out, date(2024, 10, 28), 14, 7, 0.5, "none", sources="app")
    return read_events(out / "app")


def test_visits_walk_the_funnel_step_by_step_and_most_drop_off(events: list[Row]) -> None:
    reached = Counter[str]()
    for visit in visits(events):
        happened = [event["event_type"] for event in visit]
        assert happened[0] == "page_view"
        kinds = set(happened) - {"remove_from_cart"}
        assert kinds == set(STEPS[: len(kinds)])
        firsts = [happened.index(step) for step in STEPS if step in kinds]
        assert firsts == sorted(firsts)
        reached.update(kinds)
        times = [event["timestamp"] for event in visit]
        assert times == sorted(times)
        for column in ("user_id", "device", "location", "referrer"):
            assert len({str(event[column]) for event in visit}) == 1
    shares = [reached[step] / reached["page_view"] for step in STEPS]
    assert shares[1:] == pytest.approx([0.79, 0.43, 0.27, 0.19, 0.17], abs=0.01)
    assert all(before > after for before, after in pairwise(shares))


def test_what_is_put_in_the_basket_was_viewed_and_what_is_taken_back_was_put_there(events: list[Row]) -> None:
    taken_back = 0
    for visit in visits(events):
        viewed, basket = set(), {}
        for event in visit:
            product, said = event["product_id"], event["properties"]
            if event["event_type"] == "product_view":
                viewed.add(product)
            elif event["event_type"] == "add_to_cart":
                assert product in viewed
                basket[product] = said["quantity"]
            elif event["event_type"] == "remove_from_cart":
                assert basket.pop(product) == said["quantity"]
                taken_back += 1
            elif event["event_type"] == "purchase":
                assert {item["product_id"]: item["quantity"] for item in said["items"]} == basket
            else:
                assert product is None
    assert taken_back > 30


def test_people_come_in_the_evening_on_their_phones_and_some_come_often(events: list[Row]) -> None:
    hours = Counter(int(event["timestamp"][11:13]) for event in events)
    assert hours[20] > 5 * hours[4]
    assert set(hours) == set(range(24))
    devices = Counter(event["device"]["type"] for event in events)
    assert devices["mobile"] > 4 * devices["desktop"] > devices["tablet"]
    for event in events:
        assert (event["device"]["os"] in ("iOS", "Android")) == (event["device"]["type"] == "mobile") or (
            event["device"] == {"type": "tablet", "os": "Android", "browser": "Chrome"}
        )
    users = Counter(visit[0]["user_id"] for visit in visits(events)).most_common()
    assert sum(count for _, count in users[: len(users) // 10]) > 0.25 * sum(count for _, count in users)
