import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from orchestration.cli.output import emit_json, escaped, printable, show_table, text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (42481, "42,481"),
        (True, "yes"),
        (Decimal("748957.0200"), "748,957.02"),
        (datetime(2010, 12, 1, 8, 26, tzinfo=UTC), "2010-12-01 08:26:00"),
        ({"nul_byte": 2, "too_few_fields": 1200}, "nul_byte 2, too_few_fields 1,200"),
        ({}, "–"),
        (["colour", "size"], "colour, size"),
    ],
)
def test_values_are_written_for_people(value: object, shown: str) -> None:
    assert text(value) == shown


def test_control_characters_from_outside_cannot_drive_the_terminal() -> None:
    assert printable("a\x1b[2Jb\u202ed") == "a\\x1b[2Jb\\u202ed"
    assert escaped("a\x1b[2Jb\nc") == "a\\x1b[2Jb\\nc"


def test_a_message_of_several_lines_is_shown_on_one_without_a_trace_of_them() -> None:
    assert printable("Database Error\n  in model x\r\n\tno such column") == "Database Error in model x no such column"


def test_text_of_other_scripts_stays_readable() -> None:
    assert printable("Café ₦ 東京") == "Café ₦ 東京"


def test_a_table_in_a_pipe_is_aligned_text_without_boxes(capsys: pytest.CaptureFixture[str]) -> None:
    show_table("files", ("path", "rows"), [("a.csv", 1234), ("[red]b.csv", None)], right=("rows",))
    assert capsys.readouterr().out == "files\n  path         rows\n  a.csv       1,234\n  [red]b.csv      –\n\n"


def test_json_rounds_no_money_and_keeps_times_iso(capsys: pytest.CaptureFixture[str]) -> None:
    emit_json({"net": Decimal("748957.0200"), "at": datetime(2010, 12, 1, tzinfo=UTC), "none": None})
    assert json.loads(capsys.readouterr().out) == {
        "net": "748957.0200",
        "at": "2010-12-01T00:00:00+00:00",
        "none": None,
    }
