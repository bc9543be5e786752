"""Stands in for dbt's `adapter` while sqlfluff renders a model: `dispatch` finds the macro that dbt would call."""

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, macro_name: str, macro_namespace: str | None = None) -> Callable[..., object]:
    """Return the project's `postgres__<macro_name>`, else its `default__<macro_name>`."""
    del macro_namespace
    return context.resolve(f"postgres__{macro_name}") or context.resolve(f"default__{macro_name}")
