"""Guess what a sample cannot say: raw names, the natural key, which columns hold personal data. Pure functions."""

import itertools
import re
from collections.abc import Sequence

from ingestion.drafting.sample import Row

_LONGEST_NAME = 55
# Words of a name that make a column part of a key, and those that make it personal.
_KEY_WORDS = {"id", "no", "nr", "number", "key", "code", "sku", "uuid", "guid", "ref", "reference"}
_PERSONAL_WORDS = {
    *("email", "mail", "phone", "mobile", "telephone", "tel", "fax", "whatsapp"),
    *("surname", "forename", "fullname", "firstname", "lastname", "contact", "recipient"),
    *("address", "street", "birth", "birthday", "birthdate", "dob", "passport", "ssn", "iban", "ip"),
    *("latitude", "longitude", "lat", "lon", "lng", "gps"),
}
_PERSONS = {"first", "last", "middle", "full", "customer", "client", "user", "buyer", "contact", "agent", "driver"}
# A key of more columns than this is a row, not a key.
_WIDEST_KEY = 3


def raw_names(columns: Sequence[str]) -> list[str]:
    """Spell headers as columns of the raw table: `Distance (in km)` becomes `distance_in_km`."""
    taken: set[str] = set()
    out = []
    for place, name in enumerate(columns, start=1):
        plain = "_".join(_words(name)) or f"column_{place}"
        stem = (plain if plain[0].isalpha() else f"x_{plain}")[:_LONGEST_NAME].rstrip("_")
        raw = next(
            raw for raw in (stem, *(f"{stem[: _LONGEST_NAME - 4]}_{n}" for n in range(2, 1100))) if raw not in taken
        )
        taken.add(raw)
        out.append(raw)
    return out


def is_personal(column: str) -> bool:
    """Whether the name of a column says that it is about a person."""
    words = set(_words(column))
    return bool(words & _PERSONAL_WORDS) or ("name" in words and bool(words & _PERSONS))


def natural_key(columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The fewest columns that look like a key and tell all rows of the sample apart; empty when none do.

    One row tells nothing, and a column that is empty somewhere is no part of a key.
    """
    if len(rows) < 2:
        return []
    able = [name for name in columns if _words(name) and _words(name)[-1] in _KEY_WORDS and _is_filled(name, rows)]
    for width in range(1, _WIDEST_KEY + 1):
        for names in itertools.combinations(able[:10], width):
            if len({tuple(row[name] for name in names) for row in rows}) == len(rows):
                return list(names)
    return []


def _is_filled(name: str, rows: Sequence[Row]) -> bool:
    return all(row.get(name) is not None for row in rows)


def _words(name: str) -> list[str]:
    """A name's words in lower case: `CustomerID` and `customer-id` are both customer and id."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word for word in re.split(r"[^a-z0-9]+", apart.lower()) if word]
