"""Turn observed versions into the web shop's customers and products of truth.json, one entity at a time.

Times are local to the shop (America/New_York) and carry no offset, as in the files. What makes a version are accepted
rows of loaded files.
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import polars as pl

from seeds_gen.answers.history import Timeline, runs
from seeds_gen.answers.truth import Entity, instants, merged
from seeds_gen.chunk import Ints
from seeds_gen.shops.storefront.customers import Customers, tracked_columns
from seeds_gen.shops.storefront.goods import DISCONTINUED, Products
from seeds_gen.shops.storefront.goods import tracked_columns as product_columns

_BLOCK = 10_000  # versions rendered at a time


def expected_customers(customers: Customers) -> Iterator[Entity]:
    """Yield the web shop's customers with every version of their tracked columns."""
    return _entities(customers.timeline, "customer_id", tracked_columns)


def expected_products(products: Products) -> Iterator[Entity]:
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
