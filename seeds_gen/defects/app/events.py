"""Row defects of the mobile shop's events."""

from datetime import date, timedelta

from seeds_gen.defects.app.common import cell, common
from seeds_gen.defects.model import Record, RowDefect, Strike
from seeds_gen.feeds.app import EVENTS
from seeds_gen.forms import ENDINGS

_FIELD_LIMIT = 1 << 20
_NO_TYPE = ("", "null", '""')  # the key is left out, says null, or says nothing


def _broken_json(record: Record) -> Strike:
    """Forget quotes, a comma, or the value itself; a line may also end too soon, where its neighbours cannot mind."""
    whole, ending = record.printed.decode(), ENDINGS[record.format]
    damaged = [
        record.with_fields(event_type=record.value("event_type")),
        whole.replace('", "', '" "', 1).encode(),
        record.with_fields(session_id=","),
    ]
    if record.format == "jsonl":
        damaged.append(whole[: len(whole) * 2 // 3].encode() + ending)
    return Strike(damaged[record.number % len(damaged)], reject="broken_json")


def _missing_event_type(record: Record) -> Strike:
    nothing = _NO_TYPE[record.number % len(_NO_TYPE)]
    return Strike(record.with_fields(event_type=nothing), rule="APP_EVENTS_EVENT_TYPE_MISSING")


def _duplicate_event(record: Record) -> Strike:
    """Send an event twice: the same bytes, in turns with another time of sending; the earlier one counts."""
    again = record.printed
    if record.number % 2:
        at = record.value("timestamp")
        again = record.with_fields(timestamp=cell(record, at[:17] + "59.999Z"))
    return Strike(record.printed + again, rows=2)


def _late_event(record: Record) -> Strike:
    """Let an event arrive two to nine days after it happened."""
    at = record.value("timestamp")
    day = date.fromisoformat(at[:10]) - timedelta(days=2 + record.number % 8)
    return Strike(record.with_fields(timestamp=cell(record, f"{day}{at[10:]}")), warnings=("APP_EVENTS_LATE",))


def _nul_byte(record: Record) -> Strike:
    return Strike(record.with_fields(page='"/home\\u0000"'), reject="nul_byte")


def _overlong_field(record: Record) -> Strike:
    page = cell(record, "/search?q=" + "x" * _FIELD_LIMIT)
    return Strike(record.with_fields(page=page), reject="field_too_long")


DEFECTS: tuple[RowDefect, ...] = (
    RowDefect("broken_json", {EVENTS: "plain"}, _broken_json),
    RowDefect("missing_event_type", {EVENTS: "plain"}, _missing_event_type),
    RowDefect("duplicate_event", {EVENTS: "plain"}, _duplicate_event),
    RowDefect("late_event", {EVENTS: "plain"}, _late_event),
    RowDefect("nul_byte", {EVENTS: "plain"}, _nul_byte),
    RowDefect("overlong_field", {EVENTS: "plain"}, _overlong_field),
    *common(EVENTS),
)
