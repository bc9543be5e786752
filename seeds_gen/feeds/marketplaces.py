"""The two marketplaces: their money, clocks and numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Market:
    """One marketplace.

    Attributes:
        name: As in the path.
        symbol: As its files write the currency.
        currency: ISO code.
        utc_hours: How far its clocks are ahead of UTC; neither country changes them.
        prefix: First letters of its SKUs.
        price_factor: What a price of the catalogue below is multiplied by.
        price_step: Prices are multiples of this many units.
        tax_percent: Tax on the categories that are taxed.
        languages: Languages of its app, the most frequent first.
        payments: Ways to pay, the most frequent first; the last is on credit.
        far_away: Share of the orders whose distance was measured to nowhere, as thousands of kilometres.
        damaged: Whether a spreadsheet has been at its delivery exports.
        first_order: Number of its first order.
        first_task: Number of its first delivery task.
        merchant: Its merchant number.
    """

    name: str
    symbol: str
    currency: str
    utc_hours: int
    prefix: str
    price_factor: int
    price_step: int
    tax_percent: int
    languages: tuple[str, ...]
    payments: tuple[str, ...]
    far_away: float
    damaged: bool
    first_order: int
    first_task: int
    merchant: int


MARKETS: tuple[Market, ...] = (
    Market(
        name="kenya",
        symbol="KSh",
        currency="KES",
        utc_hours=3,
        prefix="KE",
        price_factor=1,
        price_step=5,
        tax_percent=16,
        languages=("en", "sw"),
        payments=("CASH", "M-PESA", "Pay Later"),
        far_away=0.02,
        damaged=False,
        first_order=10_400_000,
        first_task=291_000_000,
        merchant=1_051_220,
    ),
    Market(
        name="nigeria",
        symbol="₦",
        currency="NGN",
        utc_hours=1,
        prefix="NG",
        price_factor=12,
        price_step=50,
        tax_percent=0,
        languages=("en",),
        payments=("CASH", "TRANSFER", "Pay Later"),
        far_away=0.6,
        damaged=True,
        first_order=11_700_000,
        first_task=371_000_000,
        merchant=1_048_907,
    ),
)
