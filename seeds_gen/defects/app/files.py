"""Damage to the mobile shop's whole files."""

from seeds_gen.defects.files import (
    HOSTILE_HEADER,
    added,
    misdated,
    other_case,
    reordered,
    rewrapped,
    spreadsheet,
    without_vital,
)
from seeds_gen.defects.model import FileDefect, State
from seeds_gen.feeds.app import APP_FEEDS, EVENTS, ORDERS

_HELD: dict[str, State] = {"app": "held"}
# What is cut off in the middle of an array, of a compressed file or of a workbook cannot be told: it is held.
_HELD_IF_CUT: dict[str, State] = {
    "app.events.json": "held",
    "app.events.json.gz": "held",
    "app.events.jsonl.gz": "held",
    "app.inventory": "held",
}

DEFECTS: tuple[FileDefect, ...] = (
    FileDefect("corrected_file_new_bytes", APP_FEEDS, correction_wave=2),
    FileDefect("duplicate_file_same_bytes", APP_FEEDS, copy_wave=2),
    FileDefect("duplicate_file_other_wrapping", (EVENTS, ORDERS), copy_wave=2, copy_layout=rewrapped),
    FileDefect("day_in_future", APP_FEEDS, state=_HELD, rename=misdated),
    FileDefect("late_file", APP_FEEDS, wave=3),
    FileDefect("out_of_order_days", APP_FEEDS, wave=2),
    FileDefect("missing_column", APP_FEEDS, without_vital, state=_HELD),
    FileDefect("added_column", APP_FEEDS, added("campaign_code", "SPRING")),
    FileDefect("sql_in_header", APP_FEEDS, added(HOSTILE_HEADER, "1")),
    FileDefect("system_column", APP_FEEDS, added("ctid", "7")),
    FileDefect("spreadsheet_csv", (ORDERS,), spreadsheet),
    FileDefect("renamed_header_case", APP_FEEDS, other_case),
    FileDefect("reordered_columns", APP_FEEDS, reordered),
    FileDefect("bom", (EVENTS, ORDERS), lambda layout, _: layout.change(encoding="utf-8-sig")),
    FileDefect("utf16_file", (ORDERS,), lambda layout, _: layout.change(encoding="utf-16")),
    FileDefect("empty_file", APP_FEEDS, lambda layout, _: layout.change(body="nothing"), state=_HELD),
    FileDefect("header_only", APP_FEEDS, lambda layout, _: layout.change(body="header"), once=True),
    FileDefect("truncated_file", APP_FEEDS, lambda layout, _: layout.change(body="cut"), state=_HELD_IF_CUT),
)
