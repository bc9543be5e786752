"""Whether a command builds the whole project, and what it says it builds when not."""

from typing import Any

import pytest

from dbt_tillhouse.invocation import read_flags

NOTHING_GIVEN = {"SELECT": (), "EXCLUDE": (), "SELECTOR": None, "RESOURCE_TYPES": [], "EMPTY": False, "SAMPLE": None}


def test_a_build_without_a_selection_is_a_full_one() -> None:
    assert read_flags("build", NOTHING_GIVEN).selection is None
    assert read_flags("build", NOTHING_GIVEN | {"FULL_REFRESH": True}).is_full_refresh


@pytest.mark.parametrize("command", ["run", "test", "seed", "snapshot", "clone", "retry", "run-operation"])
def test_every_other_command_builds_a_part(command: str) -> None:
    assert read_flags(command, NOTHING_GIVEN).selection == f"dbt {command}"


@pytest.mark.parametrize(
    ("flags", "selection"),
    [
        ({"SELECT": ("a+", "b")}, "dbt build --select a+ b"),
        ({"EXCLUDE": ("a",), "SELECTOR": "gate"}, "dbt build --exclude a --selector gate"),
        ({"RESOURCE_TYPES": ["model"]}, "dbt build --resource-type model"),
        ({"EMPTY": True}, "dbt build --empty"),
        ({"SAMPLE": "3 days"}, "dbt build --sample"),
    ],
)
def test_a_build_of_a_part_says_which(flags: dict[str, Any], selection: str) -> None:
    assert read_flags("build", NOTHING_GIVEN | flags).selection == selection


def test_a_default_selector_makes_a_part_unless_something_else_was_selected() -> None:
    assert read_flags("build", NOTHING_GIVEN, default_selector="mine").selection == "dbt build --selector mine"
    selected = NOTHING_GIVEN | {"SELECT": ("a",)}
    assert read_flags("build", selected, default_selector="mine").selection == "dbt build --select a"


def test_rows_that_are_not_what_the_code_says_are_told_apart() -> None:
    assert read_flags("run", NOTHING_GIVEN | {"EMPTY": True}).is_twisted
    assert not read_flags("run", NOTHING_GIVEN | {"SELECT": ("a",)}).is_twisted
