"""What the dbt command that runs was asked to do, from its flags: pure functions over them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Those that write tables, views, or failures into the database. All others only read, and never wait.
WRITING = frozenset({"build", "run", "test", "seed", "snapshot", "clone", "retry", "run-operation"})

_CHOOSE = {
    "SELECT": "--select",
    "MODELS": "--models",
    "EXCLUDE": "--exclude",
    "SELECTOR": "--selector",
    "RESOURCE_TYPES": "--resource-type",
    "EXCLUDE_RESOURCE_TYPES": "--exclude-resource-type",
}
# What is built so lacks rows, or has those of another target.
_TWIST = {
    "EMPTY": "--empty",
    "SAMPLE": "--sample",
    "EVENT_TIME_START": "--event-time-start",
    "EVENT_TIME_END": "--event-time-end",
    "FAVOR_STATE": "--favor-state",
}


@dataclass(frozen=True)
class Invocation:
    """One dbt command: `selection` is None when it builds the whole project, `is_twisted` when not as the code says."""

    command: str
    selection: str | None
    is_twisted: bool = False
    is_full_refresh: bool = False


def read_flags(command: str, flags: Mapping[str, Any], *, default_selector: str | None = None) -> Invocation:
    """Read dbt's flags, which are named in capitals. Only a `build` of everything is a full one."""
    words = [f"{option} {_words(flags[name])}" for name, option in _CHOOSE.items() if flags.get(name)]
    twists = [option for name, option in _TWIST.items() if flags.get(name)]
    if default_selector and not words:
        words = [f"--selector {default_selector}"]
    parts = [*words, *twists]
    is_part = command != "build" or parts
    return Invocation(
        command,
        " ".join([f"dbt {command}", *parts]) if is_part else None,
        is_twisted=bool(twists),
        is_full_refresh=bool(flags.get("FULL_REFRESH")),
    )


def _words(value: Any) -> str:
    return value if isinstance(value, str) else " ".join(map(str, value))
