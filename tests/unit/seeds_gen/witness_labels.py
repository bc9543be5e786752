"""Compare what the truth says of the files with what the witness saw of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar


class Seen(Protocol):
    """A file version as any of the witnesses reads it."""

    path: str
    wave: int
    state: str

    @property
    def sha256(self) -> str: ...


Kind = TypeVar("Kind", bound=Seen)


def matched(truth: Mapping[str, Any], readings: Sequence[Kind]) -> Iterator[tuple[dict[str, Any], Kind]]:
    """Each file version of the truth with its reading: they are the same files with the same bytes and the same end."""
    by_version = {(reading.path, reading.wave): reading for reading in readings}
    assert {(entry["path"], entry["wave"]) for entry in truth["files"]} == set(by_version)
    for entry in truth["files"]:
        reading = by_version[entry["path"], entry["wave"]]
        assert (entry["sha256"], entry["state"]) == (reading.sha256, reading.state), entry
        yield entry, reading


def check_untouched(truth: Mapping[str, Any]) -> None:
    """Nothing was damaged and nothing refused."""
    for entry in truth["files"]:
        assert (entry["state"], entry["wave"]) == ("loaded", 1)
        assert not entry["rejects"]
        assert not entry["rule_rejects"]
        assert not entry["defects"]


def check_labels(entry: Mapping[str, Any], refused: Mapping[int, str], codes: Mapping[int, Sequence[str]]) -> None:
    """Every damaged record is labelled with what becomes of it, and nothing else is called damaged.

    `refused` are structural reasons by record number; `codes` what the rules say of the others, errors with `rule:` and
    flags with `warn:` before the code.
    """
    if entry["state"] not in ("loaded", "superseded"):
        assert entry["labels"] == {}
        return
    seen = {number: {f"reject:{reason}"} for number, reason in refused.items()}
    seen |= {number: set(found) for number, found in codes.items()}
    labelled = {(number, outcome) for labels in entry["labels"].values() for number, outcome in labels}
    for number, outcome in labelled:
        # What is usual in the shop says nothing of a file, so a doubt is looked for in the warehouse (tests/e2e).
        if outcome == "accepted" or outcome.startswith("doubt:"):
            assert not [found for found in seen[number] if not found.startswith("warn:")], (entry["path"], number)
        else:
            assert outcome in seen[number], (entry["path"], number, outcome, seen[number])
    lost = {(at, found) for at, all_found in seen.items() for found in all_found if not found.startswith("warn:")}
    assert lost == {pair for pair in labelled if pair[1].startswith(("reject:", "rule:"))}, entry["path"]
    for defect, labels in entry["labels"].items():
        records = {number for number, _ in labels}
        per_strike = {"duplicate_line": 2, "order_without_shipping": 0}.get(defect, 1)
        if defect != "duplicate_event":
            assert len(records) == entry["defects"][defect] * per_strike, (entry["path"], defect)
