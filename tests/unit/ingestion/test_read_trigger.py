"""Whatever is wrong with a trigger is said in one line; nothing in it is ever trusted as a path."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ingestion.landed import LandedTrigger, Trigger
from ingestion.landing.triggers import read_trigger

GOOD: dict[str, Any] = {
    **{"trigger_id": "b1", "batch_date": "2025-01-15", "data_files_ready": True},
    **{"expected_files": ["orders_2025_01_15.csv"], "trigger_timestamp": "2025-01-15T10:00:00Z"},
}


def read(folder: Path, content: bytes | dict[str, Any]) -> Trigger:
    path = folder / "trigger_2025_01_15.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_trigger(LandedTrigger(path, f"storefront/{path.name}", "storefront", {"batch_date": "2025_01_15"}))


def test_good_trigger_is_read(tmp_path: Path) -> None:
    trigger = read(tmp_path, GOOD)
    assert (trigger.problem, trigger.is_ready, trigger.expected) == (None, True, ("orders_2025_01_15.csv",))
    assert (trigger.trigger_id, str(trigger.batch_date)) == ("b1", "2025-01-15")
    assert trigger.sha256 == hashlib.sha256(json.dumps(GOOD).encode()).hexdigest()


@pytest.mark.parametrize("key", ["trigger_id", "trigger_timestamp"])
def test_optional_keys_come_and_go(tmp_path: Path, key: str) -> None:
    content = {name: value for name, value in GOOD.items() if name != key}
    assert read(tmp_path, {**content, "metadata": {"x": [1, None]}, "новый": "ключ"}).problem is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_trigger_is_read_in_the_encodings_of_other_files(tmp_path: Path, encoding: str) -> None:
    text = json.dumps(GOOD)
    content = (f"\ufeff{text}" if encoding in ("utf-16-le", "utf-16-be") else text).encode(encoding)
    assert read(tmp_path, content).problem is None
    assert "is not JSON" in (read(tmp_path, content[:-9]).problem or "")


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"{", b"{broken", b"[1, 2", b"\x00", b"\xff\xfe{}", b"{'batch_date': 1}", b"\xff", b"nan nan"),
        *(b"[" * 100_000, b'{"a":' * 100_000, b"[" * 100_000 + b"]" * 100_000, b"1" * 5000, b" " * (1 << 20) + b"{}"),
        *(b"null", b"[]", b'"text"', b"12", b"true", b"{}"),
    ],
    ids=lambda content: f"{content[:12]!r} {len(content)}",
)
def test_what_is_not_a_trigger_is_a_problem_in_one_line(tmp_path: Path, content: bytes) -> None:
    trigger = read(tmp_path, content)
    assert trigger.problem is not None
    assert len(trigger.problem) < 300
    assert trigger.problem.isprintable()
    assert trigger.expected == ()


@pytest.mark.parametrize("key", ["batch_date", "data_files_ready", "expected_files"])
def test_missing_key_is_named(tmp_path: Path, key: str) -> None:
    problem = read(tmp_path, {name: value for name, value in GOOD.items() if name != key}).problem
    assert problem == f"the trigger is not valid: {key}: Field required"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("batch_date", value) for value in ("15/01/2025", "2025-02-30", "2025_01_15", None, [], "x")),
        *(("data_files_ready", value) for value in ("true", 1, None, "yes")),
        *(
            ("expected_files", value)
            for value in ("orders_2025_01_15.csv", [], None, {}, [1], [None], [[]], [""], ["x" * 256])
        ),
        ("expected_files", [f"f{number}.csv" for number in range(1001)]),
        *(("trigger_id", value) for value in (["a"], {"a": 1}, "a\0b", "x" * 1001)),
        *(
            ("files", value)
            for value in ([{}], [{"name": 1}], [{"name": "a", "rows": -1}], [{"name": "a", "rows": "2"}], "x")
        ),
        *(("files", [{"name": "a", "sha256": value}]) for value in ("0" * 63, "g" * 64, 1)),
        ("files", [{"name": "a", "rows": 1}, {"name": "a", "rows": 2}]),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_wrong_value_names_its_key(tmp_path: Path, key: str, value: object) -> None:
    problem = read(tmp_path, GOOD | {key: value}).problem
    assert problem is not None
    assert problem.startswith(f"the trigger is not valid: {key}")
    assert problem.isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "..",
        ".",
        "../orders.csv",
        "/etc/passwd",
        "a/b.csv",
        "a\\b.csv",
        "..\\x",
        "a\0.csv",
        "\\\\host\\share",
        "C:\\x",
        "./a",
        "a/",
    ],
)
def test_name_that_is_a_path_is_refused(tmp_path: Path, name: str) -> None:
    trigger = read(tmp_path, GOOD | {"expected_files": ["orders_2025_01_15.csv", name]})
    assert trigger.problem is not None
    assert "is not a plain file name in the trigger's folder" in trigger.problem
    assert trigger.expected == ()


def test_lone_surrogate_in_any_text_is_refused(tmp_path: Path) -> None:
    for changes in ({"trigger_id": "\ud800"}, {"expected_files": ["\udfff.csv"]}, {"files": [{"name": "\ud800"}]}):
        assert read(tmp_path, GOOD | changes).problem is not None


def test_file_named_twice_is_refused(tmp_path: Path) -> None:
    problem = read(tmp_path, GOOD | {"expected_files": ["a.csv", "b.csv", "a.csv"]}).problem
    assert problem is not None
    assert "a file is named twice" in problem


def test_day_of_the_name_and_of_the_text_must_agree(tmp_path: Path) -> None:
    problem = read(tmp_path, GOOD | {"batch_date": "2025-01-16"}).problem
    assert problem == "the trigger's name says 2025-01-15, its batch_date 2025-01-16"


def test_promises_allow_only_what_they_promise(tmp_path: Path) -> None:
    digest = "AB" * 32
    files = [{"name": "a.csv", "sha256": digest, "rows": 2}, {"name": "b.csv"}]
    trigger = read(tmp_path, GOOD | {"files": files})
    assert trigger.manifest["a.csv"].sha256 == digest.lower()
    assert trigger.allows("storefront/a.csv", digest.lower())
    assert not trigger.allows("storefront/a.csv", "0" * 64)
    assert trigger.allows("storefront/b.csv", "0" * 64)
    assert trigger.allows("storefront/c.csv", "0" * 64)
