"""The two grocery marketplaces as one source: three feeds of each, a file a day of every feed."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from seeds_gen.answers.truth import BatchEntry, Entity, FileEntry
from seeds_gen.defects.plan import Lane
from seeds_gen.feeds.marketplaces import MARKETS
from seeds_gen.feeds.markets import MARKET_FEEDS
from seeds_gen.request import Request
from seeds_gen.shops.markets.place import Marketplace, file_path, lane_name
from seeds_gen.shops.source import Site, SourceKind


class Markets:
    """Both markets through the days."""

    def __init__(self, site: Site) -> None:
        """Open the markets."""
        self._site = site
        self._places = [Marketplace(site, market) for market in MARKETS]

    def run(self) -> Iterator[FileEntry]:
        """Write the files day by day; yields their entries in the truth."""
        for number in range(self._site.request.days):
            for place in self._places:
                yield from place.write(number)
            self._site.on_step(number + 1)
        for place in self._places:
            place.settle()

    def batches(self) -> tuple[BatchEntry, ...]:
        """Return nothing: the markets have no triggers."""
        return ()

    def customers(self) -> Iterator[Entity]:
        """Yield the customers of both markets, each with the one version that counts."""
        return chain.from_iterable(place.customers.entities() for place in self._places)

    def products(self) -> Iterator[Entity]:
        """Yield what was sold at a price, with its categories, prices and costs."""
        return chain.from_iterable(place.goods.products() for place in self._places)


def _lanes(request: Request) -> list[Lane]:
    days = [request.start + timedelta(days=number) for number in range(request.days)]
    return [
        Lane(lane_name(feed), (feed,), tuple(file_path(feed, day) for day in days), full_first=feed.name == "customers")
        for feed in MARKET_FEEDS
    ]


KIND = SourceKind(name="markets", feeds=MARKET_FEEDS, lanes=_lanes, steps=lambda request: request.days, open=Markets)
