"""Spell the values of JSON as csv fields, and refuse those that a database cannot keep."""

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NoReturn

from ingestion.reading.reader import Reason

_UNICODE_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


class DamageError(Exception):
    """An element that cannot be loaded: the reason and, for people, the detail."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


def field_of(value: bytes, most_bytes: int) -> bytes:
    """A value of an object, as it is written there, as a csv field.

    Raises:
        DamageError: it is broken, no text, or of more than `most_bytes`.
    """
    if value == b"null":
        return b""
    if value.startswith((b"{", b"[")):
        _limit(len(value), most_bytes)
        validate(value)
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


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


# Numbers stay text: nobody needs them here, and Python refuses to convert those of 5,000 digits.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, parse_int=str, parse_float=str)


def validate(data: bytes) -> None:
    """Refuse what is not one JSON value; how deep it nests must have been counted before.

    Raises:
        DamageError: it is broken.
    """
    try:
        _DECODER.decode(data.decode("utf-8"))
    except ValueError as error:
        raise DamageError("broken_json", f"not JSON: {error}") from error


def _half(position: int) -> DamageError:
    return DamageError("invalid_encoding", f"half of a surrogate pair at byte {position} of the value")


def _limit(size: int, most_bytes: int) -> None:
    if size > most_bytes:
        raise DamageError("field_too_long", f"a value of {size} bytes, at most {most_bytes} are loaded")
