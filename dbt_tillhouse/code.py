"""The normal form of code: what is left when comments go and blanks are folded. Literals stay as they are."""

import re
from functools import cache

_IN_JINJA = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?!%s).)*"""
_EXPRESSION = r"\{\{" + _IN_JINJA % r"\}\}" + r"\}\}"
_STATEMENT = r"\{%" + _IN_JINJA % r"%\}" + r"%\}"
_JINJA = f"{_EXPRESSION}|{_STATEMENT}"
_TOKENS = re.compile(
    rf"""
      (?P<note>\{{\#.*?\#\}})
    | (?P<jinja>{_JINJA})
    | (?P<comment>--(?:\{{\#.*?\#\}}|[^\n])*|/\*.*?\*/)
    | (?P<literal>[eE]'(?:[^'\\]|\\.|'')*'|'(?:{_JINJA}|''|[^'])*'|"(?:{_JINJA}|""|[^"])*")
    | (?P<blank>\s+)
    """,
    re.DOTALL | re.VERBOSE,
)
_BLANKS_OR_STRING = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s+""", re.DOTALL)


@cache
def normal_form(code: str) -> str:
    """SQL with Jinja in it, so that two texts that differ in comments and blanks only are equal.

    A comment of SQL that holds Jinja stays: Jinja runs there, too. Where a text cannot be told apart safely it counts
    as code: to rebuild once too often costs time, to miss a change costs the truth. A run asks twice.
    """
    pieces: list[str] = []
    end = 0
    for token in _TOKENS.finditer(code):
        pieces.append(code[end : token.start()])
        pieces.append(_written(token))
        end = token.end()
    pieces.append(code[end:])
    return _joined(pieces)


def _written(token: re.Match[str]) -> str:
    text = token.group()
    if token.lastgroup == "jinja":
        return _BLANKS_OR_STRING.sub(lambda part: part.group(1) or " ", text)
    if token.lastgroup == "note":
        # One that eats the blanks around it joins what they part.
        return "{#-#}" if text.startswith("{#-") or text.endswith("-#}") else ""
    if token.lastgroup == "literal" or (token.lastgroup == "comment" and ("{{" in text or "{%" in text)):
        return text
    return " "


def _joined(pieces: list[str]) -> str:
    """The pieces in one text, with one blank where several follow each other."""
    kept: list[str] = []
    for piece in pieces:
        if piece and not (piece == " " and (not kept or kept[-1] == " ")):
            kept.append(piece)
    if kept and kept[-1] == " ":
        kept.pop()
    return "".join(kept)
