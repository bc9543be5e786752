"""The way most people generate test data: a Faker call for every value of every row, for the same columns as ours."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from faker import Faker

Row = Callable[[Faker], tuple[Any, ...]]


def write(path: Path, faker: Faker, rows: Mapping[str, int]) -> None:
    """Write so many rows of each feed (by `source__entity`) to a file, each made value by value."""
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        for feed, count in rows.items():
            make = ROWS[feed]
            for _ in range(count):
                writer.writerow(make(faker))


def _money(faker: Faker) -> Any:
    return faker.pydecimal(left_digits=3, right_digits=2, positive=True)


def _moment(faker: Faker) -> str:
    return faker.date_time_this_decade().isoformat(sep=" ")


def _address(faker: Faker) -> str:
    return faker.address().replace("\n", ", ")


def _invoice(faker: Faker) -> tuple[Any, ...]:
    product = " ".join(faker.words(4)).upper()
    who = (faker.random_int(12_000, 19_000), faker.country())
    return (faker.numerify("######"), faker.bothify("#####?"), product, faker.random_int(1, 48), _moment(faker),
            _money(faker), *who)  # fmt: skip


def _order(faker: Faker) -> tuple[Any, ...]:
    keys = (faker.numerify("ORD######"), faker.random_int(1_000, 99_999), faker.numerify("PROD####"))
    money = (faker.date(), _money(faker), faker.currency_code())
    how = faker.random_element(("credit_card", "paypal", "debit_card", "apple_pay"))
    return (*keys, *money, how, _address(faker), faker.random_element(("pending", "shipped")), _moment(faker))


def _customer(faker: Faker) -> tuple[Any, ...]:
    name = (faker.random_int(1_000, 99_999), faker.first_name(), faker.last_name(), faker.email(), faker.phone_number())
    dates = (faker.date_of_birth(minimum_age=18), faker.date_this_decade())
    place = (faker.street_address(), faker.city(), faker.state_abbr(), faker.postcode(), faker.country_code())
    return (*name, *dates, *place, faker.random_element(("gold", "silver")), _moment(faker), _moment(faker))


def _product(faker: Faker) -> tuple[Any, ...]:
    name = (faker.numerify("PROD####"), " ".join(faker.words(3)).title(), faker.word(), faker.word(), faker.company())
    price = (_money(faker), faker.currency_code(), faker.random_int(0, 500), faker.pyfloat(min_value=0, max_value=9))
    looks = (faker.bothify("##x##x##"), faker.color_name(), faker.word(), faker.sentence())
    return (*name, *price, *looks, faker.date(), faker.boolean(), _moment(faker))


def _stock(faker: Faker) -> tuple[Any, ...]:
    where = (faker.numerify("WH###"), faker.city(), faker.bothify("?#-?#-?#"))
    counts = tuple(faker.random_int(0, 500) for _ in range(4))
    return (faker.numerify("INV######"), faker.numerify("PROD####"), *where, *counts, faker.date(), faker.date(),
            _moment(faker))  # fmt: skip


def _parcel(faker: Faker) -> tuple[Any, ...]:
    keys = (faker.numerify("SHIP######"), faker.numerify("ORD######"), faker.numerify("TRK#########"))
    way = (faker.random_element(("FedEx", "UPS", "DHL")), faker.random_element(("Standard", "Express")))
    place = (faker.numerify("WH###"), _address(faker), _money(faker), faker.currency_code())
    end = (faker.date(), faker.date(), faker.random_element(("in_transit", "delivered")))
    parcel = (faker.pyfloat(min_value=0, max_value=9), faker.bothify("##x##x##"), _money(faker), _moment(faker))
    return (*keys, *way, *place, *end, *parcel)


ROWS: Mapping[str, Row] = {
    "retail__invoices": _invoice,
    "storefront__orders": _order,
    "storefront__customers": _customer,
    "storefront__products": _product,
    "storefront__inventory": _stock,
    "storefront__shipping": _parcel,
}
