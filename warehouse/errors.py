"""Errors a user can cause: one line that says what happened and what to do."""


class TillhouseError(Exception):
    """A usage or configuration error (exit code 2).

    Args:
        what: what happened, with the value that caused it.
        remedy: what to do about it.
    """

    def __init__(self, what: str, remedy: str) -> None:
        """Keep both halves, so that a caller can print or serialise them apart."""
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what} · {remedy}")


class GateError(TillhouseError):
    """The data did not pass a named gate (exit code 1)."""
