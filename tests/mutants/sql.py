"""The SQL in a file of the dbt project as tokens with their places: around Jinja, and in the texts that Jinja joins."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from jinja2 import Environment
from sqlfluff.core import FluffConfig
from sqlfluff.core.parser import Lexer

_JINJA = Environment(autoescape=True)
_SQL = Lexer(config=FluffConfig(overrides={"dialect": "postgres"}))
_BLANK = frozenset({"newline", "whitespace", "inline_comment", "block_comment", "end_of_file"})
# Calls whose texts are no SQL, or that are `true` in a build from nothing.
_NO_SQL_IN = frozenset({"config", "ref", "snapshot", "changed_only", "new_files"})
# Blocks at which a piece of SQL begins or ends.
_BORDERS = frozenset({"macro", "endmacro", "set", "endset", "snapshot", "endsnapshot"})
_SIGNS = frozenset({"<=", ">=", "<>", "!="})
# Words that end a condition or stand before one.
_AROUND = frozenset(
    {"where", "having", "on", "when", "then", "else", "select", "from", "group", "order", "union", "limit", "join"}
    | {"inner", "left", "right", "full", "cross", "as", "by", "filter", "partition", "rows", "window"}
)


@dataclass(frozen=True)
class Token:
    """A word, number, sign or bracket of SQL, with its place in the file."""

    raw: str
    kind: str
    start: int

    @property
    def end(self) -> int:
        """Behind its last character."""
        return self.start + len(self.raw)

    @property
    def word(self) -> str:
        """As it is compared: in small letters."""
        return self.raw.lower()


def pieces(text: str) -> Iterator[list[Token]]:
    """The SQL outside Jinja, where each `{{ … }}` is one word; then each text and number within Jinja."""
    sql = list(" " * len(text))
    texts: list[tuple[int, str]] = []
    block: list[tuple[int, str, str]] = []
    for start, kind, value in _jinja(text):
        if kind == "data":
            sql[start : start + len(value)] = value
        elif kind in ("block_begin", "variable_begin"):
            block = [(start, kind, value)]
        elif kind in ("block_end", "variable_end"):
            begin, how, _ = block[0]
            if how == "variable_begin":
                length = start + len(value.rstrip()) - begin
                sql[begin : begin + length] = "J" * length
            elif block[1][2] in _BORDERS:
                sql[begin] = ";"
            texts += _texts(block)
        elif kind != "whitespace":
            block.append((start, kind, value))
    yield _tokens("".join(sql), 0)
    for start, said in texts:
        yield _tokens(said, start)


def _jinja(text: str) -> Iterator[tuple[int, str, str]]:
    """Place, kind and value of each token of Jinja; its lexer leaves out blanks that a minus takes away."""
    at = 0
    for _, kind, value in _JINJA.lex(text):
        at = text.index(value, at)
        yield at, kind, value
        at += len(value)


def _texts(block: list[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """Texts and numbers in a block of Jinja; not those of a message."""
    names = [value for _, kind, value in block if kind == "name"]
    if _NO_SQL_IN.isdisjoint(names[:1]) and "exceptions" not in names:
        for start, kind, value in block:
            if kind == "string":
                yield start + 1, value[1:-1]
            elif kind == "integer":
                yield start, value


def _tokens(sql: str, start: int) -> list[Token]:
    """The tokens of a piece of SQL; none of one that is cut in the middle of a text."""
    segments, errors = _SQL.lex(sql)
    if errors:
        return []
    tokens, at = [], start
    for segment in segments:
        if segment.get_type() not in _BLANK:
            tokens.append(Token(segment.raw, segment.get_type(), at))
        at += len(segment.raw)
    return _with_whole_signs(tokens)


def _with_whole_signs(tokens: list[Token]) -> list[Token]:
    """`<` and `=` side by side as one sign."""
    out: list[Token] = []
    for token in tokens:
        if out and out[-1].end == token.start and out[-1].raw + token.raw in _SIGNS:
            out[-1] = Token(out[-1].raw + token.raw, "comparison", out[-1].start)
        else:
            out.append(token)
    return out


def operands(tokens: list[Token]) -> Iterator[tuple[Token, Token, str]]:
    """First and last token of each part of a condition that can be left out, and what takes its place.

    That is what stands between `and` and `or`, and all of what follows a `where`: `true` beside an `and`, and `false`
    where there is only an `or`.
    """
    open_ones = [_Condition("")]
    for token, following in pairwise([*tokens, Token("", "", -1)]):
        inner = open_ones[-1]
        if token.word in _AROUND or token.raw in (",", ";"):
            yield from inner.parts()
            open_ones[-1] = _Condition(token.word)
        elif token.word in ("and", "or") and not inner.is_range(token):
            inner.words.append(token.word)
            inner.ends.append([])
        elif token.raw == "(" or token.word == "case":
            inner.add(token)
            open_ones.append(_Condition(""))
        elif token.raw == ")" or token.word == "end":
            yield from inner.parts()
            if len(open_ones) > 1:
                open_ones.pop()
                open_ones[-1].add(token)
            elif following.raw:
                # A text that Jinja puts behind an open bracket.
                open_ones[-1] = _Condition("")
                open_ones[-1].add(token)
        else:
            inner.add(token)
    for one in open_ones:
        yield from one.parts()


class _Condition:
    """A condition as far as it was read: the ends of its parts, and the words between them."""

    def __init__(self, after: str) -> None:
        self.ends: list[list[Token]] = [[]]
        self.words: list[str] = []
        self._is_filter = after in ("where", "having")
        self._ranges = 0

    def add(self, token: Token) -> None:
        self.ends[-1] = [*self.ends[-1][:1], token]
        self._ranges += token.word == "between"

    def is_range(self, token: Token) -> bool:
        """Whether this `and` is that of a `between`; it is then part of a part."""
        if token.word == "or" or not self._ranges:
            return False
        self._ranges -= 1
        self.add(token)
        return True

    def parts(self) -> Iterator[tuple[Token, Token, str]]:
        if self._is_filter or self.words:
            for number, ends in enumerate(self.ends):
                beside = self.words[max(0, number - 1) : number + 1]
                if ends:
                    yield ends[0], ends[-1], "false" if beside and "and" not in beside else "true"
