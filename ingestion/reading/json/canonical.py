"""Write a shop's JSON again as the csv the database loads: one row per object, one column per key.

Most objects are taken apart by one pattern (`shapes`), the others are parsed exactly (`elements`). DuckDB reads JSON
faster than either, but spells numbers anew (`1.10` becomes `1.1`) and takes `NaN` and a comma too many for JSON.
"""

import codecs
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from ingestion.contracts.model import Contract, fold
from ingestion.reading.headers import MAX_COLUMNS, HeaderMatch, match_header, raw_name
from ingestion.reading.json.array import ArrayReader, Element
from ingestion.reading.json.elements import Member, parse
from ingestion.reading.json.shapes import Match, Shape, Shapes
from ingestion.reading.json.tail import ends_in_bracket
from ingestion.reading.json.values import DamageError
from ingestion.reading.lines import LONGEST_LINE, Line, read_lines
from ingestion.reading.parts import PartWriter
from ingestion.reading.reader import Canonical, HoldError, OnReject, Reject, Source

_BLANK = b" \t\r\n"


class JsonCanonicaliser:
    """Canonicalises JSON files one after another in bounded memory."""

    def __init__(self, *, is_array: bool) -> None:
        """Read arrays, or lines with an object on each."""
        self._is_array = is_array

    def read(self, source: Source, on_reject: OnReject) -> Canonical:
        """Write the good objects of a file as csv; see `ingestion.reading.Reader`.

        Raises:
            OSError: a file cannot be read or written.
        """
        if source.seen.size_bytes == 0:
            return Canonical(HeaderMatch(()), problem="the file is empty")
        with source.path.open("rb") as stream, PartWriter(source.target, source.lineage) as writer:
            start = len(codecs.BOM_UTF8) if stream.read(3) == codecs.BOM_UTF8 else 0
            stream.seek(start)
            rows = _Rows(source.contract, writer, on_reject)
            problem = None
            try:
                if self._is_array:
                    rows.take_array(stream, start, source.path)
                else:
                    rows.take_lines(stream, start)
            except HoldError as error:
                problem = str(error)
            match = rows.match()
            parts = writer.finish()
        return Canonical(match, rows.read, rows.loaded, dict(rows.rejected), parts, problem or match.problem)


class _Rows:
    """Turns the objects of one file into rows, and keeps the keys that were met."""

    def __init__(self, contract: Contract, writer: PartWriter, on_reject: OnReject) -> None:
        """Begin with the contract's columns: only keys it does not know add to them."""
        self.read = self.loaded = 0
        self.rejected: Counter[str] = Counter()
        self._contract = contract
        self._limit = contract.max_field_bytes
        self._shapes = Shapes()
        self._writer = writer
        self._on_reject = on_reject
        self._columns = [column.raw for column in contract.columns]
        self._place_of = {
            fold(name): place
            for place, column in enumerate(contract.columns)
            for name in (column.name, *column.aliases)
        }
        self._required = {place for place, column in enumerate(contract.columns) if column.required}
        # The keys met, as they were written first, by their column.
        self._met: dict[int, str] = {}
        writer.begin(self._columns)

    def match(self) -> HeaderMatch:
        """How the keys of all objects match the contract; of a file without objects there is nothing to say."""
        if not self.loaded:
            return HeaderMatch(tuple(self._columns))
        return match_header(list(self._met.values()), self._contract, is_ordered=False)

    def take_lines(self, stream: BinaryIO, start: int) -> None:
        """Every line that is not blank is an object."""
        for line in read_lines(stream):
            data = line.data
            found = self._shapes.match(data) if line.is_sound and len(data) <= self._limit else None
            if found and not data[found[1].end() :].strip(_BLANK):
                self.read += 1
                if not self._write_matched(*found):
                    self._take_line(line, start)
            elif data.strip(_BLANK) or line.size > len(data):
                self.read += 1
                self._take_line(line, start)

    def take_array(self, stream: BinaryIO, start: int, path: Path) -> None:
        """Every element of the array is an object.

        Raises:
            HoldError: it is no array, is cut off, or cannot be told apart.
        """
        reader = ArrayReader(stream, start, self._shapes, self._limit, self._is_record)
        reader.begin()
        if not ends_in_bracket(path):
            raise HoldError("the array does not end: the file is cut off")
        for element in reader.elements():
            self.read += 1
            if element.matched and element.size <= self._limit and self._write_matched(*element.matched):
                continue
            self._take_element(reader, element)

    def _take_element(self, reader: ArrayReader, element: Element) -> None:
        data = element.matched[1][0] if element.matched else element.data
        damage = element.damage
        try:
            if damage is None:
                members = element.members if element.members is not None else parse(data, self._limit)
                self._write_members(members)
        except DamageError as error:
            damage = error
        if damage is not None:
            self._refuse(damage, reader.line_of(element), element.offset, data)

    def _take_line(self, line: Line, start: int) -> None:
        try:
            self._write_members(_parse_line(line, self._limit))
        except DamageError as damage:
            self._refuse(damage, line.number, start + line.offset, line.data.removesuffix(b"\r"))

    def _write_matched(self, shape: Shape, match: Match) -> bool:
        """Write an object that a shape took apart; False when it must be parsed exactly."""
        if not shape.is_placed:
            # Its keys were met in this file, or it would not have been learnt.
            places = [self._place_of[fold(key)] for key in shape.keys]
            if len(set(places)) < len(places):
                # A name and its alias: an object with both is damaged, which the shape does not see.
                return False
            shape.place(places, len(self._columns))
        fields = shape.fields(match)
        if fields is None:
            return False
        self._write(b",".join(fields))
        return True

    def _write_members(self, members: list[Member]) -> None:
        places = self._places(members)
        fields = [b""] * (len(self._columns) + 1)
        for place, member in zip(places, members, strict=True):
            fields[place] = member.field
            self._met.setdefault(place, member.key)
        self._write(b",".join(fields))
        self._shapes.learn(members)

    def _write(self, fields: bytes) -> None:
        self._writer.write(fields, self.read)
        self.loaded += 1

    def _places(self, members: list[Member]) -> list[int]:
        """The column each key feeds; a key nobody knows adds one.

        Raises:
            DamageError: two keys feed one column.
            HoldError: there are more keys than are read.
        """
        folded = [_fold(member.key) for member in members]
        # What is not known yet is told apart by its spelling.
        feeds = [self._place_of.get(key, key) for key in folded]
        if len(set(feeds)) < len(feeds):
            twice = next(member.key for feed, member in zip(feeds, members, strict=True) if feeds.count(feed) > 1)
            raise DamageError("duplicate_key", f"the key {twice[:60]!r} comes twice, case and punctuation aside")
        new = [(key, member.key) for key, feed, member in zip(folded, feeds, members, strict=True) if key == feed]
        if len(self._columns) + len(new) > MAX_COLUMNS:
            raise HoldError(f"its objects have more than {MAX_COLUMNS} keys, no more are read")
        for key, written in new:
            self._place_of[key] = len(self._columns)
            self._columns.append(raw_name(written, self._contract))
        if new:
            self._writer.begin(self._columns)
            self._shapes.forget_places()
        return [self._place_of[key] for key in folded]

    def _is_record(self, members: list[Member]) -> bool:
        """Whether members are those of a record of this feed: all that must be there, or any where nothing must."""
        known = {place for member in members if (place := self._place_of.get(fold(member.key))) is not None}
        return self._required <= known if self._required else bool(known)

    def _refuse(self, damage: DamageError, line: int, offset: int, data: bytes) -> None:
        self.rejected[damage.reason] += 1
        self._on_reject(Reject(self.read, line, offset, damage.reason, damage.detail, data))


_fold = lru_cache(maxsize=4096)(fold)


def _parse_line(line: Line, most_bytes: int) -> list[Member]:
    if line.size > LONGEST_LINE:
        raise DamageError("field_too_long", f"a line of {line.size} bytes")
    return parse(line.data, most_bytes)
