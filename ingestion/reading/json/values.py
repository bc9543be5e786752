"""Spell the values of JSON as csv fields, and refuse those that a database cannot keep."""

import re

import msgspec

from ingestion.reading.json.brackets import depth_of
from ingestion.reading.reader import Reason

MAX_DEPTH = 100
# An escape; its four digits when it is one of those.
ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)
# Strings and numbers begin with characters before this one; objects, arrays and literals with this one or later.
_BRACKET = ord("[")
_text = msgspec.json.Decoder(str).decode


class DamageError(Exception):
    """An element that cannot be loaded: the reason and, for people, the detail."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def fields_of(data: bytes, values: list[bytes], most_bytes: int) -> list[bytes]:
    """The values of the object `data`, as they are written there, as csv fields.

    Strings come as their content, numbers and literals as written, objects and arrays as their JSON text, and null as
    an empty field; only a string has quotes when it is empty.

    Raises:
        DamageError: one is no text, too deep, or of more than `most_bytes`.
    """
    if b"\\" in data or len(data) > most_bytes:
        return [_field(value, most_bytes) for value in values]
    return [value if value[0] < _BRACKET else _bare(value) for value in values]


def check_escapes(data: bytes) -> None:
    """Refuse escapes that stand for no character a database can keep.

    Raises:
        DamageError: NUL, or half of a surrogate pair.
    """
    # Behind the first half of a pair, where the second must be.
    expected = -1
    for escape in ESCAPE.finditer(data):
        code = int(escape[1], 16) if escape[1] else -1
        if code == 0:
            raise DamageError("nul_byte", f"\\u0000 at byte {escape.start()} of the value")
        is_second = 0xDC00 <= code <= 0xDFFF
        if expected >= 0 and not (is_second and escape.start() == expected):
            raise _half(expected - 6)
        if is_second and expected < 0:
            raise _half(escape.start())
        expected = escape.end() if 0xD800 <= code <= 0xDBFF else -1
    if expected >= 0:
        raise _half(expected - 6)


def too_deep() -> DamageError:
    """An element that nests deeper than is read."""
    return DamageError("json_too_deep", f"it nests more than {MAX_DEPTH} deep")


def _field(value: bytes, most_bytes: int) -> bytes:
    if b"\\" in value:
        check_escapes(value)
    if value[0] >= _BRACKET:
        field, size = _bare(value), len(value)
    elif b"\\" in value:
        content = _text(value)
        field, size = b'"%b"' % content.replace('"', '""').encode(), len(content.encode())
    else:
        field, size = value, len(value) - 2 * value.startswith(b'"')
    if size > most_bytes:
        raise DamageError("field_too_long", f"a value of {size} bytes, at most {most_bytes} are loaded")
    return field


def _bare(value: bytes) -> bytes:
    """The field of an object, an array or a literal."""
    if not value.startswith((b"{", b"[")):
        return b"" if value == b"null" else value
    # What nests deeper than the object around it allows has at least so many brackets.
    if len(value) >= 2 * MAX_DEPTH and depth_of(value) >= MAX_DEPTH:
        raise too_deep()
    return b'"%b"' % value.replace(b'"', b'""')


def _half(position: int) -> DamageError:
    return DamageError("invalid_encoding", f"half of a surrogate pair at byte {position} of the value")
