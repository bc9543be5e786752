"""The mobile shop's weekly stock file, and the history of its products that the accepted rows tell.

A version of a product is dated by the consignment its row names (`last_restock_date`); of several rows with the same
date the one in the later file counts, and in one file the later row.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.answers.history import runs
from seeds_gen.answers.truth import Entity, decimal_text, instants, merged
from seeds_gen.chunk import Chunk, Ints, Printed
from seeds_gen.shops.app.goods import (
    ACTIVE,
    BRAND,
    CENTS,
    COST,
    KIND,
    SUPPLIER,
    Goods,
    product_ids,
    product_names,
    reorder_quantity,
)
from seeds_gen.shops.app.text import literals
from seeds_gen.shops.app.words import KINDS, SUPPLIERS, WAREHOUSES
from seeds_gen.shops.calendars import SECONDS_PER_DAY
from seeds_gen.shops.text import cents, dates
from seeds_gen.shops.vocab import brands

_CENTS_TO_AMOUNT = 100


@dataclass(frozen=True)
class StockRows:
    """The rows of a file, or of a part of it.

    Attributes:
        chunk: What is printed.
        product: Product of each row.
        restocked: The day each row names, in days since the epoch.
        attributes: What each row says of its product.
    """

    chunk: Chunk
    product: Ints
    restocked: Ints
    attributes: Ints


def rows(goods: Goods, first: int, count: int) -> StockRows:
    """Return a part of today's file, sorted by warehouse and product.

    Its mask `repeated` marks rows that tell only what a later row of the part tells of the same product, too;
    those later rows are not plain, so that no defect makes the file forget what only they still tell.
    """
    order = np.lexsort((goods.product, goods.warehouse))[first : first + count]
    product, reorder = goods.product[order], goods.reorder[order]
    attributes, restocked = goods.attributes[product], goods.restocked[product]
    kind = attributes[:, KIND]
    frame = pl.DataFrame(
        [
            literals(product_ids(product)).alias("product_id"),
            literals(product_names(attributes)).alias("product_name"),
            _CATEGORIES.gather(kind).alias("category"),
            literals(pl.Series(brands())).gather(attributes[:, BRAND]).alias("brand"),
            _SUPPLIERS.gather(attributes[:, SUPPLIER]).alias("supplier"),
            cents(attributes[:, COST]).alias("cost_price"),
            cents(attributes[:, CENTS]).alias("retail_price"),
            pl.Series("current_stock", goods.stock[order]).cast(pl.String),
            pl.Series("reorder_level", reorder).cast(pl.String),
            pl.Series("reorder_quantity", reorder_quantity(reorder)).cast(pl.String),
            _WAREHOUSES.gather(goods.warehouse[order]).alias("warehouse_location"),
            literals(dates(restocked)).alias("last_restock_date"),
            pl.Series(["false", "true"]).gather(attributes[:, ACTIVE]).alias("is_active"),
        ]
    )
    last = np.full(goods.size, -1)
    last[product] = np.arange(len(order))
    repeated = np.arange(len(order)) < last[product]
    plain = repeated | (np.bincount(product, minlength=goods.size)[product] == 1)
    chunk = Chunk(frame, plain=plain, free_text=plain, guest=plain, masks={"repeated": repeated})
    return StockRows(chunk, product, restocked, attributes)


class ProductHistory:
    """What accepted rows said of the products, in the order of files and rows."""

    def __init__(self) -> None:
        """Start without rows."""
        self._told: list[tuple[Ints, Ints, Ints]] = []

    def observe(self, stock: StockRows, printed: Printed) -> None:
        """Note the accepted rows of a file; where a defect changed what a row tells, a later row tells it unchanged."""
        telling = printed.accepted
        self._told.append((stock.product[telling], stock.restocked[telling], stock.attributes[telling]))

    def entities(self) -> Iterator[Entity]:
        """Yield each product that an accepted row showed, with its versions."""
        if not self._told:
            return
        product, restocked = (np.concatenate(part) for part in list(zip(*self._told, strict=True))[:2])
        attributes = np.concatenate([part for _, _, part in self._told])
        order = np.lexsort((np.arange(len(product)), restocked, product))
        product, restocked, attributes = product[order], restocked[order], attributes[order]
        # Of the rows of one date the last one counts.
        last = np.append((np.diff(product) != 0) | (np.diff(restocked) != 0), [True])[: len(product)]
        product, restocked, attributes = product[last], restocked[last], attributes[last]
        for number, part in runs(product):
            yield {
                "product_id": f"app:{product_ids(np.array([number]))[0]}",
                "versions": merged(_versions(restocked[part], attributes[part])),
            }


def _versions(restocked: Ints, attributes: Ints) -> Iterator[dict[str, object]]:
    names = product_names(attributes).to_list()
    for at, name, row in zip(instants(restocked * SECONDS_PER_DAY), names, attributes.tolist(), strict=True):
        yield {
            "valid_from": at,
            "product_name": name,
            "category": KINDS[row[KIND]][1],
            "brand": brands()[row[BRAND]],
            "price": decimal_text(row[CENTS] * _CENTS_TO_AMOUNT),
            "cost": decimal_text(row[COST] * _CENTS_TO_AMOUNT),
            "discontinued": not row[ACTIVE],
        }


_CATEGORIES = literals(pl.Series([kind[1] for kind in KINDS]))
_SUPPLIERS = literals(pl.Series(SUPPLIERS))
_WAREHOUSES = literals(pl.Series(WAREHOUSES))
