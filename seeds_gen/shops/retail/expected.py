"""Turn observed versions into the gift shop's customers and products of truth.json, one entity at a time.

Times are local to the shop (Europe/London) and carry no offset, as in the files. What makes a version of a customer is
any accepted line; of a product, accepted ordinary sales at a price (not cancellations, corrections or gifts).
"""

from collections.abc import Iterator

import numpy as np

from seeds_gen.answers.history import runs
from seeds_gen.answers.truth import Entity, decimal_text, instants, merged
from seeds_gen.shops.retail.catalogue import Catalogue
from seeds_gen.shops.retail.customers import FIRST_CUSTOMER, Customers
from seeds_gen.shops.retail.words import CHARGES, COUNTRIES

_PENCE_TO_AMOUNT = 100


def expected_customers(customers: Customers) -> Iterator[Entity]:
    """Yield the gift shop's customers with the countries they bought from."""
    seen = customers.versions.seen()
    first, country_numbers = instants(seen.first), seen.attributes[:, 0].tolist()
    for customer, rows in runs(seen.entity):
        versions = zip(first[rows], country_numbers[rows], strict=True)
        yield {
            "customer_id": f"retail:{FIRST_CUSTOMER + customer}",
            "versions": merged({"valid_from": at, "country": COUNTRIES[country]} for at, country in versions),
        }


def expected_products(catalogue: Catalogue) -> Iterator[Entity]:
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
