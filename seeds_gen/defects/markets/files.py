"""Damage to the marketplaces' whole files."""

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
from seeds_gen.feeds.markets import CSV_FEEDS, MARKET_FEEDS

_HELD: dict[str, State] = {"markets": "held"}

DEFECTS: tuple[FileDefect, ...] = (
    FileDefect("corrected_file_new_bytes", MARKET_FEEDS, correction_wave=2),
    FileDefect("duplicate_file_same_bytes", MARKET_FEEDS, copy_wave=2),
    FileDefect("duplicate_file_other_wrapping", MARKET_FEEDS, copy_wave=2, copy_layout=rewrapped),
    FileDefect("day_in_future", MARKET_FEEDS, state=_HELD, rename=misdated),
    FileDefect("late_file", MARKET_FEEDS, wave=3),
    FileDefect("out_of_order_days", MARKET_FEEDS, wave=2),
    FileDefect("missing_column", MARKET_FEEDS, without_vital, state=_HELD),
    FileDefect("added_column", MARKET_FEEDS, added("campaign_code", "SPRING")),
    FileDefect("sql_in_header", MARKET_FEEDS, added(HOSTILE_HEADER, "1")),
    FileDefect("system_column", MARKET_FEEDS, added("ctid", "7")),
    FileDefect("spreadsheet_csv", CSV_FEEDS, spreadsheet),
    FileDefect("renamed_header_case", MARKET_FEEDS, other_case),
    FileDefect("reordered_columns", MARKET_FEEDS, reordered),
    FileDefect("bom", MARKET_FEEDS, lambda layout, _: layout.change(encoding="utf-8-sig")),
    FileDefect("utf16_file", CSV_FEEDS, lambda layout, _: layout.change(encoding="utf-16")),
    FileDefect("empty_file", MARKET_FEEDS, lambda layout, _: layout.change(body="nothing"), state=_HELD),
    FileDefect("header_only", MARKET_FEEDS, lambda layout, _: layout.change(body="header"), once=True),
    FileDefect(
        "truncated_file",
        MARKET_FEEDS,
        lambda layout, _: layout.change(body="cut"),
        state={"markets.customers": "held"},
    ),
)
