"""What readers saw at a moment is what is built for that moment afterwards, whatever was learnt meanwhile."""

import os
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from ingestion import ingest
from orchestration.rebuild import rebuild
from tests.database import query
from tests.e2e import deliveries, pipeline
from tests.e2e.deliveries import DELIVERIES
from tests.e2e.document import follow
from tests.e2e.truth import LASTING, content_hashes
from tests.reliability import loader, runs
from warehouse.connect import connect_admin
from warehouse.settings import WarehouseSettings

NAME = "known_then"
# What was seen at a moment: hashes of marts, facts, dimensions, histories, and of what says what became of each file.
SEEN = (*LASTING, "observability")
Seen = tuple[datetime, dict[str, str]]


@pytest.fixture
def no_database_left(server_home: Path) -> Iterator[None]:
    """The server is that of other tests, too."""
    yield
    # Not the settings of the environment: by now it is no test's any more.
    with connect_admin(WarehouseSettings(home=server_home, database_url=None), autocommit=True) as connection:
        connection.execute(f"drop database if exists {NAME} with (force)".encode())


def look() -> Seen:
    return query("select clock_timestamp()")[0][0], content_hashes(SEEN)


def differences(settings: WarehouseSettings, seen: Seen) -> list[str]:
    """What is other in a rebuild for the moment than it was seen then."""
    moment, expected = seen
    made = rebuild(settings, moment, NAME)
    assert made.built.outcome is not None
    assert [failure.message for failure in made.built.outcome.failures] == []
    found = content_hashes(SEEN, database=NAME)
    assert len(expected) > 60
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


@pytest.mark.usefixtures("no_database_left")
def test_two_moments_before_files_were_withdrawn_corrected_released_mended_and_replayed(
    four_shops: WarehouseSettings,
) -> None:
    first = look()
    for deliver in (deliveries.corrections, deliveries.damage, deliveries.withdrawal):
        deliver()
        ingest()
    pipeline.run()
    second = look()
    for deliver in (deliveries.mending, deliveries.replayed, deliveries.copies, deliveries.corrected_copy):
        deliver()
        ingest()
    deliveries.returned()
    ingest()
    # Killed once everything is copied: what it left is replaced by the next one.
    process = loader.start(dict(os.environ), "ingestion.load.known:copy_known", after=True, work=runs.rebuild_now)
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert query("select count(*) > 0 from ops.files", database=NAME) == [(True,)]
    assert differences(four_shops, first) == []
    assert differences(four_shops, second) == []
    assert first[1] != second[1]
    assert content_hashes(SEEN) == second[1], "the warehouse itself is as it was"


@pytest.mark.reliability
def test_the_document_asks_what_was_known(copy: Path) -> None:
    follow("docs/time-travel.md", copy)


@pytest.mark.reliability
@pytest.mark.usefixtures("no_database_left")
def test_ten_moments(warehouse: WarehouseSettings) -> None:
    seen = []
    for deliver in DELIVERIES:
        deliver()
        pipeline.run()
        seen.append(look())
    assert len({tuple(sorted(hashes.items())) for _, hashes in seen}) == len(DELIVERIES)
    for number, one in enumerate(seen, 1):
        assert differences(warehouse, one) == [], f"delivery {number}"
