"""One build at a time, whoever starts it, and a record of what each may see: dbt loads this for every command.

dbt-core imports every installed module named `dbt_*` and uses what it lists as `plugins`. Nothing is imported before
dbt asks for that: the rest of Tillhouse uses the modules of this package, and dbt takes seconds to import.
"""

from typing import Any


def __getattr__(name: str) -> Any:
    if name == "plugins":
        from dbt_tillhouse.plugin import TillhousePlugin

        return [TillhousePlugin]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
