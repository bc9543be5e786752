"""Which column each key of a feed's objects feeds; keys nobody knows add columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter

from ingestion.contracts.model import Contract, fold
from ingestion.reading.headers import MAX_COLUMNS, HeaderMatch, match_header, raw_name
from ingestion.reading.json.values import DamageError
from ingestion.reading.reader import HoldError

_LONGEST_KEY = 1024
# The objects of a feed have few orders of keys; those of a hostile file must not fill the memory.
_MOST_LAYOUTS = 256

Layout = Callable[[Sequence[bytes]], tuple[bytes, ...]]


class Columns:
    """The columns of one file: those of the contract, and behind them what other keys add.

    Attributes:
        names: raw names of the columns in order.
    """

    def __init__(self, contract: Contract) -> None:
        """Begin with the contract's columns."""
        self.names = [column.raw for column in contract.columns]
        self._contract = contract
        self._place_of = {
            fold(name): place
            for place, column in enumerate(contract.columns)
            for name in (column.name, *column.aliases)
        }
        self._required = {place for place, column in enumerate(contract.columns) if column.required}
        # The keys met, as they were written first, by their column.
        self._met: dict[int, str] = {}
        self._layouts: dict[tuple[str, ...], Layout] = {}

    def layout(self, keys: tuple[str, ...]) -> Layout:
        """What brings the fields of an object with these keys, and an empty one behind them, into the columns' order.

        An empty field is added behind the last column: what follows in a row then begins after a comma in any case.

        Raises:
            DamageError: a key cannot be read, or two keys feed one column.
            HoldError: there are more keys than are read.
        """
        layout = self._layouts.get(keys)
        if layout is None:
            field_of = {place: field for field, place in enumerate(self._places(keys))}
            empty = len(keys)
            layout = itemgetter(*(field_of.get(place, empty) for place in range(len(self.names))), empty)
            if len(self._layouts) == _MOST_LAYOUTS:
                self._layouts.clear()
            self._layouts[keys] = layout
        return layout

    def match(self, parts: Mapping[str, str]) -> HeaderMatch:
        """How the keys of all objects match the contract, in a file whose path has these parts."""
        return match_header(list(self._met.values()), self._contract, parts, is_ordered=False)

    def is_record(self, keys: Iterable[str]) -> bool:
        """Whether the keys are those of a record of this feed: all that must be there, or any where nothing must."""
        known = {place for key in keys if (place := self._place_of.get(fold(key))) is not None}
        return self._required <= known if self._required else bool(known)

    def _places(self, keys: tuple[str, ...]) -> list[int]:
        for key in keys:
            _check_key(key)
        folded = [fold(key) for key in keys]
        # What is not known yet is told apart by its spelling.
        feeds = [self._place_of.get(name, name) for name in folded]
        if len(set(feeds)) < len(feeds):
            raise repeated(next(key for key, feed in zip(keys, feeds, strict=True) if feeds.count(feed) > 1))
        new = [(name, key) for name, feed, key in zip(folded, feeds, keys, strict=True) if name == feed]
        if len(self.names) + len(new) > MAX_COLUMNS:
            raise HoldError(f"its objects have more than {MAX_COLUMNS} keys, no more are read")
        for name, key in new:
            self._place_of[name] = len(self.names)
            self.names.append(raw_name(key, self._contract))
            self._layouts.clear()
        places = [self._place_of[name] for name in folded]
        for place, key in zip(places, keys, strict=True):
            self._met.setdefault(place, key)
        return places


def repeated(key: str) -> DamageError:
    """A key that an object has twice."""
    return DamageError("duplicate_key", f"the key {key[:60]!r} comes twice, case and punctuation aside")


def _check_key(key: str) -> None:
    size = len(key.encode())
    if size > _LONGEST_KEY:
        raise DamageError("field_too_long", f"a key of {size} bytes, at most {_LONGEST_KEY} are read")
    if "\0" in key:
        raise DamageError("nul_byte", f"\\u0000 in the key {key[:60]!r}")
