"""Read the mobile shop's undamaged files the plain way, for the tests that ask whether they are like life."""

import csv
import gzip
import io
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

Row = dict[str, Any]


def read_events(shop: Path) -> list[Row]:
    rows: list[Row] = []
    for path in sorted((shop / "events").iterdir()):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        if ".jsonl" in path.name:
            rows += [json.loads(line) for line in content.splitlines()]
        else:
            rows += json.loads(content)
    return rows


def read_orders(shop: Path) -> list[Row]:
    rows: list[Row] = []
    for path in sorted((shop / "orders").iterdir()):
        rows += [{**row, "file": path.stem[-10:]} for row in csv.DictReader(io.StringIO(path.read_text()))]
    return rows


def read_stock(shop: Path) -> dict[str, dict[tuple[str, str], Row]]:
    """Shelves by file date."""
    result = {}
    for path in sorted((shop / "inventory").iterdir()):
        header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Inventory").to_python()
        named = [dict(zip(map(str, header), row, strict=True)) for row in rows]
        result[path.stem[-10:]] = {(row["product_id"], row["warehouse_location"]): row for row in named}
    return result


def visits(events: list[Row]) -> list[list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for event in events:
        grouped[event["session_id"]].append(event)
    return list(grouped.values())
