"""Turn observed versions into the customers and products of truth.json, one entity at a time.

Times are local to the shop (retail Europe/London, storefront America/New_York) and carry no offset, as in the files.
What makes a version: retail customers, any accepted line; retail products, accepted ordinary sales at a price (not
cancellations, corrections or gifts); storefront, accepted rows of loaded files.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import polars as pl

from seeds_gen.chunk import Ints
from seeds_gen.history import Timeline, runs
from seeds_gen.retail_catalogue import Catalogue
from seeds_gen.retail_customers import FIRST_CUSTOMER as FIRST_RETAIL_CUSTOMER
from seeds_gen.retail_customers import Customers as RetailCustomers
from seeds_gen.retail_words import CHARGES, COUNTRIES
from seeds_gen.storefront_customers import Customers, tracked_columns
from seeds_gen.storefront_goods import DISCONTINUED, Products
from seeds_gen.storefront_goods import tracked_columns as product_columns
from seeds_gen.truth import Entity, decimal_text, instants, merged

_BLOCK = 10_000  # versions rendered at a time
_PENCE_TO_AMOUNT = 100


def retail_customers(customers: RetailCustomers) -> Iterator[Entity]:
    """Yield the gift shop's customers with the countries they bought from."""
    seen = customers.versions.seen()
    first, country_numbers = instants(seen.first), seen.attributes[:, 0].tolist()
    for customer, rows in runs(seen.entity):
        versions = zip(first[rows], country_numbers[rows], strict=True)
        yield {
            "customer_id": f"retail:{FIRST_RETAIL_CUSTOMER + customer}",
            "versions": merged({"valid_from": at, "country": COUNTRIES[country]} for at, country in versions),
        }


def retail_products(catalogue: Catalogue) -> Iterator[Entity]:
    """Yield what the gift shop ever put on an invoice; charges and goods never sold at a price have no versions."""
    seen = catalogue.versions.seen()
    sold = catalogue.identity[np.flatnonzero(catalogue.sold[: catalogue.first_charge])]
    histories = dict(runs(seen.entity))
    first, attributes = instants(seen.first), seen.attributes.tolist()
    for product in np.unique(sold).tolist():
        rows = histories.get(product, slice(0, 0))
        versions = zip(first[rows], attributes[rows], strict=True)
        yield {
            "product_id": f"retail:{catalogue.identity_code(product)}",
            "is_product": True,
            "versions": merged(
                {
                    "valid_from": at,
                    "description": catalogue.words(words).strip(),
                    "price": decimal_text(pence * _PENCE_TO_AMOUNT),
                }
                for at, (pence, words) in versions
            ),
        }
    charged = {CHARGES[number][0].upper() for number in np.flatnonzero(catalogue.sold[catalogue.first_charge :])}
    for code in sorted(charged):
        yield {"product_id": f"retail:{code}", "is_product": False, "versions": []}


def storefront_customers(customers: Customers) -> Iterator[Entity]:
    """Yield the web shop's customers with every version of their tracked columns."""
    return _entities(customers.timeline, "customer_id", tracked_columns)


def storefront_products(products: Products) -> Iterator[Entity]:
    """Yield the web shop's products with every version of their tracked columns."""

    def columns(entities: Ints, attributes: Ints) -> Mapping[str, pl.Series]:
        return {**product_columns(entities, attributes), "discontinued": pl.Series(attributes[:, DISCONTINUED] == 1)}

    return _entities(products.timeline, "product_id", columns)


def _entities(
    timeline: Timeline, key: str, columns: Callable[[Ints, Ints], Mapping[str, pl.Series]]
) -> Iterator[Entity]:
    seen = timeline.versions.seen()
    starts = np.flatnonzero(np.diff(seen.entity, prepend=-1))
    # Cut into blocks at the first version of an entity, so that no history is torn apart.
    cuts = [
        0,
        *(
            int(starts[np.searchsorted(starts, at)])
            for at in range(_BLOCK, starts[-1] + 1 if len(starts) else 0, _BLOCK)
        ),
    ]
    for first, end in zip(cuts, [*cuts[1:], len(seen.entity)], strict=True):
        block = slice(first, end)
        frame = pl.DataFrame(dict(columns(seen.entity[block], seen.attributes[block])))
        ids = frame[key].to_list()
        rows = frame.drop(key, "currency", strict=False).insert_column(
            0, pl.Series("valid_from", instants(seen.first[block]))
        )
        versions = [
            {**row, **timeline.exceptions.get(number, {})}
            for row, number in zip(rows.to_dicts(), seen.version[block].tolist(), strict=True)
        ]
        for _, part in runs(seen.entity[block]):
            yield {key: f"storefront:{ids[part.start]}", "versions": merged(versions[part])}
