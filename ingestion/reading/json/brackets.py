"""Find where JSON values end by their brackets, whether what is between them is sound or not."""

import re

# The characters that count, and strings without escapes, which are passed in one step. No loop of these patterns holds
# a group: Python before 3.11.5 gets such loops wrong.
_INSIDE_VALUE = re.compile(rb'"[^"\\]*+"|["{}\[\]]')
_OUTSIDE_VALUE = re.compile(rb'"[^"\\]*+"|["{}\[\],]')
_INSIDE_STRING = re.compile(rb'["\\]')


class Brackets:
    """Follows brackets and quotes from the beginning of a value on; the bytes may come piece by piece.

    Attributes:
        at: the place in the bytes up to which they were looked at.
        depth: how many brackets are open there; `deepest` is the most that were.
        in_string: whether that place is inside a string.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.depth = self.deepest = 0
        self.in_string = False

    def end(self, data: bytes, stop: int) -> int | None:
        """Where the value ends: behind its last bracket, or at a comma or a bracket that belongs to what is around it.

        None when it does not end before `stop`: it can be followed further when there is more.
        """
        while True:
            pattern = _INSIDE_STRING if self.in_string else _INSIDE_VALUE if self.depth else _OUTSIDE_VALUE
            match = pattern.search(data, self.at, stop)
            if match is None:
                self.at = stop
                return None
            mark, self.at = match[0], match.end()
            if len(mark) > 1:
                continue
            if mark == b"\\":
                if self.at == stop:
                    # What it escapes is not there yet.
                    self.at -= 1
                    return None
                self.at += 1
            elif mark == b'"':
                self.in_string = not self.in_string
            elif mark in (b"{", b"["):
                self.depth += 1
                self.deepest = max(self.deepest, self.depth)
            elif self.depth and mark in (b"}", b"]"):
                self.depth -= 1
                if self.depth == 0:
                    return self.at
            elif mark in (b",", b"]"):
                return self.at - 1


def end_of_nested(data: bytes, start: int, stop: int) -> int | None:
    """Where the object or array that begins at `start` ends; None when that is not before `stop`."""
    return Brackets(start).end(data, stop)


def end_by_count(data: bytes, start: int, stop: int) -> int | None:
    """Where the object that begins at `start` ends, unless texts in it have brackets: what is found must be parsed."""
    depth, at = 0, start
    while (close := data.find(b"}", at, stop)) >= 0:
        depth += data.count(b"{", at, close) - 1
        at = close + 1
        if depth <= 0:
            return at
    return None


def depth_of(data: bytes) -> int:
    """How deep the brackets of any text nest, sound or not."""
    brackets = Brackets(0)
    while brackets.end(data, len(data)) is not None:
        continue
    return brackets.deepest
