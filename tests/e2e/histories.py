"""What a history must be, computed in plain Python from the statements of files, and the truth of the generator."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from tests.database import query

NEW_YORK = ZoneInfo("America/New_York")
ZONES = {"retail": "Europe/London", "storefront": "America/New_York", "markets": "UTC", "app": "UTC"}


@dataclass(frozen=True)
class Version:
    """What holds of a key from one UTC time to another, which is None while it holds."""

    value: str
    valid_from: datetime
    valid_to: datetime | None


def in_utc(local: datetime, zone: ZoneInfo = NEW_YORK) -> datetime:
    """A local time in UTC: of an hour that comes twice the second one, of one that is left out as if it was not."""
    early, late = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(early, late).replace(tzinfo=None) if early < late else early.replace(tzinfo=None)


def histories(files: Mapping[date, Iterable[tuple[str, datetime, str]]]) -> dict[str, list[Version]]:
    """The versions of each key, from files that list all keys: rows as (key, local time, value), by the file's day."""
    days = sorted(files)
    said: dict[str, dict[date, list[tuple[datetime, str]]]] = defaultdict(lambda: defaultdict(list))
    for day in days:
        for key, local, value in files[day]:
            said[key][day].append((in_utc(local), value))
    every = {key: _history(by_day, days) for key, by_day in said.items()}
    return {key: versions for key, versions in every.items() if versions}


def _history(by_day: Mapping[date, list[tuple[datetime, str]]], days: list[date]) -> list[Version]:
    """Walk through what was said in order of time, of one instant the last, and close what a file lacks."""
    starts = {day: in_utc(datetime.combine(day, time())) for day in days}
    after = dict(pairwise(days))
    events: dict[datetime, tuple[date, int, str | None]] = {}
    missed: datetime | None = None
    for day in days:
        if day in by_day:
            for row, (at, value) in enumerate(by_day[day]):
                back = starts[day] if missed and at < missed else at
                _say(events, back, (day, row, value))
            missed = None
            following = after.get(day)
            if following and following not in by_day:
                missed = starts[following]
                _say(events, missed, (following, -1, None))
    return _merged({at: value for at, (_, _, value) in events.items()})


def _merged(said: Mapping[datetime, str | None]) -> list[Version]:
    """The versions of a key from what holds since when: who repeats what was said makes no version, None closes one."""
    versions: list[Version] = []
    current: str | None = None
    for at in sorted(said):
        value = said[at]
        if value == current:
            continue
        if current is not None:
            versions[-1] = Version(current, versions[-1].valid_from, at)
        if value is not None:
            versions.append(Version(value, at, None))
        current = value
    return versions


def _say(
    events: dict[datetime, tuple[date, int, str | None]], at: datetime, said: tuple[date, int, str | None]
) -> None:
    if at not in events or events[at][:2] < said[:2]:
        events[at] = said


def order_histories(
    files: Mapping[date, Iterable[tuple[str, datetime, str]]], placed: date | None = None
) -> dict[str, list[Version]]:
    """The versions of orders of one day, from the files that show them: (key, local time, value), by the file's day.

    Of parcels as well: nobody says on which day one was ordered.

    A first file is believed that its record is older than itself. A later one shows the same record again, so what it
    says is so since its own day. An order is what the last file says, whatever the times of its records.
    """
    said: dict[str, list[tuple[date, datetime, int, str]]] = defaultdict(list)
    for day in files:
        for row, (key, local, value) in enumerate(files[day]):
            said[key].append((day, local, row, value))
    return {key: _merged(_holding_since(rows, placed)) for key, rows in said.items()}


def _holding_since(rows: list[tuple[date, datetime, int, str]], placed: date | None) -> dict[datetime, str | None]:
    out: dict[datetime, str | None] = {}
    first = min(day for day, *_ in rows)
    latest = datetime.min  # noqa: DTZ901, naive as all times in UTC here
    for day, local, _, value in sorted(rows, key=lambda row: (row[0], in_utc(row[1]), row[2])):
        midnight = datetime.combine(day, time())
        shown = local if day == first and local.date() <= day else midnight
        latest = max(latest, in_utc(shown))
        if placed:
            latest = max(latest, in_utc(local if local.date() == placed else datetime.combine(placed, time())))
        out[latest] = value
    return out


def history_differences(truth: dict[str, Any]) -> list[str]:
    """Keys of the generator's shops whose versions do not begin when their rows were first shown."""
    out = []
    for kind in ("customers", "products"):
        key = f"{kind[:-1]}_id"
        for shop, zone in ZONES.items():
            rows = query(
                f"""
                select {key}, array_agg(to_char(valid_from, 'YYYY-MM-DD"T"HH24:MI:SS') order by valid_from)
                from (
                    select *, timezone(%s, timezone('UTC', dbt_valid_from)) as valid_from
                    from snapshots.snp_{shop}__{kind}
                ) as versions
                group by 1
                """,
                [zone],
            )
            found = dict(rows)
            expected = {
                entry[key]: [version["valid_from"] for version in entry["versions"]]
                for entry in truth[kind]
                if entry[key].startswith((f"{shop}:", f"{shop}."))
            }
            # The truth tells no versions of who has no attributes.
            out += [f"{name}: not expected" for name in found.keys() - expected.keys()]
            out += [f"{name}: no history" for name in expected.keys() - found.keys()]
            out += [
                f"{name}: {found[name]}, expected {starts}"
                for name, starts in expected.items()
                if starts and name in found and found[name] != starts
            ]
    return out
