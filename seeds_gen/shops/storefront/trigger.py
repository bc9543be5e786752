"""The web shop's trigger file: which files of a day are there, and a few things nobody can rely on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from seeds_gen.rng import stream

_MANIFEST_DAYS = 0.4


@dataclass(frozen=True)
class ManifestLine:
    """What a trigger may state about a file."""

    name: str
    sha256: str
    rows: int


def trigger_text(
    seed: int, day: date, version: int, files: Sequence[ManifestLine], *, manifest: bool, broken: bool
) -> str:
    """Write the trigger of a day; optional keys come and go.

    `manifest` insists on the checksums, `broken` loses the end of the text.
    """
    rng = stream(seed, "storefront", "trigger", str(day))
    keep = rng.random(6)
    label = day.strftime("%Y_%m_%d")
    content: dict[str, Any] = {
        "trigger_id": f"batch_{label}_{version:03d}",
        # Midnight in New York, roughly: when the day's last order has been exported.
        "trigger_timestamp": f"{day + timedelta(days=1)}T05:{version:02d}:00Z",
        "batch_date": day.isoformat(),
    }
    if keep[0] < 0.8:
        content["client_name"] = "ecommerce_client"
    content["data_files_ready"] = True
    content["expected_files"] = [file.name for file in files]
    if manifest or keep[1] < _MANIFEST_DAYS:
        content["files"] = [{"name": file.name, "sha256": file.sha256, "rows": file.rows} for file in files]
    if keep[2] < 0.8:
        content["source_system"] = "ecommerce_platform"
    if keep[3] < 0.7:
        content["processing_priority"] = "high" if version > 1 else "normal"
    if keep[4] < 0.6:
        content["metadata"] = {"created_by": "client_data_team", "environment": "production", "version": "1.0"}
    if keep[5] < 0.3:
        content["processing_notes"] = "Corrected files" if version > 1 else "All files were exported together"
        content["data_quality_checks"] = {
            "file_count_validation": True,
            "schema_validation": True,
            "business_rules_validation": False,
        }
    text = json.dumps(content, indent=2) + "\n"
    return text[: len(text) // 2] if broken else text
