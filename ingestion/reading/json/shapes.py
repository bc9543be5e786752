"""Recognise objects that look like those before them: one pattern takes a whole object apart in one step.

The objects of a feed have the same keys in the same order, some of them left out. A shape is such an order; it is
learnt from objects that were parsed exactly, and matches sound JSON only, with every key once. What no shape matches
is parsed exactly.
"""

import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from ingestion.contracts.model import fold
from ingestion.reading.json.elements import Member
from ingestion.reading.json.grammar import SPACE, value
from ingestion.reading.json.values import embedded, quoted

# Compiling a pattern takes as long as parsing thousands of objects.
_LEARN_AFTER = 200
_MOST_SHAPES = 8
_MOST_KEYS = 200
_MOST_PATTERNS = 40
# The pattern of a value grows fivefold with each level that it may nest.
_MOST_DEPTH = 3
# Escapes that may stand for no character: those objects are parsed exactly.
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")

Match = re.Match[bytes]


class Shape:
    """Keys in the order they come, the first always there."""

    def __init__(self, members: Sequence[Member]) -> None:
        """Begin with the keys of one object."""
        self.written = [member.written for member in members]
        self.keys = [member.key for member in members]
        self._depth = {member.written: min(member.depth, _MOST_DEPTH) for member in members}
        self.pattern = self._compile()
        self.is_placed = False
        self.arrange: Callable[[Sequence[bytes]], tuple[bytes, ...]] = tuple

    def takes(self, members: Sequence[Member]) -> bool:
        """Grow by the keys of another object where its order allows it; False when it does not."""
        if members[0].written != self.written[0]:
            return False
        written, keys, last = list(self.written), list(self.keys), -1
        for member in members:
            if member.written in written:
                place = written.index(member.written)
                if place <= last:
                    return False
            else:
                place = last + 1
                written.insert(place, member.written)
                keys.insert(place, member.key)
            last = place
        if len(keys) > _MOST_KEYS or len({fold(key) for key in keys}) < len(keys):
            return False
        self.written, self.keys = written, keys
        for member in members:
            self._depth[member.written] = max(self._depth.get(member.written, 0), min(member.depth, _MOST_DEPTH))
        self.pattern = self._compile()
        self.is_placed = False
        return True

    def fields(self, match: Match) -> tuple[bytes, ...] | None:
        """The csv fields of a matched object in the order of its columns; None when it must be parsed exactly."""
        whole, values = match[0], [*match.groups(b""), b""]
        if b"\\" in whole:
            if _SUSPECT.search(whole):
                return None
            values = [quoted(field) if field[:1] == b'"' and b"\\" in field else field for field in values]
        for group in self._nested_groups:
            if values[group][:1] in (b"{", b"["):
                values[group] = embedded(values[group])
        return self.arrange(values)

    def place(self, places: Sequence[int], width: int) -> None:
        """Say which of `width` columns each key feeds; columns without a key are empty.

        A last empty field is added: what follows the fields in a row then begins after a comma in any case.
        """
        group_of = {place: group for group, place in enumerate(places)}
        empty = len(places)
        self.arrange = itemgetter(*(group_of.get(column, empty) for column in range(width)), empty)
        self.is_placed = True

    def _compile(self) -> re.Pattern[bytes]:
        self._nested_groups = [group for group, key in enumerate(self.written) if self._depth[key]]
        pattern = rb"\{" + SPACE
        for group, key in enumerate(self.written):
            member = rb"%b%b:%b(?:null|(%b))%b" % (re.escape(key), SPACE, SPACE, value(self._depth[key]), SPACE)
            pattern += rb"(?:,%b%b)?" % (SPACE, member) if group else member
        return re.compile(pattern + rb"\}")


class Shapes:
    """The shapes of one feed, the one that matched last in front."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._shapes: list[Shape] = []
        self._met = 0
        self._compiled = 0

    def match(self, data: bytes, position: int = 0) -> tuple[Shape, Match] | None:
        """The object that begins at `position`, when it has a known shape."""
        for place, shape in enumerate(self._shapes):
            match = shape.pattern.match(data, position)
            if match:
                if place:
                    self._shapes.insert(0, self._shapes.pop(place))
                return shape, match
        return None

    def forget_places(self) -> None:
        """The columns are others now: those of another file, or one more."""
        for shape in self._shapes:
            shape.is_placed = False

    def learn(self, members: Sequence[Member]) -> None:
        """Note an object that was parsed exactly, whose keys feed a column each."""
        self._met += 1
        is_full = self._compiled >= _MOST_PATTERNS
        if self._met < _LEARN_AFTER or is_full or not members or len(members) > _MOST_KEYS:
            return
        self._met = _LEARN_AFTER // 2
        self._compiled += 1
        if not any(shape.takes(members) for shape in self._shapes) and len(self._shapes) < _MOST_SHAPES:
            self._shapes.insert(0, Shape(members))
