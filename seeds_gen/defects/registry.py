"""Every defect by name, and what `default` and `none` mean."""

from collections.abc import Sequence

from seeds_gen.defects import bytes_and_shape, files, references_and_text, spellings, values
from seeds_gen.defects.app import events as app_events
from seeds_gen.defects.app import files as app_files
from seeds_gen.defects.app import inventory as app_inventory
from seeds_gen.defects.app import orders as app_orders
from seeds_gen.defects.markets import files as markets_files
from seeds_gen.defects.markets import rows as markets_rows
from seeds_gen.defects.model import FileDefect, RowDefect
from seeds_gen.errors import check_names

# A shop with formats or rules of its own lists its defects in a folder of its own; parts of one name become one defect.
_ROW_PARTS: tuple[RowDefect, ...] = (
    *bytes_and_shape.DEFECTS,
    *values.DEFECTS,
    *references_and_text.DEFECTS,
    *spellings.DEFECTS,
    *markets_rows.DEFECTS,
    *app_events.DEFECTS,
    *app_orders.DEFECTS,
    *app_inventory.DEFECTS,
)
_FILE_PARTS: tuple[FileDefect, ...] = (*files.DEFECTS, *markets_files.DEFECTS, *app_files.DEFECTS)

ROW_DEFECTS: dict[str, RowDefect] = {
    name: RowDefect.joined([part for part in _ROW_PARTS if part.name == name])
    for name in dict.fromkeys(part.name for part in _ROW_PARTS)
}
FILE_DEFECTS: dict[str, FileDefect] = {
    name: FileDefect.joined([part for part in _FILE_PARTS if part.name == name])
    for name in dict.fromkeys(part.name for part in _FILE_PARTS)
}
NAMES: tuple[str, ...] = tuple(dict.fromkeys((*FILE_DEFECTS, *ROW_DEFECTS)))

# A month in the life of the shops: files late, sent twice and corrected, some damage, nothing that stops a day.
DEFAULT: tuple[str, ...] = (
    "late_file", "corrected_file_new_bytes", "duplicate_file_same_bytes", "added_column", "bom",
    "cp1252_bytes", "nul_byte", "ragged_row", "stray_quote", "embedded_newline", "null_markers", "currency_in_number",
    "comma_decimal", "impossible_date", "negative_amount", "zero_price", "int_overflow", "negative_stock",
    "quantity_outlier", "price_mismatch", "amount_outlier", "bad_email", "bad_phone", "future_birth_date",
    "duplicate_line", "orphan_customer", "orphan_product", "discontinued_product_order", "order_without_shipping",
    "html_in_text", "shifted_row", "python_literal_items", "missing_event_type", "duplicate_event", "late_event",
)  # fmt: skip


def striking(*sources: str) -> tuple[str, ...]:
    """Return the names of the defects that have a feed of these sources to strike."""
    feeds = {
        name: [feed for table in (ROW_DEFECTS, FILE_DEFECTS) if name in table for feed in table[name].feeds]
        for name in NAMES
    }
    return tuple(name for name in NAMES if any(feed.source in sources for feed in feeds[name]))


def resolve(defects: str | Sequence[str]) -> tuple[str, ...]:
    """Return the names meant by `default`, `none`, one name, several separated by commas, or a sequence of names.

    Raises:
        GeneratorError: A name is unknown; the remedy lists the closest ones.
    """
    asked = [name.strip() for name in defects.split(",")] if isinstance(defects, str) else list(defects)
    if asked == ["none"] or not asked:
        return ()
    if asked == ["default"]:
        return DEFAULT
    check_names("defect", asked, ("default", "none"), NAMES)
    return tuple(dict.fromkeys(asked))
