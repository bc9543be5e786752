"""`compat/dbt_expectations` stands in for the hub's package: same names, same arguments, same verdicts."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.cli.main import dbtRunner

from warehouse.settings import WarehouseSettings

ROOT = Path(__file__).resolve().parents[2]
COMPAT = ROOT / "compat" / "dbt_expectations"

# The arguments that the hub package's manual documents, besides `model` and `column_name`.
DOCUMENTED = {
    "expect_column_pair_values_A_to_be_greater_than_B": {"column_A", "column_B", "or_equal", "row_condition"},
    "expect_column_values_to_be_between": {"min_value", "max_value", "row_condition", "strictly"},
    "expect_column_values_to_be_in_set": {"value_set", "quote_values", "row_condition"},
    "expect_column_values_to_match_regex": {"regex", "row_condition", "is_raw", "flags"},
    "expect_compound_columns_to_be_unique": {"column_list", "quote_columns", "ignore_row_if", "row_condition"},
    "expect_table_row_count_to_equal_other_table": {
        *("compare_model", "group_by", "compare_group_by", "factor", "row_condition", "compare_row_condition"),
    },
}

# Verdicts on the rows below, as the hub package's manual states them: a null fails a set and an expression, and passes
# a range and a comparison.
ROWS = "select * from (values (1, 10, 'ab', 'x'), (2, 20, 'cd', 'x'), (3, null, null, 'y')) as r (id, n, word, kind)"
TEST = "dbt_expectations.expect_"
COLUMN_CASES: dict[str, list[tuple[str, dict[str, Any], bool]]] = {
    "n": [
        ("column_values_to_be_between", {"min_value": 10, "max_value": 20}, True),
        ("column_values_to_be_between", {"min_value": 10, "max_value": 20, "strictly": True}, False),
        ("column_values_to_be_between", {"min_value": 11}, False),
        ("column_values_to_be_between", {"min_value": 11, "row_condition": "id = 2"}, True),
        ("column_values_to_be_in_set", {"value_set": [10, 20], "quote_values": False}, False),
        (
            "column_values_to_be_in_set",
            {"value_set": [10, 20], "quote_values": False, "row_condition": "n is not null"},
            True,
        ),
    ],
    "word": [
        ("column_values_to_be_in_set", {"value_set": ["ab", "cd", "it's"], "row_condition": "id < 3"}, True),
        ("column_values_to_be_in_set", {"value_set": ["ab"], "row_condition": "id < 3"}, False),
        ("column_values_to_match_regex", {"regex": "[bd]", "row_condition": "id < 3"}, True),
        ("column_values_to_match_regex", {"regex": "[bd]"}, False),
        ("column_values_to_match_regex", {"regex": "^B", "row_condition": "id = 1"}, False),
        ("column_values_to_match_regex", {"regex": "B$", "row_condition": "id = 1", "flags": "i"}, True),
    ],
}
MODEL_CASES: list[tuple[str, dict[str, Any], bool]] = [
    ("column_pair_values_A_to_be_greater_than_B", {"column_A": "n", "column_B": "id"}, True),
    ("column_pair_values_A_to_be_greater_than_B", {"column_A": "id", "column_B": "id"}, False),
    ("column_pair_values_A_to_be_greater_than_B", {"column_A": "id", "column_B": "id", "or_equal": True}, True),
    ("compound_columns_to_be_unique", {"column_list": ["kind", "word"]}, True),
    ("compound_columns_to_be_unique", {"column_list": ["kind"]}, False),
    ("compound_columns_to_be_unique", {"column_list": ["kind"], "row_condition": "id > 1"}, True),
    ("table_row_count_to_equal_other_table", {"compare_model": "ref('twice')", "factor": 0.5}, True),
    ("table_row_count_to_equal_other_table", {"compare_model": "ref('twice')"}, False),
    ("table_row_count_to_equal_other_table", {"compare_model": "ref('twice')", "row_condition": "id < 0"}, False),
    (
        "table_row_count_to_equal_other_table",
        {"compare_model": "ref('twice')", "group_by": ["kind"], "compare_row_condition": "copy = 1"},
        True,
    ),
    (
        "table_row_count_to_equal_other_table",
        {"compare_model": "ref('twice')", "group_by": ["id"], "compare_row_condition": "copy = 1 and id < 3"},
        False,
    ),
]


def implemented() -> dict[str, set[str]]:
    """Tests that the compat package defines, each with its arguments."""
    tests = {}
    for file in (COMPAT / "macros").glob("*.sql"):
        for name, arguments in re.findall(r"{%-?\s*test\s+(\w+)\(([^)]*)\)", file.read_text()):
            tests[name] = {part.split("=")[0].strip() for part in arguments.split(",")} - {"model", "column_name", ""}
    return tests


def used() -> dict[str, set[str]]:
    """Tests of dbt_expectations that the project's yml files use, each with the arguments given anywhere."""
    tests: dict[str, set[str]] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                if str(key).startswith("dbt_expectations."):
                    tests.setdefault(key.split(".")[1], set()).update((value or {}).get("arguments", {}))
                walk(value)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    for folder in ("models", "seeds"):
        for file in (ROOT / "dbt_project" / folder).rglob("*.yml"):
            walk(yaml.safe_load(file.read_text()))
    return tests


def test_every_test_the_project_uses_is_in_the_compat_package_and_nothing_else_is() -> None:
    assert set(used()) == set(implemented())


def test_the_arguments_are_those_of_the_hub_package() -> None:
    assert implemented() == {name: DOCUMENTED[name] for name in implemented()}
    assert all(arguments <= DOCUMENTED[name] for name, arguments in used().items())


def test_the_verdicts_are_those_of_the_hub_package(
    warehouse: WarehouseSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = write_project(tmp_path, warehouse)
    monkeypatch.chdir(tmp_path)
    common = ["--quiet", "--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
    assert dbtRunner().invoke(["--no-send-anonymous-usage-stats", "--quiet", "deps", *common[1:3]]).success
    outcome: Any = dbtRunner().invoke(["--no-send-anonymous-usage-stats", "--quiet", "build", *common[1:]]).result
    verdicts = {
        result.node.name: result.status == "pass" for result in outcome.results if result.node.resource_type == "test"
    }
    assert verdicts == expected


def write_project(folder: Path, warehouse: WarehouseSettings) -> dict[str, bool]:
    """A dbt project of two models with one test for each case; returns test name -> whether it should pass."""
    expected: dict[str, bool] = {}

    def test_of(name: str, arguments: dict[str, Any], *, passes: bool) -> dict[str, Any]:
        label = f"case_{len(expected)}_{name}"
        expected[label] = passes
        return {TEST + name: {"name": label, "arguments": arguments}}

    columns = [
        {"name": column, "data_tests": [test_of(name, arguments, passes=ok) for name, arguments, ok in cases]}
        for column, cases in COLUMN_CASES.items()
    ]
    tests = [test_of(name, arguments, passes=ok) for name, arguments, ok in MODEL_CASES]
    profile = {"type": "postgres", "host": str(warehouse.socket_dir), "port": 5432, "user": "transformer"}
    profile |= {"password": "local", "dbname": "tillhouse", "schema": "staging", "threads": 2}
    files: dict[str, Any] = {
        "dbt_project.yml": {
            **{"name": "cases", "version": "1.0.0", "profile": "cases"},
            **{"flags": {"require_generic_test_arguments_property": True}},
        },
        "profiles.yml": {"cases": {"target": "test", "outputs": {"test": profile}}},
        "packages.yml": {"packages": [{"local": str(COMPAT)}]},
        "models/cases.yml": {"models": [{"name": "one_each", "data_tests": tests, "columns": columns}]},
    }
    (folder / "models").mkdir()
    for path, content in files.items():
        (folder / path).write_text(yaml.safe_dump(content))
    (folder / "models" / "one_each.sql").write_text(ROWS)
    # Not built on the other model: a failing test of that would skip this one.
    twice = f"select * from ({ROWS}) as rows_once cross join (values (1), (2)) as copies (copy)"
    (folder / "models" / "twice.sql").write_text(twice)
    return expected
