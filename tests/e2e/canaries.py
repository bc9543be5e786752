"""Values that stand nowhere else, put in the place of everything personal that the files of the shops hold."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ingestion.contracts import load_contracts
from ingestion.contracts.model import Contract, fold
from warehouse.connect import Role, connect
from warehouse.settings import get_settings

MARK = "zq7x"
# Nobody else was born in these years, and no number has these digits.
_BIRTHS = date(1903, 1, 1)
_PHONE, _PLACE = "23480555", "9.87654"
# What a value may look like once it was read as a number, a date or a key of a date.
PATTERN = rf"{MARK}|{_PHONE}|{re.escape(_PLACE)}|190[3-9]-[01]\d-[0-3]\d|\m190[3-9][01]\d[0-3]\d\M"


@dataclass
class Canaries:
    """Puts a value of its own in the place of each personal one, and counts them."""

    count: int = 0

    def of(self, column: str) -> str:
        """The next value for a column of a contract, of the kind that the column holds."""
        self.count += 1
        if column == "date_of_birth":
            return str(_BIRTHS + timedelta(days=self.count))
        if column in ("phone", "number_of_employees"):
            return f"{_PHONE}{self.count:04}"
        if column in ("latitude", "longitude"):
            return f"{_PLACE}{self.count:04}"
        if column in ("notes", "review", "reviews", "description", "special_instructions"):
            return f"Call {_PHONE}{self.count:04} at the gate"
        mark = MARK + "".join(chr(ord("a") + int(digit)) for digit in str(self.count))
        if column == "email":
            return f"{mark}@shop.example"
        return f"7 {mark} Main St" if column.endswith("address") else mark

    def into(self, files: Mapping[str, bytes]) -> dict[str, bytes]:
        """The files with a canary in each place that a contract calls personal; files that hold none as they are."""
        return {relative: self._rewritten(relative, content) for relative, content in files.items()}

    def displaced(self, relative: str, content: bytes) -> list[list[str]]:
        """The first row of a csv file again and again: from each place on, its fields one place to the left or right.

        What comes out names other things than the row does, so it takes nothing's place.
        """
        contract = _contract_of(relative)
        first = rows_of(content)[0]
        out = []
        for place in range(1, len(first)):
            for is_left in (True, False):
                row = self._personal(contract, first) if contract else {}
                keys = {fold(name) for name in (*(contract.natural_key if contract else ()), "customer_id")}
                values = [f"{value}{len(out):03}" if fold(name) in keys else value for name, value in row.items()]
                rest = [*values[place + 1 :], ""] if is_left else ["", *values[place:-1]]
                out.append([*values[:place], *rest])
        return out

    def _rewritten(self, relative: str, content: bytes) -> bytes:
        contract = _contract_of(relative)
        if contract is None or not is_personal(relative):
            return content
        is_json = relative.endswith(".json")
        rows: list[dict[str, Any]] = json.loads(content) if is_json else rows_of(content)
        rows = [self._personal(contract, row) for row in rows]
        return json.dumps(rows).encode() if is_json else as_csv([list(rows[0]), *(list(row.values()) for row in rows)])

    def _personal(self, contract: Contract, row: Mapping[str, Any]) -> dict[str, Any]:
        raw = {fold(column.name): column.raw for column in contract.columns if column.pii}
        return {name: self.of(raw[fold(name)]) if fold(name) in raw else value for name, value in row.items()}


def is_personal(relative: str) -> bool:
    """Whether the contract of a file calls any of its columns personal."""
    contract = _contract_of(relative)
    return contract is not None and any(column.pii for column in contract.columns)


def as_csv(rows: Iterable[Iterable[Any]]) -> bytes:
    """Lines of a csv file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Rows of a csv file."""
    return list(csv.DictReader(io.StringIO(content.decode())))


def _contract_of(relative: str) -> Contract | None:
    source, name = relative.split("/")[0], relative.split("/")[-1]
    found = [
        contract
        for contract in load_contracts().values()
        if contract.source == source and name.startswith((f"{contract.feed}_", f"{contract.feed}."))
    ]
    return found[0] if found else None


_RELATIONS = """
    select format('%I.%I', namespaces.nspname, relations.relname), string_agg(quote_ident(columns.attname), ', ')
    from pg_class as relations
    inner join pg_namespace as namespaces on relations.relnamespace = namespaces.oid
    inner join pg_attribute as columns on relations.oid = columns.attrelid
    where
        relations.relkind in ('r', 'v', 'm', 'p', 'f') and columns.attnum > 0 and not columns.attisdropped
        and has_schema_privilege(namespaces.oid, 'usage')
        and has_column_privilege(relations.oid, columns.attnum, 'select')
    group by 1
    order by 1
"""


def seen_by(role: Role) -> dict[str, int]:
    """Every relation that a role can read, in any schema, with the number of its rows that hold a canary."""
    with connect(get_settings(), role, autocommit=True) as connection:
        relations = connection.execute(_RELATIONS).fetchall()
        return {
            name: connection.execute(
                f"select count(*) from (select {columns} from {name}) as seen where seen::text ~ %s".encode(), [PATTERN]
            ).fetchall()[0][0]
            for name, columns in relations
        }
