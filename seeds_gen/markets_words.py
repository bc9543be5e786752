"""The two marketplaces: their money, clocks and numbers, and the words their files are made of."""

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

# Name, letters in the SKU, lowest and highest price in shillings, whether Kenya taxes it, weight in the assortment.
CATEGORIES: tuple[tuple[str, str, int, int, bool, int], ...] = (
    ("Flour & Sugar", "FS", 90, 2_400, False, 22),
    ("Rice & Cereals", "RC", 120, 3_600, False, 16),
    ("Cooking Fat & Oil", "OF", 150, 3_900, False, 14),
    ("Beverages", "BV", 40, 1_500, True, 12),
    ("Noodles & Spaghetti", "NO", 45, 900, False, 8),
    ("Milk & Eggs", "ME", 55, 800, False, 8),
    ("Soap & Detergents", "SD", 60, 1_900, True, 7),
    ("Salt & Seasoning", "SS", 20, 450, False, 5),
    ("Spreads", "SP", 95, 650, True, 4),
    ("Household", "HH", 70, 2_200, True, 4),
)

# Group, option, and the extra charge in shillings; the first of the list is no customization.
EXTRAS: tuple[tuple[str, str, int], ...] = (
    ("", "", 0),
    ("Packaging", "Gift box", 50),
    ("Packaging", "Crate", 80),
    ("Milling", "Fine", 30),
    ("Cutting", "Half pieces", 20),
)
PROMOTIONS = ("", "KARIBU", "FRIDAY10", "RESTOCK")
REASONS = ("Customer changed mind", "Out of stock", "Rider not available", "Wrong address")
REVIEWS = ("Good service", "Late but fine", "Bag was torn", "Asante sana", "Will order again")
PLATFORMS = ("WEB", "ANDROID", "IOS")
_REQUESTS = (
    "Call {} at the gate",
    "Leave with the guard, {}",
    "{} is the shop's number",
    "Blue kiosk behind the stage; ring {}",
)


def requests(market: Market) -> tuple[str, ...]:
    """Return what customers ask of the rider, phone numbers included; nothing, `null` and `-` come first."""
    start = "07" if market.name == "kenya" else "080"
    numbers = (f"{start}{(number * 7_654_321) % 10**8:08d}" for number in range(1, 61))
    return ("", "null", "-", *(_REQUESTS[at % len(_REQUESTS)].format(phone) for at, phone in enumerate(numbers)))
