"""Words the files are made of: Faker is asked once per process for each list, never once per row."""

from dataclasses import dataclass
from functools import cache

from faker import Faker

# Independent of the user's seed on purpose: the seed chooses among the words, so the lists are built once per process.
_WORD_SEED = 20_101_201


@dataclass(frozen=True)
class People:
    """Names and streets of the web shop's American customers."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    streets: tuple[str, ...]
    mail_domains: tuple[str, ...]


def _distinct(faker: Faker, method: str, count: int) -> tuple[str, ...]:
    """Collect distinct words of one Faker provider in the order they were drawn."""
    make = getattr(faker, method)
    words: dict[str, None] = {}
    for _ in range(count * 4):
        words.setdefault(str(make()), None)
        if len(words) == count:
            break
    return tuple(words)


@cache
def people() -> People:
    """Build the American name and street lists (about 0.2 s, once per process)."""
    faker = Faker("en_US")
    faker.seed_instance(_WORD_SEED)
    return People(
        first_names=_distinct(faker, "first_name", 400),
        last_names=_distinct(faker, "last_name", 700),
        streets=_distinct(faker, "street_name", 900),
        mail_domains=("email.com", "example.com", "example.org", "example.net", "mail.example.com"),
    )


@cache
def brands() -> tuple[str, ...]:
    """Build the brand names of the web shop's products."""
    faker = Faker("en_US")
    faker.seed_instance(_WORD_SEED + 1)
    return tuple(
        f"{name}{ending}" for name, ending in zip(_distinct(faker, "last_name", 60), _ENDINGS * 10, strict=True)
    )


_ENDINGS = ("Max", "Tech", "Wear", "Life", "Craft", "Up")

# City, state and the zip codes' first three digits belong together; Faker draws the three independently.
CITIES: tuple[tuple[str, str, str], ...] = (
    ("New York", "NY", "100"),
    ("Los Angeles", "CA", "900"),
    ("Chicago", "IL", "606"),
    ("Houston", "TX", "770"),
    ("Phoenix", "AZ", "850"),
    ("Philadelphia", "PA", "191"),
    ("San Antonio", "TX", "782"),
    ("San Diego", "CA", "921"),
    ("Dallas", "TX", "752"),
    ("San Jose", "CA", "951"),
    ("Austin", "TX", "787"),
    ("Jacksonville", "FL", "322"),
    ("Fort Worth", "TX", "761"),
    ("Columbus", "OH", "432"),
    ("Charlotte", "NC", "282"),
    ("Seattle", "WA", "981"),
    ("Denver", "CO", "802"),
    ("Washington", "DC", "200"),
    ("Boston", "MA", "021"),
    ("Nashville", "TN", "372"),
    ("Portland", "OR", "972"),
    ("Las Vegas", "NV", "891"),
    ("Memphis", "TN", "381"),
    ("Baltimore", "MD", "212"),
    ("Milwaukee", "WI", "532"),
    ("Albuquerque", "NM", "871"),
    ("Tucson", "AZ", "857"),
    ("Sacramento", "CA", "958"),
    ("Kansas City", "MO", "641"),
    ("Atlanta", "GA", "303"),
    ("Omaha", "NE", "681"),
    ("Raleigh", "NC", "276"),
    ("Miami", "FL", "331"),
    ("Minneapolis", "MN", "554"),
    ("Tampa", "FL", "336"),
    ("New Orleans", "LA", "701"),
    ("Honolulu", "HI", "968"),
    ("Providence", "RI", "029"),
    ("Hartford", "CT", "061"),
    ("Newark", "NJ", "071"),
)
WAREHOUSES: tuple[tuple[str, str], ...] = tuple(
    (f"WH{number:03d}", f"{CITIES[number - 1][0]} Warehouse") for number in range(1, 10)
)
