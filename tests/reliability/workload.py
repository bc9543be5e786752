"""Files to load while the loader is being killed, and the rows that must be there in the end."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests import shop
from tests.database import VISIBLE, query
from tests.reliability.invariants import check_ledger, check_nothing_stuck


@dataclass
class Workload:
    """Lands new, corrected, doubled and damaged files round by round and remembers what must count."""

    current: dict[str, list[str]] = field(default_factory=dict)
    orders: set[str] = field(default_factory=set)
    rejected: int = 0

    def land(self, number: int) -> None:
        """Put the files of one round into the landing zone: three retail files and a storefront day."""
        first = number * 1000
        self._retail(f"r{number}.csv", [str(first + line) for line in range(40)], damaged=number % 3)
        self._retail(f"s{number}.csv", [str(first + 500 + line) for line in range(5)])
        if number % 2:
            self._retail(f"r{number - 1}.csv", [str(first + 700 + line) for line in range(7)])
            shop.retail_file(f"copy{number}.csv", [shop.invoice_line(first + 500 + line) for line in range(5)])
        day = (date(2020, 1, 1) + timedelta(days=number)).isoformat()
        rows = shop.storefront_rows(day)
        for entity in rows:
            marked = [line.replace("ORD", f"ORD{number}-") for line in rows[entity]]
            shop.storefront_file(entity, day, marked)
        shop.trigger(day)
        self.orders |= {f"ORD{number}-1", f"ORD{number}-2"}

    def _retail(self, name: str, numbers: list[str], damaged: int = 0) -> None:
        shop.retail_file(name, [*(shop.invoice_line(number) for number in numbers), *["1,2"] * damaged])
        self.current[name] = numbers

    def check(self) -> None:
        """Nothing lost, nothing doubled, nothing stuck: compares the database with what was landed."""
        check_ledger()
        check_nothing_stuck()
        found = Counter(row[0] for row in query(f"select invoice_no from raw_retail.invoices {VISIBLE}"))
        assert found == Counter(number for numbers in self.current.values() for number in numbers)
        orders = Counter(row[0] for row in query(f"select order_id from raw_storefront.orders {VISIBLE}"))
        assert orders == Counter(self.orders)
        left = [path.name for path in shop.landing().rglob("*") if path.is_file()]
        assert left == []
