"""Words of the gift shop: descriptions, countries, charges, notes."""

from functools import cache

_COLOURS = (
    "WHITE", "RED", "BLUE", "PINK", "CREAM", "IVORY", "GREEN", "BLACK", "SILVER", "GOLD", "PURPLE", "TURQUOISE",
    "RED RETROSPOT", "BLUE POLKADOT", "PINK FLORAL", "GREEN GINGHAM", "ANTIQUE", "VINTAGE", "RUSTIC", "ASSORTED COLOUR",
)  # fmt: skip
_STYLES = (
    "HANGING", "WOODEN", "METAL", "GLASS", "KNITTED", "CERAMIC", "ENAMEL", "PAPER", "SMALL", "LARGE", "MINI", "JUMBO",
    "FOLDING", "WICKER", "FELT", "COTTON", "ZINC", "FLORAL", "STRIPED", "LATTICE", "BAKELIKE", "FRENCH", "SWEETHEART",
)  # fmt: skip
_THINGS = (
    "T-LIGHT HOLDER", "LANTERN", "COAT HANGER", "HOT WATER BOTTLE", "CAKESTAND 3 TIER", "HAND WARMER", "BIRD ORNAMENT",
    "DOORMAT", "RECIPE BOX", "JAM MAKING SET", "ALARM CLOCK", "LUNCH BOX", "TOTE BAG", "CUSHION COVER", "DRAWER KNOB",
    "PHOTO FRAME", "NAPKINS", "TEA TOWELS", "CANDLE POT", "PARTY BUNTING", "STORAGE TIN", "MUG COSY", "JIGSAW BLOCKS",
    "HEART DECORATION", "GARLAND", "EGG CUP", "TEAPOT", "SEWING KIT", "PURSE", "NOTEBOOK", "PLAYING CARDS",
    "WALL CLOCK",
)  # fmt: skip
_FRAMED = (
    "{0}", "{0}", "{0}", "{0}", "{0}", "{0}", "{0}", "{0} ", "{0} ", "{0}.", "SET OF 6 {0}", "SET/4 {0}",
    "SET  OF 3 {0}", "BOX OF 12 {0}", "PACK OF 72 {0}", "{0}", "{0}", "{0}", "{0}", "{0}  ",
)  # fmt: skip
_AWKWARD = ("{0}, DOUBLE", 'LARGE "{0}"', "KEY FOB , {0} ", "{0}, ", '{0} 7" SINGLE SIZE ')

# Shares of the lines of real months, roughly; the small ones rounded up so that each country appears.
COUNTRY_WEIGHTS: tuple[tuple[str, float], ...] = (
    ("United Kingdom", 900), ("Germany", 18), ("France", 16), ("EIRE", 14), ("Spain", 5), ("Netherlands", 5),
    ("Belgium", 4), ("Switzerland", 4), ("Portugal", 3), ("Australia", 3), ("Norway", 3), ("Channel Islands", 3),
    ("Italy", 2), ("Finland", 2), ("Cyprus", 2), ("Sweden", 2), ("Unspecified", 2), ("Austria", 1), ("Denmark", 1),
    ("Japan", 1), ("Poland", 1), ("Israel", 1), ("USA", 1), ("Singapore", 1), ("Iceland", 1), ("Canada", 1),
    ("Greece", 1), ("Malta", 1), ("United Arab Emirates", 1), ("European Community", 1), ("RSA", 1), ("Lebanon", 1),
    ("Brazil", 1), ("Lithuania", 1), ("Bahrain", 1),
)  # fmt: skip
COUNTRIES: tuple[str, ...] = tuple(name for name, _ in COUNTRY_WEIGHTS)
HOME_COUNTRY = 0
ISLAND_COUNTRIES = (COUNTRIES.index("EIRE"), COUNTRIES.index("Channel Islands"))

# Codes that are not products, as written, each with the description the shop gives it.
CHARGES: tuple[tuple[str, str], ...] = (
    ("POST", "POSTAGE"),
    ("DOT", "DOTCOM POSTAGE"),
    ("C2", "CARRIAGE"),
    ("M", "Manual"),
    ("m", "Manual"),
    ("D", "Discount"),
    ("S", "SAMPLES"),
    ("B", "Adjust bad debt"),
    ("BANK CHARGES", "Bank Charges"),
    ("AMAZONFEE", "AMAZON FEE"),
    ("CRUK", "CRUK Commission"),
    ("PADS", "PADS TO MATCH ALL CUSHIONS"),
    ("gift_0001_10", "Dotcomgiftshop Gift Voucher £10.00"),
    ("gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00"),
    ("gift_0001_50", "Dotcomgiftshop Gift Voucher £50.00"),
    ("DCGS0003", "BOXED GLASS ASHTRAY"),
    ("DCGS0076", "SUNJAR LED NIGHT NIGHT LIGHT"),
)
CHARGE_INDEX: dict[str, int] = {code: number for number, (code, _) in enumerate(CHARGES)}

# What staff type over the description of a stock correction; most of them type nothing.
NOTES: tuple[str, ...] = ("", "", "", "", "", "damages", "?", "lost", "check", "thrown away", "found", "amazon")

PRICE_POINTS: tuple[int, ...] = (
    19, 29, 39, 42, 55, 65, 85, 95, 105, 125, 145, 165, 169, 195, 210, 225, 255, 295, 339, 375, 395, 425, 465, 495,
    545, 595, 645, 675, 765, 795, 825, 850, 895, 995, 1075, 1275, 1495, 1695, 1895, 2495, 2995, 3995,
)  # fmt: skip


@cache
def plain_descriptions() -> tuple[str, ...]:
    """Build every ordinary description once: capitals, at most 35 characters, blanks where they should not be."""
    bare = [f"{colour} {style} {thing}" for thing in _THINGS for style in _STYLES for colour in _COLOURS]
    framed = (_FRAMED[number % len(_FRAMED)].format(text) for number, text in enumerate(bare))
    return tuple(dict.fromkeys(text for text in framed if len(text) <= 35))


@cache
def awkward_descriptions() -> tuple[str, ...]:
    """Build the descriptions with commas and quotes in them, which the file has to quote."""
    bare = [f"{style} {thing}" for style in _STYLES for thing in _THINGS]
    return tuple(_AWKWARD[number % len(_AWKWARD)].format(text) for number, text in enumerate(bare))
