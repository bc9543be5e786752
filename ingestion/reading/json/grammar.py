"""The tokens of JSON (RFC 8259) as patterns over UTF-8 bytes.

All loops are possessive: what they took is never given back, so no input makes them slow or needs memory.
"""

import re

SPACE = rb"[ \t\r\n]*+"
SPACE_AT = re.compile(SPACE)
_PLAIN = rb'[^"\\\x00-\x1f]*+'
STRING = rb'"%b(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})%b)*+"' % (_PLAIN, _PLAIN)
_NUMBER = rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?"
SCALAR = rb"(?:%b|%b|true|false|null)" % (STRING, _NUMBER)
# What may follow an element of an array.
SEPARATOR = re.compile(SPACE + rb"[,\]]")
# A string as far as brackets are concerned: where it ends, sound or not.
STRING_BODY = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
# From here to the next bracket that is not inside a string, or to a quote that is never closed.
TO_BRACKET = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+', re.DOTALL)
# The same, to the next comma or bracket.
TO_MARK = re.compile(rb'[^"{}\[\],]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\],]*+)*+', re.DOTALL)


def value(depth: int) -> bytes:
    """A scalar, or objects and arrays that nest at most `depth` deep."""
    pattern = SCALAR
    for _ in range(depth):
        member = STRING + SPACE + rb":" + SPACE + pattern + SPACE
        item = pattern + SPACE
        pattern = rb"(?:%b|\{%b%b\}|\[%b%b\])" % (SCALAR, SPACE, _listed(member), SPACE, _listed(item))
    return pattern


def _listed(one: bytes) -> bytes:
    return rb"(?:%b(?:,%b%b)*+)?" % (one, SPACE, one)
