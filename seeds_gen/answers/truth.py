"""The expected answers: what each file must lead to, and what the warehouse must hold in the end."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from seeds_gen.chunk import MONEY_SCALE, Ints
from seeds_gen.defects.model import State
from seeds_gen.defects.strikes import Label, Struck
from seeds_gen.feeds.feed import Feed

FORMAT = 1
FILE_NAME = "truth.json"
Entity = Mapping[str, Any]


@dataclass(frozen=True)
class FileEntry:
    """What must become of one version of one file.

    Attributes:
        path: Relative to the landing zone.
        source: The shop system.
        feed: As the contracts call it.
        wave: When it arrives; 1 is at once.
        sha256: Of its bytes.
        rows: Records a reader of its format counts.
        rejects: Records by structural reason.
        rule_rejects: Rows by the rule that quarantines them.
        rule_warnings: Rows by the rule that flags them.
        state: Where it ends.
        defects: By defect, rows struck, or 1 for the file itself.
        labels: By defect, record number and outcome of each row struck: `reject:<reason>`, `rule:<CODE>`,
            `warn:<CODE>`, `doubt:<CODE>` (flagged beside what is usual in the shop) or `accepted`. A row left out has
            no record and no label.
    """

    path: str
    source: str
    feed: str
    wave: int
    sha256: str
    rows: int
    rejects: Mapping[str, int]
    rule_rejects: Mapping[str, int]
    rule_warnings: Mapping[str, int]
    state: State
    defects: Mapping[str, int]
    labels: Mapping[str, list[Label]]

    @classmethod
    def of(cls, feed: Feed, path: str, wave: int, sha256: str, rows: int, state: State, struck: Struck) -> "FileEntry":
        """Describe a file; one that is never loaded has no rejects of its own."""
        read = state in ("loaded", "superseded")
        return cls(
            path=path,
            source=feed.source,
            feed=feed.name,
            wave=wave,
            sha256=sha256,
            rows=rows,
            rejects=dict(sorted(struck.rejects.items())) if read else {},
            rule_rejects=dict(sorted(struck.rules.items())) if read else {},
            rule_warnings=dict(sorted(struck.warnings.items())) if read else {},
            state=state,
            defects=dict(sorted(struck.defects.items())),
            labels={name: struck.labels[name] for name in sorted(struck.labels)} if read else {},
        )


@dataclass(frozen=True)
class BatchEntry:
    """What must become of one trigger."""

    trigger: str
    batch_date: str
    wave: int
    state: State


@dataclass(frozen=True)
class Truth:
    """What `generate` promised; customers and products are only in the file, where they may be many.

    Attributes:
        path: The file truth.json.
        request: The arguments: seed, start, days, scale, defects, retail_every_hours, sources.
        files: One entry for every version of every file.
        batches: One entry for every trigger.
        sales: Totals by source, market, date and currency.
    """

    path: Path
    request: Mapping[str, Any]
    files: tuple[FileEntry, ...]
    batches: tuple[BatchEntry, ...]
    sales: tuple[Mapping[str, Any], ...]


def decimal_text(amount: int) -> str:
    """Write a count of 1/10000 as an exact decimal with at least two places."""
    number = Decimal(amount) / MONEY_SCALE
    return f"{number:.2f}" if amount % 100 == 0 else f"{number:.4f}"


def instants(seconds: Ints) -> list[str]:
    """Write local times given in seconds since the epoch as ISO 8601 without an offset."""
    texts: list[str] = np.datetime_as_string(seconds.astype("datetime64[s]")).tolist()
    return texts


def day_seconds(day: date) -> int:
    """Return a date's local midnight in seconds since the epoch."""
    return int(np.datetime64(day, "s").astype(np.int64))


def merged(versions: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Join consecutive versions that differ in nothing but their time."""
    kept: list[dict[str, Any]] = []
    for version in versions:
        if not kept or {**kept[-1], "valid_from": ""} != {**version, "valid_from": ""}:
            kept.append(version)
    return kept


def write(truth: Truth, customers: Iterator[Entity], products: Iterator[Entity]) -> None:
    """Write truth.json one entry a line, never holding more than one entity; complete or not at all."""
    encode = json.JSONEncoder(ensure_ascii=False).encode  # `json.dumps` would build an encoder for each entry
    hidden = truth.path.with_name(f".{truth.path.name}.part")
    with hidden.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"format": FORMAT, **truth.request})[:-1])
        sections: tuple[tuple[str, Iterable[Any]], ...] = (
            ("files", map(asdict, truth.files)),
            ("batches", map(asdict, truth.batches)),
            ("sales", truth.sales),
            ("customers", customers),
            ("products", products),
        )
        for name, entries in sections:
            file.write(f',\n"{name}": [')
            separator = "\n"
            for entry in entries:
                file.write(separator + encode(entry))
                separator = ",\n"
            file.write("]")
        file.write("}\n")
    hidden.replace(truth.path)
