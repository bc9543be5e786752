"""Which version of a customer or product was seen when: the expected history, kept as plain integer arrays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Seen:
    """The versions that some accepted row showed, sorted by entity and then by the time they were first seen."""

    version: Ints
    entity: Ints
    first: Ints
    attributes: Ints


class Versions:
    """All versions of the entities of one kind, numbered in the order in which they came to be.

    A version is a vector of `width` integers that someone else knows how to turn into text. It is part of the expected
    history once an accepted row has shown it, from the time of the earliest such row.
    """

    def __init__(self, width: int) -> None:
        """Start without versions."""
        self._count = 0
        self._entity = np.empty(0, dtype=np.int64)
        self._first = np.empty(0, dtype=np.int64)
        self._attributes = np.empty((0, width), dtype=np.int64)

    def add(self, entities: Ints, attributes: Ints) -> Ints:
        """Register one new version for each entity; returns their numbers."""
        numbers = np.arange(self._count, self._count + len(entities))
        self._count += len(entities)
        self._grow()
        self._entity[numbers] = entities
        self._attributes[numbers] = attributes
        return numbers

    def observe(self, numbers: Ints, times: Ints) -> None:
        """Note that accepted rows showed these versions at these times (seconds since the epoch, local)."""
        np.minimum.at(self._first, numbers, times)

    def seen(self) -> Seen:
        """Return what was observed, in the order in which a history is read."""
        version = np.flatnonzero(self._first[: self._count] != _NEVER)
        order = np.lexsort((version, self._first[version], self._entity[version]))
        version = version[order]
        return Seen(version, self._entity[version], self._first[version], self._attributes[version])

    def _grow(self) -> None:
        """Make room, doubling, so that adding stays cheap and memory stays proportional to the versions."""
        missing = self._count - len(self._entity)
        if missing <= 0:
            return
        extra = max(missing, len(self._entity), 1024)
        self._entity = np.concatenate([self._entity, np.zeros(extra, dtype=np.int64)])
        self._first = np.concatenate([self._first, np.full(extra, _NEVER, dtype=np.int64)])
        blank = np.zeros((extra, self._attributes.shape[1]), dtype=np.int64)
        self._attributes = np.concatenate([self._attributes, blank])


def runs(entities: Ints) -> Iterator[tuple[int, slice]]:
    """Yield each entity with the slice of its versions, from an array sorted by entity."""
    if not len(entities):
        return
    starts = np.flatnonzero(np.diff(entities, prepend=entities[0] - 1))
    ends = np.append(starts[1:], len(entities))
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        yield int(entities[start]), slice(start, end)


class Timeline:
    """The versions of one kind of entity, the one each entity has now, and exceptions a damaged row showed once."""

    def __init__(self, width: int) -> None:
        """Start without entities."""
        self.versions = Versions(width)
        self.exceptions: dict[int, Mapping[str, str | int | None]] = {}
        self._current: Ints = np.empty(0, dtype=np.int64)

    def append(self, attributes: Ints) -> None:
        """Let new entities appear, numbered after the ones there are."""
        numbers = np.arange(len(self._current), len(self._current) + len(attributes))
        self._current = np.concatenate([self._current, self.versions.add(numbers, attributes)])

    def change(self, entities: Ints, attributes: Ints) -> None:
        """Give entities new versions."""
        self._current[entities] = self.versions.add(entities, attributes)

    def observe(
        self,
        entities: Ints,
        times: Ints,
        accepted: Bools,
        attributes: Ints,
        overrides: Mapping[int, Mapping[str, str | int | None]],
    ) -> None:
        """Note the rows of a file; `overrides` are the attributes of rows that differ from what the entity really has.

        After such a row the entity's true version starts anew: the next file shows it again.
        """
        true_rows = accepted.copy()
        for row, override in overrides.items():
            true_rows[row] = False
            only = slice(row, row + 1)
            shown = self.versions.add(entities[only], attributes[only])
            self.exceptions[int(shown[0])] = override
            self.versions.observe(shown, times[only])
        self.versions.observe(self._current[entities[true_rows]], times[true_rows])
        for row in overrides:
            self.change(entities[row : row + 1], attributes[row : row + 1])
