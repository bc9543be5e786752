"""Parse one JSON object exactly, or say what is wrong with it: msgspec is strict, and leaves values as written."""

from json import JSONDecoder
from typing import NoReturn

import msgspec

from ingestion.reading.json.brackets import depth_of
from ingestion.reading.json.values import ESCAPE, MAX_DEPTH, DamageError, check_escapes, too_deep

# The keys of an object with their values as they are written.
Members = dict[str, msgspec.Raw]

_decode = msgspec.json.Decoder(Members).decode
_decode_any = msgspec.json.Decoder(msgspec.Raw).decode
# Numbers stay text: nobody needs them here, and Python refuses to convert those of 5,000 digits.
_PAIRS = JSONDecoder(object_pairs_hook=list, parse_int=str, parse_float=str)


def members_of(data: bytes) -> Members:
    """The members of the object that `data` is, blanks around it aside; of a repeated key the last.

    Raises:
        DamageError: it is no object, broken, far too deep, or not text.
    """
    try:
        # msgspec looks at the encoding of keys only.
        if not data.isascii():
            data.decode("utf-8")
        return _decode(data)
    except (UnicodeDecodeError, msgspec.DecodeError, RecursionError):
        _refuse(data)


def repeated_key(data: bytes, values: list[bytes]) -> str | None:
    """A key that the object `data` has more than once; `values` are those of its members."""
    # A member that was dropped brings a comma that is neither between those left nor in their values.
    if data.count(b",") < len(values) + b"".join(values).count(b","):
        return None
    keys = [key for key, _ in _PAIRS.decode(data.decode("utf-8"))]
    return next((key for key in keys if keys.count(key) > 1), None) if len(set(keys)) < len(keys) else None


def _refuse(data: bytes) -> NoReturn:
    if b"\0" in data:
        raise DamageError("nul_byte", f"NUL at byte {data.index(0)} of the element")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        detail = f"byte 0x{data[error.start]:02x} at {error.start} of the element is not UTF-8"
        raise DamageError("invalid_encoding", detail) from error
    try:
        # msgspec takes half of a surrogate pair for the end of the data: here it is to find anything else.
        first = bytes(_decode_any(ESCAPE.sub(lambda escape: rb"\u0020" if escape[1] else escape[0], data)))[:1]
    except msgspec.DecodeError as error:
        raise DamageError("broken_json", f"not JSON: {str(error).removeprefix('JSON is malformed: ')}") from error
    except RecursionError as error:
        raise too_deep() from error
    if depth_of(data) > MAX_DEPTH:
        raise too_deep()
    check_escapes(data)
    raise DamageError("not_an_object", f"{'an array' if first == b'[' else 'a single value'}, not an object")
