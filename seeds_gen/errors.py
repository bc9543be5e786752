"""The one error a user of the generator can cause."""

from collections.abc import Iterable
from difflib import get_close_matches


class GeneratorError(Exception):
    """A request that cannot be met, said in one line with what to do about it.

    Attributes:
        what: What is wrong, with the value that was given.
        remedy: What to do instead.
    """

    def __init__(self, what: str, remedy: str) -> None:
        """Keep the two halves of the message apart so that a command line can format them."""
        super().__init__(f"{what}: {remedy}")
        self.what = what
        self.remedy = remedy


def check_names(kind: str, asked: Iterable[str], words: tuple[str, ...], names: Iterable[str]) -> None:
    """See that everything asked for is one of `names`; `words` stand for several of them.

    Raises:
        GeneratorError: A name is unknown; the remedy lists the closest ones.
    """
    names = tuple(names)
    for name in asked:
        if name not in names:
            close = get_close_matches(name, [*names, *words], n=3, cutoff=0.5)
            remedy = f"did you mean {', '.join(close)}?" if close else f"known: {', '.join((*words, *names))}"
            raise GeneratorError(f"no {kind} is named {name!r}", remedy)
