"""Words of the marketplaces' files: goods, extras, promotions, and what customers ask for."""

from seeds_gen.feeds.marketplaces import Market

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
