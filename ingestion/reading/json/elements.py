"""Parse one JSON object exactly, or say what is wrong with it.

This is the slow path, and the judge: whatever `shapes` recognises must come out of here the same.
"""

import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple, NoReturn

from ingestion.reading.json.grammar import SCALAR, SPACE, SPACE_AT, STRING, TO_BRACKET
from ingestion.reading.json.values import DamageError, check_escapes, check_text, field_of, validate

MAX_DEPTH = 100
_LONGEST_KEY = 1024
_KEY = re.compile(rb"%b(%b)%b:%b" % (SPACE, STRING, SPACE, SPACE))
_SCALAR = re.compile(SCALAR)


class Member(NamedTuple):
    """One key of an object with its value as a csv field; `written` is the key with its quotes.

    `depth` is how deep the value nests: 0 for a scalar.
    """

    key: str
    written: bytes
    field: bytes
    depth: int


def parse(data: bytes, most_bytes: int) -> list[Member]:
    """The members of the object that `data` is, blanks around it aside.

    Strings come as their content, numbers and literals as written, objects and arrays as their JSON text, and null as
    an empty field; only a string has quotes when it is empty.

    Raises:
        DamageError: it is no object, broken, too deep, not text, or has a value of more than `most_bytes`.
    """
    check_text(data)
    position = _end(SPACE_AT, data, 0)
    if not data.startswith(b"{", position):
        raise _not_an_object(data.strip(b" \t\r\n"), most_bytes)
    position = _end(SPACE_AT, data, position + 1)
    members: list[Member] = []
    closed = data.startswith(b"}", position)
    while not closed:
        key = _KEY.match(data, position)
        if key is None:
            _broken(data, position, "a key")
        start = key.end()
        if data.startswith((b"{", b"["), start):
            end, depth = end_of_nested(data, start, MAX_DEPTH - 1)
        else:
            end, depth = _end(_SCALAR, data, start), 0
            if end == start:
                _broken(data, start, "a value")
        members.append(Member(_key(key[1]), key[1], field_of(data[start:end], most_bytes), depth))
        position = _end(SPACE_AT, data, end)
        closed = data.startswith(b"}", position)
        if not closed and not data.startswith(b",", position):
            _broken(data, position, "',' or '}'")
        position += not closed
    position = _end(SPACE_AT, data, position + 1)
    if position < len(data):
        _broken(data, position, "the end")
    return members


def end_of_nested(data: bytes, position: int, most_deep: int = MAX_DEPTH, stop: int | None = None) -> tuple[int, int]:
    """Where the object or array that begins at `position` ends, and how deep it nests; brackets are counted only.

    Raises:
        DamageError: it does not end before `stop`, or nests more than `most_deep` deep.
    """
    depth = deepest = 0
    stop = len(data) if stop is None else min(stop, len(data))
    while True:
        match = TO_BRACKET.match(data, position, stop)
        position = match.end() if match else position
        mark = data[position : position + 1] if position < stop else b""
        if mark in (b"{", b"["):
            depth += 1
            if depth > deepest:
                deepest = depth
                if depth > most_deep:
                    raise DamageError("json_too_deep", f"it nests more than {MAX_DEPTH} deep")
        elif mark in (b"}", b"]"):
            depth -= 1
            if depth == 0:
                return position + 1, deepest
        else:
            _broken(data, position, "a closing quote" if mark else "a closing bracket")
        position += 1


def _end(pattern: re.Pattern[bytes], data: bytes, position: int) -> int:
    """End of a match that may be empty and so is always there."""
    match = pattern.match(data, position)
    return match.end() if match else position


def _key(written: bytes) -> str:
    if len(written) > _LONGEST_KEY:
        raise DamageError("field_too_long", f"a key of {len(written)} bytes, at most {_LONGEST_KEY} are read")
    if b"\\" in written:
        check_escapes(written)
    text: str = scanstring(written.decode(), 1)[0]
    return text


def _not_an_object(data: bytes, most_bytes: int) -> DamageError:
    """What is wrong with an element that does not begin as an object: broken, or JSON of another kind."""
    if _SCALAR.fullmatch(data):
        return DamageError("not_an_object", "a single value, not an object")
    try:
        if data.startswith(b"["):
            end_of_nested(data, 0)
        # A longer one is not looked at closely: it is no object in any case.
        if len(data) <= most_bytes:
            validate(data)
    except DamageError as damage:
        return damage
    return DamageError("not_an_object", "an array, not an object")


def _broken(data: bytes, position: int, expected: str) -> NoReturn:
    found = "the end" if position >= len(data) else f"byte 0x{data[position]:02x}"
    raise DamageError("broken_json", f"{expected} expected at byte {position} of the element, found {found}")
