"""A stretch of the gift shop's day as the columns of its file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from seeds_gen.chunk import MONEY_SCALE, Bools, Chunk, Ints
from seeds_gen.shops.retail.catalogue import Catalogue
from seeds_gen.shops.retail.customers import FIRST_CUSTOMER
from seeds_gen.shops.retail.invoices import ADJUSTMENT, CANCELLATION, GUEST, SALE, Stretch
from seeds_gen.shops.retail.words import COUNTRIES

_PREFIXES = pl.Series(["", "C", "", "A"])  # by kind of invoice
_COUNTRY_NAMES = pl.Series(COUNTRIES)
_MINUTES = pl.Series([f"{minute // 60:02d}:{minute % 60:02d}:00" for minute in range(24 * 60)])
_PENCE_TO_AMOUNT = MONEY_SCALE // 100


@dataclass(frozen=True)
class Printable:
    """A chunk with the numbers it was made of.

    Attributes:
        stretch: The numbers.
        chunk: The columns.
        amounts: Quantity times price by line, in 1/10000.
        history: Lines a product's history derives from: ordinary sales of products at a price.
        flags: For each rule that flags lines without refusing them, the lines it flags.
    """

    stretch: Stretch
    chunk: Chunk
    amounts: Ints
    history: Bools
    flags: Mapping[str, Bools]


def printable(stretch: Stretch, catalogue: Catalogue, day: date, first_invoice: int) -> Printable:
    """Turn numbers into columns. Floats print as the shop's export prints them: `2.55`, `2.1`, `17850.0`."""
    line = stretch.invoice
    texts = catalogue.texts()
    number = pl.Series(np.arange(first_invoice, first_invoice + len(stretch.kind))).cast(pl.String)
    instant = f"{day} " + _MINUTES.gather(stretch.second // 60)
    customer = np.where(stretch.customer == GUEST, np.nan, FIRST_CUSTOMER + stretch.customer).astype(np.float64)
    by_invoice = pl.DataFrame(
        {
            "InvoiceNo": _PREFIXES.gather(stretch.kind) + number,
            "InvoiceDate": instant,
            "CustomerID": pl.Series(customer, nan_to_null=True),
            "Country": _COUNTRY_NAMES.gather(stretch.country),
        }
    )[line]
    frame = pl.DataFrame(
        [
            by_invoice["InvoiceNo"],
            catalogue.codes.gather(stretch.code).alias("StockCode"),
            texts.gather(stretch.text).alias("Description"),
            pl.Series("Quantity", stretch.quantity),
            by_invoice["InvoiceDate"],
            pl.Series("UnitPrice", stretch.pence / 100),
            by_invoice["CustomerID"],
            by_invoice["Country"],
        ]
    )
    kind = stretch.kind[line]
    guest = (stretch.customer == GUEST)[line]
    nameless = catalogue.blank_text[stretch.text]
    history = (kind == SALE) & (stretch.code < catalogue.first_charge)
    plain = (
        history
        & ~guest
        & (stretch.country != COUNTRIES.index("Unspecified"))[line]
        & ~catalogue.quoted_text()[stretch.text]
    )
    chunk = Chunk(frame, plain=plain, free_text=~history & ~nameless, guest=guest)
    flags = {
        "RETAIL_INVOICES_GUEST": guest,
        "RETAIL_INVOICES_ZERO_PRICE": stretch.pence == 0,
        "RETAIL_INVOICES_ADJUSTMENT": kind == ADJUSTMENT,
        "RETAIL_INVOICES_WRITE_OFF": (stretch.quantity < 0) & (kind != CANCELLATION),
        "RETAIL_INVOICES_CANCELLATION": kind == CANCELLATION,
        "RETAIL_INVOICES_DESCRIPTION_MISSING": nameless,
    }
    return Printable(stretch, chunk, stretch.quantity * stretch.pence * _PENCE_TO_AMOUNT, history, flags)
