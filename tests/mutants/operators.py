"""What is changed: mechanical operators on the tokens of a file, each mutant one edit at one place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from tests.mutants.sql import Token, operands, pieces


class Edit(NamedTuple):
    """One change of a file: the characters from `start` to `end` become `text`."""

    start: int
    end: int
    text: str

    def of(self, text: str) -> str:
        """The text of the file with the edit."""
        return text[: self.start] + self.text + text[self.end :]


@dataclass(frozen=True)
class Mutant:
    """An edit of a file of the project, and the lines it touches as they were and as they are, blanks aside."""

    path: str
    line: int
    operator: str
    edit: Edit
    before: str
    after: str


_BOUNDARIES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_EQUALITIES = {"=": "<>", "<>": "=", "!=": "="}
_FUNCTIONS = {
    **{"sum": "avg", "avg": "sum", "min": "max", "max": "min", "bool_or": "bool_and", "bool_and": "bool_or"},
    **{"lag": "lead", "lead": "lag", "least": "greatest", "greatest": "least"},
}
# What ends the condition of a join.
_AFTER_JOIN = frozenset(
    {"where", "group", "order", "having", "union", "limit", "select", "then", "join", "left", "inner", "cross", "full"}
)
_SIZED = frozenset({"numeric", "decimal", "varchar", "char"})
# In a build from nothing these are `true`; that a build which adds gives the same is proved by other tests.
_OF_BUILDS = ("changed_only(", "new_files(")


def mutants(path: str, text: str) -> list[Mutant]:
    """All mutants of a file, in the order of their places."""
    found = {
        (edit, name)
        for tokens in pieces(text)
        for name, operator in OPERATORS.items()
        for edit in operator(tokens, text)
    }
    return [_mutant(path, text, edit, name) for edit, name in sorted(found)]


def _mutant(path: str, text: str, edit: Edit, operator: str) -> Mutant:
    first = text.rfind("\n", 0, edit.start) + 1
    last = text.find("\n", edit.end)
    last = len(text) if last < 0 else last
    lines = (text[first:last], text[first : edit.start] + edit.text + text[edit.end : last])
    before, after = (" ".join(one.split()) for one in lines)
    return Mutant(path, text.count("\n", 0, edit.start) + 1, operator, edit, before, after)


def _boundary(tokens: list[Token], _: str) -> Iterator[Edit]:
    """`<` for `<=` and the like: what happens on the boundary."""
    for token in tokens:
        if token.raw in _BOUNDARIES:
            yield Edit(token.start, token.end, _BOUNDARIES[token.raw])


def _equality(tokens: list[Token], _: str) -> Iterator[Edit]:
    """`<>` for `=` and the other way round; not in the conditions of joins, which would make rows without end."""
    in_join = [False]
    for token in tokens:
        if token.raw == "(":
            in_join.append(False)
        elif token.raw == ")" and len(in_join) > 1:
            in_join.pop()
        elif token.word == "on":
            in_join[-1] = True
        elif token.word in _AFTER_JOIN:
            in_join[-1] = False
        elif token.raw in _EQUALITIES and not in_join[-1]:
            yield Edit(token.start, token.end, _EQUALITIES[token.raw])


def _negation(tokens: list[Token], _: str) -> Iterator[Edit]:
    """A `not` left out."""
    for token, following in pairwise(tokens):
        if token.word == "not":
            yield Edit(token.start, following.start, "")


def _condition(tokens: list[Token], text: str) -> Iterator[Edit]:
    """A part of a condition left out: of several that must hold as if it did, of several that may as if it did not."""
    for first, last, instead in operands(tokens):
        edit = Edit(first.start, last.end, instead)
        if not any(call in text[edit.start : edit.end] for call in _OF_BUILDS):
            yield edit


def _function(tokens: list[Token], _: str) -> Iterator[Edit]:
    """`avg` for `sum`, `max` for `min` and the like; `distinct` left out of an aggregate."""
    for token, following in pairwise(tokens):
        if token.word in _FUNCTIONS and following.raw == "(":
            yield Edit(token.start, token.end, _FUNCTIONS[token.word])
        if token.raw == "(" and following.word == "distinct":
            yield Edit(following.start, following.end, "")


def _join(tokens: list[Token], _: str) -> Iterator[Edit]:
    """A left join for an inner one and the other way round."""
    for token, following in pairwise(tokens):
        if following.word == "join" and token.word in ("left", "inner"):
            yield Edit(token.start, token.end, "inner" if token.word == "left" else "left")


def _constant(tokens: list[Token], _: str) -> Iterator[Edit]:
    """A number one more in its last digit; a window that ends one row later."""
    is_size = False
    for before, token in pairwise([Token("", "", 0), *tokens]):
        is_size = (is_size and token.raw != ")") or before.word in _SIZED
        if token.kind == "numeric_literal" and not is_size:
            number = Decimal(token.raw)
            yield Edit(token.start, token.end, str(number + Decimal(1).scaleb(int(number.as_tuple().exponent))))
        if (before.word, token.word) == ("current", "row"):
            yield Edit(before.start, token.end, "1 following")


def _default(tokens: list[Token], text: str) -> Iterator[Edit]:
    """The first argument of a `coalesce` or `nullif` in the place of the call."""
    for number, (token, following) in enumerate(pairwise(tokens)):
        if token.word in ("coalesce", "nullif") and following.raw == "(":
            depth, comma = 0, None
            for inner in tokens[number + 1 :]:
                depth += {"(": 1, ")": -1}.get(inner.raw, 0)
                if depth == 1 and inner.raw == ",":
                    comma = comma or inner
                if depth == 0 and comma:
                    yield Edit(token.start, inner.end, f"({text[following.end : comma.start].strip()})")
                if depth == 0:
                    break


def _union(tokens: list[Token], _: str) -> Iterator[Edit]:
    """A union that drops what comes twice."""
    for token, following in pairwise(tokens):
        if (token.word, following.word) == ("union", "all"):
            yield Edit(token.end, following.end, "")


def _order(tokens: list[Token], _: str) -> Iterator[Edit]:
    """What runs downwards upwards, and the first column of an order that does not downwards."""
    for number, token in enumerate(tokens):
        if token.word == "desc":
            yield Edit(token.start, token.end, "asc")
        if token.word == "by" and number and tokens[number - 1].word == "order":
            first = _first_of(tokens[number + 1 :])
            if first and first[-1].word not in ("desc", "first", "last"):
                yield Edit(first[-1].end, first[-1].end, " desc")


def _first_of(tokens: list[Token]) -> list[Token]:
    """What stands before the next comma, bracket, or word that ends a list of columns."""
    depth = 0
    for number, token in enumerate(tokens):
        if depth == 0 and (token.raw in (",", ")") or token.word in ("rows", "limit")):
            return tokens[:number]
        depth += {"(": 1, ")": -1}.get(token.raw, 0)
    return tokens


OPERATORS: Mapping[str, Callable[[list[Token], str], Iterator[Edit]]] = {
    "boundary moved": _boundary,
    "equality turned": _equality,
    "negation dropped": _negation,
    "condition dropped": _condition,
    "other aggregate": _function,
    "other join": _join,
    "off by one": _constant,
    "default dropped": _default,
    "union distinct": _union,
    "order turned": _order,
}
