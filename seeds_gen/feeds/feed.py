"""What a feed is: its columns, and which of them a defect may need."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Feed:
    """One kind of file.

    Attributes:
        source: The shop system.
        name: The feed, as the contracts call it.
        columns: The header, in order.
        misprint: Column and value by which the first version of a file differs from its later correction.
        vital: A column no loader can do without: what `missing_column` removes.
        text: Free text; damage to its bytes or wording changes no key.
        optional: A column that may be null without a warning, or None.
        money: The column with the price or amount, or None.
        money_rule: What the rule codes call that column.
        date: The business date column with rules of its own, or None.
        date_rule: What the rule codes call that column.
        whole_number: The integer column the overflow defect hits, or None.
        tracked: Whether the text column is part of the entity's history.
        format: What its files are, unless a source writes several: `csv`, `json` (an array), `jsonl` or `xlsx`.
        market: The market whose files these are, where a source has several.
    """

    source: str
    name: str
    columns: tuple[str, ...]
    misprint: tuple[str, str]
    vital: str
    text: str
    optional: str | None = None
    money: str | None = None
    money_rule: str = ""
    date: str | None = None
    date_rule: str = ""
    whole_number: str | None = None
    whole_number_rule: str = ""
    tracked: bool = False
    format: str = "csv"
    market: str = ""

    @property
    def entity(self) -> str:
        """Prefix of its rule codes."""
        return f"{self.source}_{self.name}".upper()

    @property
    def key(self) -> str:
        """The feed's name among all sources, such as `markets.orders`."""
        return f"{self.source}.{self.name}"
