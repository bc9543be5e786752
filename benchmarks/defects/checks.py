"""Which cross check finds which defect: rows that are fine by themselves and do not fit to others."""

from dataclasses import dataclass

from seeds_gen.answers.truth import Truth


@dataclass(frozen=True)
class Check:
    """A cross check of one source, and the feed in which the defect it finds is injected."""

    source: str
    name: str
    feed: str

    @property
    def key(self) -> str:
        """Its name among the observed checks."""
        return f"{self.source}.{self.name}"


# What a line of a marketplace's order comes to differs from its price in real life too, so that is not counted.
FOUND_BY: dict[str, tuple[Check, ...]] = {
    "orphan_customer": tuple(
        Check(source, "orphaned_orders_customer", "orders") for source in ("storefront", "markets", "app")
    ),
    "orphan_product": tuple(Check(source, "orphaned_orders_product", "orders") for source in ("storefront", "app")),
    "order_without_shipping": (
        Check("storefront", "orders_without_shipping", "shipping"),
        Check("markets", "orders_without_shipping", "deliveries"),
    ),
    "discontinued_product_order": tuple(
        Check(source, "discontinued_product_orders", "orders") for source in ("storefront", "app")
    ),
    "amount_outlier": tuple(Check(source, "unreasonable_orders", "orders") for source in ("storefront", "app")),
    "price_mismatch": tuple(Check(source, "price_mismatch", "orders") for source in ("storefront", "app")),
}


def injected(truth: Truth, defect: str, check: Check) -> int:
    """Rows with the defect in the files of the check's feed that count."""
    return sum(
        entry.defects.get(defect, 0)
        for entry in truth.files
        if (entry.source, entry.feed, entry.state) == (check.source, check.feed, "loaded")
    )
