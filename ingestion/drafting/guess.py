"""Guess what a sample cannot say: raw names, the natural key, which columns hold personal data. Pure functions."""

import itertools
import re
from collections.abc import Iterable, Sequence

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
# E-mail anywhere; a phone number with its + or leading 0, alone or beside words; a number with the name of a street.
_PERSONAL = {
    "e-mail addresses": re.compile(r"[\w+-]@[\w-]+\.\w"),
    "phone numbers": re.compile(
        r"(?<![\w+.-])\+\d(?:[ ().-]{0,2}\d){7,13}(?!\d)"
        r"|^0\d(?:[ ()-]?\d){7,11}$"
        r"|[^\W\d_]{2}[\s:,;(]{1,3}0\d(?:[ ()-]?\d){7,11}(?!\d)"
        r"|(?<![\w.,+-])0\d(?:[ ()-]?\d){7,11}[\s:,;)]{1,3}[^\W\d_]{2}"
    ),
    "addresses": re.compile(
        r"\b\d{1,5}[a-z]?,? +(?:[^\W\d_][\w'.-]* +){1,4}(?:street|st|road|rd|avenue|ave|lane|boulevard|blvd|estate)\b"
        r"|\bp\.? ?o\.? box \d",
        re.IGNORECASE,
    ),
}
# Of the keys of a sample some may be split by its end, or have lost a row.
_MOSTLY = 0.95
# A person is told of at the beginning of a text, or in another row.
_LONGEST_TEXT = 500
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


def personal_content(values: Iterable[str | None]) -> str | None:
    """What is in a column that is about a person, whatever it is called; None when nothing is."""
    texts = [value[:_LONGEST_TEXT] for value in values if value]
    for what, pattern in _PERSONAL.items():
        if any(pattern.search(text) for text in texts):
            return what
    return None


def natural_key(columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The fewest columns that look like a key and tell all rows of the sample apart; empty when none do.

    One row tells nothing, and a column that is empty somewhere is no part of a key.
    """
    if len(rows) < 2:
        return []
    able = [name for name in columns if _words(name) and _words(name)[-1] in _KEY_WORDS and _is_filled(name, rows)]
    for width in range(1, _WIDEST_KEY + 1):
        for names in itertools.combinations(able[:10], width):
            if _tells_apart(names, rows):
                return list(names)
    # A number that counts anew within each key is the rest of one, whatever it is called.
    others = [name for name in columns if name not in able and _is_filled(name, rows)]
    for key, name in itertools.product(able[:10], others):
        if _tells_apart((key, name), rows) and _counts_within(key, name, rows):
            return [key, name]
    return []


def _tells_apart(names: Sequence[str], rows: Sequence[Row]) -> bool:
    return len({tuple(row[name] for name in names) for row in rows}) == len(rows)


def _counts_within(key: str, name: str, rows: Sequence[Row]) -> bool:
    """Whether a column counts from 0 or 1 on within each value of another, whatever the order of the rows."""
    found: dict[str | None, list[int]] = {}
    for row in rows:
        text = row[name] or ""
        if not re.fullmatch("[0-9]{1,4}", text):
            return False
        found.setdefault(row[key], []).append(int(text))
    counts = [sorted(numbers) for numbers in found.values()]
    first = min(numbers[0] for numbers in counts)
    whole = sum(numbers == list(range(first, first + len(numbers))) for numbers in counts)
    return first in (0, 1) and whole >= _MOSTLY * len(counts)


def _is_filled(name: str, rows: Sequence[Row]) -> bool:
    return all(row.get(name) is not None for row in rows)


def _words(name: str) -> list[str]:
    """A name's words in lower case: `CustomerID` and `customer-id` are both customer and id."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word for word in re.split(r"[^a-z0-9]+", apart.lower()) if word]
