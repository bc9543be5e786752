"""Which cross check finds which defect: rows that are fine by themselves and do not fit to others."""

from dataclasses import dataclass

from seeds_gen.truth import Truth


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


FOUND_BY: dict[str, tuple[Check, ...]] = {
    "orphan_customer": (Check("storefront", "orphaned_orders_customer", "orders"),),
    "orphan_product": (Check("storefront", "orphaned_orders_product", "orders"),),
    "order_without_shipping": (Check("storefront", "orders_without_shipping", "shipping"),),
    "discontinued_product_order": (Check("storefront", "discontinued_product_orders", "orders"),),
    "amount_outlier": (Check("storefront", "unreasonable_orders", "orders"),),
    "price_mismatch": (Check("storefront", "price_mismatch", "orders"),),
}


def injected(truth: Truth, defect: str, check: Check) -> int:
    """Rows with the defect in the files of the check's feed that count."""
    return sum(
        entry.defects.get(defect, 0)
        for entry in truth.files
        if (entry.source, entry.feed, entry.state) == (check.source, check.feed, "loaded")
    )
