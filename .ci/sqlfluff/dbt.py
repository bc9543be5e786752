"""Stands in for dbt's own macros while sqlfluff renders a model: each becomes a function call of the same name."""

from collections.abc import Callable


def __getattr__(name: str) -> Callable[..., str]:
    return lambda *arguments, **_options: f"{name}({', '.join(map(str, arguments))})"
