"""Stands in for dbt's own macros while sqlfluff renders a model.

Those that yield a query become one; any other becomes a call of a function of the same name.
"""

from collections.abc import Callable

_QUERIES = {
    "generate_series": "select 1 as generated_number",
    "date_spine": "select cast(null as date) as date_day",
}


def __getattr__(name: str) -> Callable[..., str]:
    return lambda *arguments, **_options: _QUERIES.get(name) or f"{name}({', '.join(map(str, arguments))})"
