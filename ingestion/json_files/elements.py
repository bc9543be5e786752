"""Parse one JSON object exactly, or say what is wrong with it.

This is the slow path, and the judge: whatever `shapes` recognises must come out of here the same.
"""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple, NoReturn

from ingestion.json_files.grammar import SCALAR, SPACE, STRING, TO_BRACKET
from ingestion.reading import Reason

MAX_DEPTH = 100
_LONGEST_KEY = 1024
_SPACE = re.compile(SPACE)
_KEY = re.compile(rb"%b(%b)%b:%b" % (SPACE, STRING, SPACE, SPACE))
_SCALAR = re.compile(SCALAR)
_UNICODE_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class DamageError(Exception):
    """An element that cannot be loaded: the reason and, for people, the detail."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


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
    position = _end(_SPACE, data, 0)
    if not data.startswith(b"{", position):
        raise _not_an_object(data.strip(b" \t\r\n"), most_bytes)
    position = _end(_SPACE, data, position + 1)
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
        members.append(Member(_key(key[1]), key[1], _field(data[start:end], most_bytes), depth))
        position = _end(_SPACE, data, end)
        closed = data.startswith(b"}", position)
        if not closed and not data.startswith(b",", position):
            _broken(data, position, "',' or '}'")
        position += not closed
    position = _end(_SPACE, data, position + 1)
    if position < len(data):
        _broken(data, position, "the end")
    return members


def check_text(data: bytes) -> None:
    """Refuse bytes that are no text.

    Raises:
        DamageError: NUL, or bytes that are not UTF-8.
    """
    if b"\0" in data:
        raise DamageError("nul_byte", f"NUL at byte {data.index(0)} of the element")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = f"byte 0x{data[error.start]:02x} at {error.start} of the element is not UTF-8"
        raise DamageError("invalid_encoding", detail) from error


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


def quoted(written: bytes) -> bytes:
    """A JSON string with escapes as a csv field; the escapes must be sound (`check_escapes`)."""
    text: str = scanstring(written.decode(), 1)[0]
    return b'"%b"' % text.replace('"', '""').encode()


def embedded(nested: bytes) -> bytes:
    """An object or array as a csv field: its text as received."""
    return b'"%b"' % nested.replace(b'"', b'""')


def check_escapes(data: bytes) -> None:
    """Refuse escapes that stand for no character a database can keep.

    Raises:
        DamageError: NUL, or half of a surrogate pair.
    """
    expected = -1
    for escape in _UNICODE_ESCAPE.finditer(data):
        code = int(escape[1], 16) if escape[1] else -1
        if code == 0:
            raise DamageError("nul_byte", f"\\u0000 at byte {escape.start()} of the value")
        is_low = 0xDC00 <= code <= 0xDFFF
        if is_low != (escape.start() == expected):
            raise _half(escape.start() if is_low else expected - 6)
        expected = escape.end() if 0xD800 <= code <= 0xDBFF else -1
    if expected >= 0:
        raise _half(expected - 6)


def _half(position: int) -> DamageError:
    return DamageError("invalid_encoding", f"half of a surrogate pair at byte {position} of the value")


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


def _field(value: bytes, most_bytes: int) -> bytes:
    if value == b"null":
        return b""
    if value.startswith((b"{", b"[")):
        _limit(len(value), most_bytes)
        _validate(value)
        if b"\\" in value:
            check_escapes(value)
        return embedded(value)
    if b"\\" in value:
        check_escapes(value)
        field = quoted(value)
        _limit(len(field) - 2 - (field.count(b'"') - 2) // 2, most_bytes)
        return field
    _limit(len(value) - 2 * value.startswith(b'"'), most_bytes)
    return value


def _limit(size: int, most_bytes: int) -> None:
    if size > most_bytes:
        raise DamageError("field_too_long", f"a value of {size} bytes, at most {most_bytes} are loaded")


def _not_an_object(data: bytes, most_bytes: int) -> DamageError:
    """What is wrong with an element that does not begin as an object: broken, or JSON of another kind."""
    if _SCALAR.fullmatch(data):
        return DamageError("not_an_object", "a single value, not an object")
    try:
        if data.startswith(b"["):
            end_of_nested(data, 0)
        # A longer one is not looked at closely: it is no object in any case.
        if len(data) <= most_bytes:
            _validate(data)
    except DamageError as damage:
        return damage
    return DamageError("not_an_object", "an array, not an object")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Numbers stay text: nobody needs them here, and Python refuses to convert those of 5,000 digits.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=str, parse_float=str)


def _validate(data: bytes) -> None:
    """Raise unless `data` is one JSON value; what it nests must have been counted before."""
    try:
        _DECODER.decode(data.decode("utf-8"))
    except ValueError as error:
        raise DamageError("broken_json", f"not JSON: {error}") from error


def _broken(data: bytes, position: int, expected: str) -> NoReturn:
    found = "the end" if position >= len(data) else f"byte 0x{data[position]:02x}"
    raise DamageError("broken_json", f"{expected} expected at byte {position} of the element, found {found}")
