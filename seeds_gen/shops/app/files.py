"""Which files the mobile shop writes, where they land, and in which form."""

from dataclasses import dataclass
from datetime import date, timedelta

from seeds_gen.defects.model import Layout
from seeds_gen.defects.plan import Lane
from seeds_gen.feeds.app import EVENTS, INVENTORY, ORDERS
from seeds_gen.feeds.feed import Feed
from seeds_gen.request import Request

DAYS_BETWEEN_STOCK_FILES = 7


@dataclass(frozen=True)
class Form:
    """How a file is written: what its name ends with, and whether an array is spread for people to read."""

    suffix: str
    pretty: bool = False

    def layout(self, feed: Feed) -> Layout:
        """Return the layout of an undamaged file."""
        written_as = self.suffix.removesuffix(".gz")
        compressed = self.suffix.endswith(".gz")
        return Layout.of(feed).change(format=written_as, compressed=compressed, pretty=self.pretty)


CSV, XLSX, ARRAY, LINES = Form("csv"), Form("xlsx"), Form("json"), Form("jsonl")
# The event files of consecutive days, over and over: the exporter has been changed more than once.
_EVENT_FORMS = (LINES, ARRAY, Form("jsonl.gz"), Form("json", pretty=True), LINES, Form("json.gz"))


def event_form(day: date) -> Form:
    """Choose the form of a day's event file."""
    return _EVENT_FORMS[day.toordinal() % len(_EVENT_FORMS)]


def file_path(feed: Feed, day: date, form: Form) -> str:
    """Return where a file of a day lands."""
    return f"app/{feed.name}/{feed.name}_{day:%Y_%m_%d}.{form.suffix}"


def lanes(request: Request) -> tuple[Lane, ...]:
    """List the files of each feed."""
    days = [request.start + timedelta(days=number) for number in range(request.days)]
    events = [file_path(EVENTS, day, event_form(day)) for day in days]
    return (
        Lane("app.events", (EVENTS,), tuple(events)),
        Lane("app.orders", (ORDERS,), tuple(file_path(ORDERS, day, CSV) for day in days)),
        Lane(
            "app.inventory",
            (INVENTORY,),
            tuple(file_path(INVENTORY, day, XLSX) for day in days[::DAYS_BETWEEN_STOCK_FILES]),
        ),
    )
