"""Where a load spends its time: the loader's steps, timed from outside while a benchmark runs them."""

import functools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

# Label, module, and the name to replace in it. A label with a dot is a part of the phase before the dot.
PHASES = (
    ("schema", "warehouse.schema", "ensure"),
    ("raw tables", "ingestion.load.raw", "ensure_tables"),
    ("discover", "ingestion.load.loading", "find_ready"),
    ("fingerprint", "ingestion.load.claims", "fingerprint"),
    ("canonicalise", "ingestion.reading.readers", "Readers.read"),
    ("dlt", "ingestion.load.rounds", "load"),
    ("dlt.join files", "ingestion.load.dlt_load", "_join"),
    ("dlt.extract", "dlt.pipeline.pipeline", "Pipeline.extract"),
    ("dlt.normalize", "dlt.pipeline.pipeline", "Pipeline.normalize"),
    ("dlt.load", "dlt.pipeline.pipeline", "Pipeline.load"),
    ("count", "ingestion.load.raw", "count_rows"),
    ("claim", "ingestion.ledger.ledger", "claim"),
    ("find duplicates", "ingestion.ledger.ledger", "find_loaded"),
    ("commit ledger", "ingestion.ledger.ledger", "finish"),
    ("index and analyze", "ingestion.load.raw", "tidy"),
    ("archive", "ingestion.load.rounds", "_archive"),
)


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Seconds by phase, of whatever loads inside the block; calls that run side by side add up."""
    from ingestion.load.dlt_load import import_dlt

    import_dlt()
    seconds: dict[str, float] = {label: 0.0 for label, _, _ in PHASES}
    lock = threading.Lock()

    def add(label: str, spent: float) -> None:
        with lock:
            seconds[label] += spent

    replaced: list[tuple[Any, str, Any]] = []
    try:
        for label, module, name in PHASES:
            owner, attribute = resolve(module, name)
            original = getattr(owner, attribute)
            replaced.append((owner, attribute, original))
            setattr(owner, attribute, _timing(original, functools.partial(add, label)))
        yield seconds
    finally:
        for owner, attribute, original in replaced:
            setattr(owner, attribute, original)


def resolve(module: str, name: str) -> tuple[Any, str]:
    """The object that holds a function, and the function's name in it.

    Raises:
        AttributeError: the loader has no such step any more.
    """
    owner: Any = import_module(module)
    *path, attribute = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    getattr(owner, attribute)
    return owner, attribute


def with_rest(seconds: dict[str, float], total: float) -> dict[str, float]:
    """The phases and what none of them explains."""
    known = sum(spent for label, spent in seconds.items() if "." not in label)
    return {**seconds, "everything else": max(0.0, total - known)}


def _timing(function: Callable[..., Any], add: Callable[[float], None]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timing(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            add(time.perf_counter() - started)

    return timing
