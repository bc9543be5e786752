"""What a model may ask of dbt, answered without dbt while sqlfluff renders it."""

from collections.abc import Callable
from types import SimpleNamespace

from jinja2 import pass_context
from jinja2.runtime import Context

# Macros of dbt that yield a query; any other becomes a call of a function of the same name.
_QUERIES = {
    "generate_series": "select 1 as generated_number",
    "date_spine": "select cast(null as date) as date_day",
}


# Dispatched macros that yield a value, as casts do.
_VALUES = ("null_if_marker", "free_text", "currency_named_in", "names_other_currency")


class _Dbt:
    """The package `dbt`: `dbt.type_string()`, `dbt.datediff(…)`, …."""

    def __getattr__(self, name: str) -> Callable[..., str]:
        return lambda *arguments, **_options: _QUERIES.get(name) or f"{name}({', '.join(map(str, arguments))})"


@pass_context
def _dispatch(context: Context, macro_name: str, macro_namespace: str | None = None) -> Callable[..., object]:
    """Return the project's `postgres__<macro_name>`, else its `default__<macro_name>`.

    A cast becomes a call of a function of its name: what it is in full stands in macros, which are not linted, and
    would take most of the time in each model.
    """
    del macro_namespace
    if macro_name.startswith("safe_") or macro_name in _VALUES:
        return lambda value, *_options: f"{macro_name}({value if isinstance(value, str) else ', '.join(value)})"
    return context.resolve(f"postgres__{macro_name}") or context.resolve(f"default__{macro_name}")


def run_query(_query: str) -> SimpleNamespace:
    """One row with one null: there is no database."""
    return SimpleNamespace(rows=[[None]], columns=[SimpleNamespace(values=lambda: ["null"])])


dbt = _Dbt()
adapter = SimpleNamespace(dispatch=_dispatch)
model = SimpleNamespace(name="this_model", resource_type="", config=SimpleNamespace(unique_key=None, meta={}))
target = SimpleNamespace(name="warehouse", schema="staging")
