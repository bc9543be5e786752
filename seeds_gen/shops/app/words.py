"""Words of the mobile shop: goods, places, devices and the ways people come in."""

# Name, category, typical price in dollars, share of the price that the shop pays for it.
KINDS: tuple[tuple[str, str, int, float], ...] = (
    ("Trail Backpack", "Outdoor", 84, 0.52),
    ("Two-Person Tent", "Outdoor", 189, 0.58),
    ("Sleeping Bag", "Outdoor", 109, 0.55),
    ("Head Torch", "Outdoor", 32, 0.45),
    ("Trekking Poles", "Outdoor", 64, 0.5),
    ("Thermos Flask", "Outdoor", 27, 0.42),
    ("Face Serum", "Beauty", 38, 0.3),
    ("Sun Cream", "Beauty", 18, 0.35),
    ("Hair Dryer", "Beauty", 59, 0.55),
    ("Bath Salts", "Beauty", 14, 0.32),
    ("Hand Balm", "Beauty", 11, 0.34),
    ("Linen Shirt", "Fashion", 49, 0.4),
    ("Wool Jumper", "Fashion", 79, 0.44),
    ("Leather Belt", "Fashion", 35, 0.38),
    ("Canvas Trainers", "Fashion", 69, 0.46),
    ("Rain Poncho", "Fashion", 29, 0.41),
    ("Picture Book", "Books & Games", 16, 0.56),
    ("Cookery Book", "Books & Games", 28, 0.57),
    ("Board Game", "Books & Games", 39, 0.52),
    ("Jigsaw Puzzle", "Books & Games", 22, 0.5),
    ("Card Game", "Books & Games", 12, 0.48),
    ("French Press", "Kitchen", 34, 0.47),
    ("Chef's Knife", "Kitchen", 74, 0.5),
    ("Cast Iron Pan", "Kitchen", 58, 0.54),
    ("Salad Bowl", "Kitchen", 31, 0.43),
    ("Bread Tin", "Kitchen", 19, 0.46),
    ("Dog Lead", "Pets", 17, 0.4),
    ("Cat Tree", "Pets", 92, 0.57),
    ("Bird Feeder", "Pets", 24, 0.44),
    ("Aquarium Lamp", "Pets", 46, 0.53),
)
STYLES = ("Alpine", "Coastal", "Harbour", "Meadow", "Nordic", "Orchard", "Summit", "Valley", "Willow", "Zephyr")
SUPPLIERS = (
    "Northgate Supply Co.", "Bluewater Trading", "Larkfield & Sons", "Pioneer Wholesale", "Greenline Imports",
    "Eastbay Goods", "Stonebridge Partners", "Hilltop Makers",
)  # fmt: skip
WAREHOUSES = ("Reno-1", "Columbus-2", "Rotterdam-1")

# Country, city, region, first figures of a postcode, sales tax in hundredths of a percent, weight.
PLACES: tuple[tuple[str, str, str, str, int, int], ...] = (
    ("US", "New York", "NY", "100", 888, 12),
    ("US", "Los Angeles", "CA", "900", 950, 11),
    ("US", "Chicago", "IL", "606", 1025, 8),
    ("US", "Houston", "TX", "770", 825, 7),
    ("US", "Seattle", "WA", "981", 1035, 6),
    ("US", "Portland", "OR", "972", 0, 5),
    ("US", "Denver", "CO", "802", 881, 5),
    ("US", "Miami", "FL", "331", 700, 6),
    ("US", "Boston", "MA", "021", 625, 5),
    ("CA", "Toronto", "ON", "M5", 1300, 6),
    ("CA", "Vancouver", "BC", "V6", 1200, 4),
    ("GB", "London", "England", "SW", 2000, 7),
    ("GB", "Edinburgh", "Scotland", "EH", 2000, 3),
    ("IE", "Dublin", "Leinster", "D0", 2300, 2),
    ("DE", "Berlin", "Berlin", "101", 1900, 4),
    ("DE", "München", "Bayern", "803", 1900, 3),
    ("FR", "Lyon", "Auvergne-Rhône-Alpes", "690", 2000, 3),
    ("AU", "Melbourne", "VIC", "30", 1000, 3),
)
# Type, operating system, browser, weight: a mobile shop, so the telephones lead.
DEVICES: tuple[tuple[str, str, str, int], ...] = (
    ("mobile", "iOS", "App", 30),
    ("mobile", "Android", "App", 31),
    ("mobile", "iOS", "Safari", 9),
    ("mobile", "Android", "Chrome", 9),
    ("tablet", "iPadOS", "Safari", 6),
    ("tablet", "Android", "Chrome", 3),
    ("desktop", "Windows", "Chrome", 6),
    ("desktop", "macOS", "Safari", 4),
    ("desktop", "Linux", "Firefox", 2),
)
# Where a visit came from, with weights; the app opened by hand names nothing.
REFERRERS: tuple[tuple[str | None, int], ...] = (
    (None, 38),
    ("https://www.google.com/", 22),
    ("https://www.instagram.com/", 12),
    ("push_notification", 11),
    ("newsletter", 9),
    ("https://www.pinterest.com/", 5),
    ("https://duckduckgo.com/", 3),
)
PAYMENT_METHODS: tuple[tuple[str, int], ...] = (
    ("credit_card", 40),
    ("apple_pay", 22),
    ("google_pay", 18),
    ("paypal", 15),
    ("gift_card", 5),
)
