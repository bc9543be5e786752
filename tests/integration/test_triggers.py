"""A storefront day is loaded when its trigger says so, whole or not at all."""

import hashlib
import json

import pytest

from ingestion import ingest
from tests import shop
from tests.database import query, states
from tests.reliability.invariants import check_ledger

pytestmark = pytest.mark.usefixtures("warehouse")
DAY = "2025-01-15"


def batches() -> list[tuple[str, str | None]]:
    """State and error of each batch, oldest first."""
    return [(row[0], row[1]) for row in query("select state, error from ops.batches order by batch_id")]


def waiting() -> dict[str, str]:
    """What a run leaves in the landing zone, with the reason."""
    return {item.path: item.reason for item in ingest().waiting}


def test_day_is_loaded_whole_with_its_date() -> None:
    shop.storefront_files(DAY)
    shop.trigger(DAY)
    report = ingest()
    assert {file.state for file in report.files} == {"loaded"}
    assert query("select distinct business_date::text, path_parts ->> 'batch_date' from ops.files") == [
        (DAY, "2025_01_15")
    ]
    assert batches() == [("loaded", None)]
    assert not any((shop.landing() / "storefront").iterdir())


def test_nothing_of_a_day_is_loaded_before_its_trigger() -> None:
    shop.storefront_files(DAY)
    assert waiting()["storefront/orders_2025_01_15.csv"] == ("waits for its trigger storefront/trigger_2025_01_15.json")
    assert states() == {}


def test_early_trigger_waits_for_the_missing_file() -> None:
    files = shop.storefront_files(DAY)
    content = files["shipping"].read_bytes()
    files["shipping"].unlink()
    shop.trigger(DAY)
    assert waiting()["storefront/trigger_2025_01_15.json"] == "waits for storefront/shipping_2025_01_15.csv"
    assert states() == {}
    files["shipping"].write_bytes(content)
    assert len(ingest().files) == 5
    check_ledger()


def test_trigger_that_is_not_ready_waits() -> None:
    shop.storefront_files(DAY)
    shop.trigger(DAY, data_files_ready=False)
    assert waiting()["storefront/trigger_2025_01_15.json"] == "says data_files_ready: false"


@pytest.mark.parametrize("name", ["../retail/invoices/a.csv", "/etc/passwd", "..", "a/b.csv", "x\\y.csv", "a\0.csv"])
def test_trigger_that_names_a_path_is_held(name: str) -> None:
    shop.retail_file("a.csv", [shop.invoice_line(1)])
    shop.storefront_files(DAY)
    shop.trigger(DAY, expected_files=[name])
    ingest()
    (state, error) = batches()[0]
    assert state == "held"
    assert "is not a plain file name" in str(error)
    assert {tuple(versions) for path, versions in states().items() if path.startswith("storefront/")} == {("held",)}
    assert query("select count(*) from raw_storefront.orders") == [(0,)]
    assert query("select count(*) from raw_retail.invoices") == [(1,)]


def test_link_out_of_the_landing_zone_is_not_followed(tmp_path: object) -> None:
    shop.storefront_files(DAY)
    orders = shop.landing() / "storefront/orders_2025_01_15.csv"
    elsewhere = shop.landing().parent / "secret.csv"
    orders.rename(elsewhere)
    orders.symlink_to(elsewhere)
    shop.trigger(DAY)
    left = waiting()
    assert "is a link" in left["storefront/orders_2025_01_15.csv"]
    assert left["storefront/trigger_2025_01_15.json"] == "waits for storefront/orders_2025_01_15.csv"
    assert states() == {}


def test_trigger_of_an_unknown_file_or_another_day_is_held() -> None:
    shop.storefront_files(DAY)
    shop.trigger(DAY, expected_files=["secrets_2025_01_15.csv"])
    ingest()
    shop.trigger(DAY, expected_files=["orders_2025_01_14.csv"])
    ingest()
    assert [str(error) for _, error in batches()] == [
        "the trigger expects 'secrets_2025_01_15.csv', which no contract names",
        "the trigger expects 'orders_2025_01_14.csv', a file of another day",
    ]


def test_broken_trigger_holds_its_day_until_it_is_replaced() -> None:
    shop.storefront_files(DAY)
    shop.write("storefront/trigger_2025_01_15.json", "{broken")
    ingest()
    assert batches()[0][0] == "held"
    assert "held: the trigger is not JSON" in waiting()["storefront/trigger_2025_01_15.json"]
    shop.trigger(DAY)
    assert len(ingest().files) == 5
    assert [state for state, _ in batches()] == ["held", "loaded"]


@pytest.mark.parametrize(
    ("promise", "reason"),
    [
        ({"rows": 3}, "orders_2025_01_15.csv: it has 2 rows, the trigger promises 3"),
        ({"sha256": "0" * 64}, "the trigger promises 000000000000"),
    ],
)
def test_file_that_breaks_its_manifest_holds_the_whole_day(promise: dict[str, object], reason: str) -> None:
    shop.storefront_files(DAY)
    shop.trigger(DAY, files=[{"name": "orders_2025_01_15.csv", **promise}])
    ingest()
    assert {version for versions in states().values() for version in versions} == {"held"}
    assert reason in str(batches()[0][1])
    assert query("select count(*) from raw_storefront.customers") == [(0,)]


def test_kept_manifest_is_loaded() -> None:
    files = shop.storefront_files(DAY)
    digest = hashlib.sha256(files["orders"].read_bytes()).hexdigest()
    shop.trigger(DAY, files=[{"name": files["orders"].name, "sha256": digest.upper(), "rows": 2}])
    assert {file.state for file in ingest().files} == {"loaded"}


def test_held_day_is_loaded_after_the_bad_file_was_replaced() -> None:
    files = shop.storefront_files(DAY)
    good = files["products"].read_bytes()
    shop.storefront_file("products", DAY, ["P1"], header="product_id")
    shop.trigger(DAY)
    ingest()
    assert "required column missing: price" in str(batches()[0][1])
    assert ingest().files == ()
    files["products"].write_bytes(good)
    ingest()
    assert {versions[-1] for versions in states().values()} == {"loaded"}
    check_ledger()


def test_corrected_day_replaces_only_the_file_that_changed() -> None:
    shop.storefront_files(DAY)
    shop.trigger(DAY)
    ingest()
    shop.storefront_file("orders", DAY, shop.storefront_rows(DAY, 3)["orders"])
    shop.trigger(DAY, trigger_id="again")
    ingest()
    assert states()["storefront/orders_2025_01_15.csv"] == ["superseded", "loaded"]
    assert states()["storefront/products_2025_01_15.csv"] == ["loaded"]
    check_ledger()


def test_trigger_twice_changes_nothing() -> None:
    for _ in range(2):
        shop.storefront_files(DAY)
        shop.trigger(DAY)
        report = ingest()
    assert not report.changed
    assert {tuple(versions) for versions in states().values()} == {("loaded", "duplicate")}
    assert [state for state, _ in batches()] == ["loaded", "duplicate"]


def test_identical_lists_on_two_days_are_two_lists() -> None:
    rows = shop.storefront_rows(DAY)
    for day in (DAY, "2025-01-16"):
        for entity in rows:
            shop.storefront_file(entity, day, rows[entity])
        shop.trigger(day)
    ingest()
    assert {tuple(versions) for versions in states().values()} == {("loaded",)}
    assert len(states()) == 10


def test_optional_and_unknown_keys_of_a_trigger_come_and_go() -> None:
    shop.storefront_files(DAY)
    path = shop.trigger(DAY, metadata={"deep": [1, {"x": None}]}, processing_notes="…", colour="red", trigger_id=7)
    content = json.loads(path.read_text())
    del content["trigger_timestamp"]
    path.write_text(json.dumps(content))
    assert len(ingest().files) == 5


def test_a_file_whose_suffix_is_in_capitals_is_the_one_the_trigger_names() -> None:
    files = shop.storefront_files(DAY)
    wrong = hashlib.sha256(b"other bytes").hexdigest()
    path = files["orders"].rename(files["orders"].with_suffix(".CSV"))
    shop.trigger(DAY, files=[{"name": "orders_2025_01_15.csv", "sha256": wrong}])
    assert {file.state for file in ingest().files} == {"held"}
    shop.trigger(
        DAY, files=[{"name": "orders_2025_01_15.csv", "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}]
    )
    assert {file.state for file in ingest().files} == {"loaded"}
