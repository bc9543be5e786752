"""Trigger files: which files of a day are complete and may be loaded."""

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from ingestion.landed import FileName, LandedTrigger, ManifestFile, Trigger
from ingestion.reading.fingerprint import UTF16

_MAX_BYTES = 1 << 20


class _TriggerText(BaseModel):
    """The keys of a trigger that decide anything; optional ones come and go, unknown ones are ignored."""

    model_config = ConfigDict(extra="ignore")

    trigger_id: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=1000)] | int | None = None
    batch_date: date
    data_files_ready: Annotated[bool, Field(strict=True)]
    expected_files: Annotated[tuple[FileName, ...], Field(min_length=1, max_length=1000)]
    files: tuple[ManifestFile, ...] = ()

    @field_validator("expected_files")
    @classmethod
    def _plain_names(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if name in (".", "..") or any(mark in name for mark in "/\\\0"):
                raise ValueError(f"{name!r} is not a plain file name in the trigger's folder")
        if len(set(names)) != len(names):
            raise ValueError("a file is named twice")
        return names

    @field_validator("files")
    @classmethod
    def _one_promise_each(cls, files: tuple[ManifestFile, ...]) -> tuple[ManifestFile, ...]:
        if len({file.name for file in files}) != len(files):
            raise ValueError("a file is named twice")
        return files


def read_trigger(landed: LandedTrigger) -> Trigger:
    """Read and check a trigger; what is wrong with it is said in `problem`.

    Raises:
        OSError: the file cannot be read.
    """
    with Path(landed.path).open("rb") as stream:
        content = stream.read(_MAX_BYTES + 1)
    sha256 = hashlib.sha256(content).hexdigest()
    if len(content) > _MAX_BYTES:
        return Trigger(landed, sha256, problem=f"the trigger has over {_MAX_BYTES} bytes")
    try:
        parsed = json.loads(content.decode("utf-16" if content.startswith(UTF16) else "utf-8-sig"))
    except (ValueError, RecursionError) as error:
        return Trigger(landed, sha256, problem=f"the trigger is not JSON: {_short(str(error))}")
    try:
        text = _TriggerText.model_validate(parsed)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"]) or "the trigger"
        return Trigger(landed, sha256, problem=f"the trigger is not valid: {where}: {_short(first['msg'])}")
    named = landed.parts.get("batch_date", "").replace("_", "-")
    problem = None
    if named and named != text.batch_date.isoformat():
        problem = f"the trigger's name says {named}, its batch_date {text.batch_date.isoformat()}"
    return Trigger(
        landed=landed,
        sha256=sha256,
        trigger_id=None if text.trigger_id is None else str(text.trigger_id),
        batch_date=text.batch_date,
        is_ready=text.data_files_ready,
        expected=text.expected_files,
        manifest={file.name: file for file in text.files},
        problem=problem,
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 200 else f"{line[:197]}..."
