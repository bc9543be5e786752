"""Read dbt's structured events: the few that say a node ended."""

from dataclasses import dataclass
from typing import Any

_RESULTS = {"LogModelResult", "LogTestResult", "LogSeedResult", "LogSnapshotResult"}


@dataclass(frozen=True)
class NodeFinished:
    """A node that ended: the `index`-th of `total` that dbt was asked to run."""

    name: str
    index: int
    total: int


def is_result(event: Any) -> bool:
    """Whether an event says that a node ended."""
    return event.info.name in _RESULTS


def node_finished(event: Any) -> NodeFinished | None:
    """What an event says about a node's end; None for every other event."""
    if not is_result(event):
        return None
    data = event.data
    total = data.num_models if event.info.name == "LogTestResult" else data.total
    return NodeFinished(data.node_info.node_name, int(data.index), int(total))


def as_json(event: Any) -> dict[str, Any]:
    """An event as dbt writes it into its JSON log."""
    from dbt_common.events.functions import msg_to_dict

    as_dict: dict[str, Any] = msg_to_dict(event)
    return as_dict
