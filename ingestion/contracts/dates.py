"""The day that a file's name says, by the patterns a contract names."""

import re
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator

_PARTS = {"YYYY": "(?P<year>[0-9]{4})", "MM": "(?P<month>[0-9]{2})", "DD": "(?P<day>[0-9]{2})"}


def _checked(pattern: str) -> str:
    if sorted(re.findall("Y+|M+|D+", pattern)) != ["DD", "MM", "YYYY"] or re.search("[^YMD._ -]", pattern):
        raise ValueError(f"{pattern!r} must be YYYY, MM and DD in some order, with `-`, `_`, `.` or a blank between")
    return pattern


DatePattern = Annotated[str, AfterValidator(_checked)]


def date_in_name(path: str, patterns: tuple[str, ...]) -> date | None:
    """The day in the name of a file: `31-01-2024.csv` by `DD-MM-YYYY`; of a name with several the latest.

    None where no pattern fits, and for a day that does not exist.
    """
    name = PurePosixPath(path).name
    found = [day for pattern in patterns for match in _regex(pattern).finditer(name) if (day := _date(match))]
    return max(found, default=None)


@lru_cache
def _regex(pattern: str) -> re.Pattern[str]:
    text = re.escape(pattern)
    for part, digits in _PARTS.items():
        text = text.replace(part, digits)
    # A longer run of digits is a number of something else.
    return re.compile(f"(?<![0-9]){text}(?![0-9])")


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
