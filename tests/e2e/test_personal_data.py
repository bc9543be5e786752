"""Personal data is in `pii` and in layers that readers do not see: values that stand nowhere else are looked for."""

import gzip
import json
from typing import Any

import pytest

from tests import shop
from tests.database import states
from tests.e2e import kept, pipeline
from tests.e2e.canaries import Canaries, as_csv, is_personal, rows_of, seen_by
from warehouse.connect import connect
from warehouse.settings import get_settings

LATEST = "storefront/customers_2024_03_02.csv"


def damaged(files: dict[str, bytes], canaries: Canaries) -> dict[str, bytes]:
    """The files with rows that break: what is rejected, or written into another column, is as personal as the rest."""
    out = dict(files)
    _, first, second, *_ = out[LATEST].decode().splitlines()
    broken = [
        f"{first},one field more",
        second.replace(",", ',"', 1),
        second.replace("@", " at "),  # no e-mail address, so the row is rejected
        second.removeprefix(second.split(",")[0] + ",") + ",",  # every field one place to the left
    ]
    out[LATEST] += "".join(f"{line}\n" for line in broken).encode()
    # A whole day is held because its list of customers has no header.
    day = {entity: "\n".join(rows) for entity, rows in shop.storefront_rows("2024-03-03").items()}
    for entity, rows in day.items():
        head = "" if entity == "customers" else shop.STOREFRONT_HEADERS[entity] + "\n"
        out[f"storefront/{entity}_2024_03_03.csv"] = f"{head}{rows}\n".encode()
    out["storefront/customers_2024_03_03.csv"] = f"{first}\n{second}\n".encode()
    # Fields are missing, and what follows moves into columns that are not personal, as Kenya's deliveries do.
    for relative in [name for name in files if name.endswith("_03_02.csv") and is_personal(name)]:
        out[relative] += as_csv(canaries.displaced(relative, files[relative]))
    # Columns and objects that no contract knows.
    objects = "markets/kenya/customers/customers_2024_03_01.json"
    people: list[dict[str, Any]] = json.loads(out[objects])
    people[0]["Phone"], people[1]["Contact"] = canaries.of("phone"), {"mail": canaries.of("email")}
    out[objects] = json.dumps(people).encode()
    clicks = "app/events/events_2024_03_02.json.gz"
    events: list[dict[str, Any]] = json.loads(gzip.decompress(out[clicks]))
    asked = f"?mail={canaries.of('email')}"
    events[0] |= {"page": f"/home{asked}", "referrer": f"https://search.example/{asked}", "properties": {"mail": asked}}
    out[clicks] = gzip.compress(json.dumps(events).encode())
    return out


@pytest.mark.usefixtures("warehouse")
def test_no_reader_sees_anything_personal_and_privacy_sees_who_the_customers_are() -> None:
    canaries = Canaries()
    files = canaries.into(kept.four_shops())
    kept.land(damaged(files, canaries))
    for day in ("2024-03-01", "2024-03-02", "2024-03-03"):
        shop.trigger(day)
    pipeline.run()
    assert {path for path, state in states().items() if state != ["loaded"]} == {
        f"storefront/{entity}_2024_03_03.csv" for entity in shop.STOREFRONT_HEADERS
    }

    seen = seen_by("reader")
    marts = {"core.fct_orders", "kpi.kpi_revenue", "observability.rejected_rows"}
    assert marts | {"pg_catalog.pg_stats"} <= seen.keys()
    assert {name: count for name, count in seen.items() if count} == {}

    seen = seen_by("privacy")
    assert marts <= seen.keys()
    assert {name for name, count in seen.items() if count} == {"pii.customers", "pg_catalog.pg_stats"}
    said = told(files)
    assert {key: person for key, person in people().items() if key in said} == said


def told(files: dict[str, bytes]) -> dict[str, tuple[str | None, ...]]:
    """Who the customers are by the files: the web shop's newest list, and the newest order of the mobile shop."""
    out: dict[str, tuple[str | None, ...]] = {}
    for row in rows_of(files[LATEST]):
        who = (row[name] for name in ("first_name", "last_name", "email", "phone", "date_of_birth", "address"))
        out[f"storefront:{row['customer_id']}"] = (*who, None, row["zip_code"])
    orders = [row for day in (1, 2) for row in rows_of(files[f"app/orders/orders_2024_03_0{day}.csv"])]
    for row in sorted(orders, key=lambda row: row["order_date"]):
        where = (row["shipping_address"], row["billing_address"])
        out[f"app:{row['customer_id']}"] = (*[None] * 5, *where, None)
    return out


def people() -> dict[str, tuple[str | None, ...]]:
    """Who the customers are by the warehouse."""
    columns = "first_name, last_name, email, phone, birth_date::text, address, billing_address, zip_code"
    with connect(get_settings(), "privacy") as connection:
        rows = connection.execute(f"select customer_id, {columns} from pii.customers".encode()).fetchall()
    return {key: tuple(person) for key, *person in rows}
