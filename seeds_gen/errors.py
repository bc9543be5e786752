"""The one error a user of the generator can cause."""


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
