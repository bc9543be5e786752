"""The warehouse as it was known at an earlier moment, in a database of its own. `tillhouse rebuild` is this."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from orchestration.transform.build import Built, build
from warehouse import databases, schema, server
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings


@dataclass(frozen=True)
class Rebuild:
    """What one rebuild made: what was copied of what counted at `moment`, and the build of it."""

    database: str
    moment: datetime
    files: int
    rows: int
    built: Built


def read_moment(text: str) -> datetime:
    """The moment a text names; without a zone it is in UTC, as all times of the warehouse, a day alone is its midnight.

    Raises:
        TillhouseError: it names none.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    except ValueError:
        raise TillhouseError(
            f"{text!r} is no moment", "write it as 2025-01-15, '2025-01-15 18:30' (UTC) or 2025-01-15T18:30+02:00"
        ) from None


def rebuild(
    settings: WarehouseSettings,
    moment: datetime,
    name: str,
    *,
    on_step: Callable[[int, int], None] = lambda done, total: None,
    on_build: Callable[[Any], None] | None = None,
) -> Rebuild:
    """Copy what the ledger knew at a moment into the database `name`, and build everything there with all gates.

    The warehouse itself is only read, and its builds and loads go on. What is in a database of this name that an
    earlier rebuild made, complete or not, is replaced.

    Raises:
        TillhouseError: nothing is known of the moment, or the name cannot be taken.
    """
    from ingestion.load.known import check_known, copy_known

    server.up(settings)
    check_known(settings, moment)
    into = databases.create(settings, name, moment)
    schema.ensure(into)
    known = copy_known(settings, into, moment, on_step)
    built = build(into, started_by="tillhouse rebuild", on_event=on_build)
    return Rebuild(name, moment, known.files, known.rows, built)
