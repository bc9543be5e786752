"""Every defect by name, and what `default` and `none` mean."""

from collections.abc import Sequence
from difflib import get_close_matches

from seeds_gen.defects import bytes_and_shape, files, references_and_text, values
from seeds_gen.defects.model import FileDefect, RowDefect
from seeds_gen.errors import GeneratorError

ROW_DEFECTS: dict[str, RowDefect] = {
    defect.name: defect for module in (bytes_and_shape, values, references_and_text) for defect in module.DEFECTS
}
FILE_DEFECTS: dict[str, FileDefect] = {defect.name: defect for defect in files.DEFECTS}
NAMES: tuple[str, ...] = (*FILE_DEFECTS, *ROW_DEFECTS)

# A month in the life of two shops: files late, sent twice and corrected, some damage, nothing that stops a day.
DEFAULT: tuple[str, ...] = (
    "late_file", "corrected_file_new_bytes", "duplicate_file_same_bytes", "added_column", "bom",
    "cp1252_bytes", "nul_byte", "ragged_row", "stray_quote", "embedded_newline", "null_markers", "currency_in_number",
    "comma_decimal", "impossible_date", "negative_amount", "zero_price", "int_overflow", "negative_stock",
    "quantity_outlier", "price_mismatch", "amount_outlier", "bad_email", "bad_phone", "future_birth_date",
    "duplicate_line", "orphan_customer", "orphan_product", "discontinued_product_order", "order_without_shipping",
    "html_in_text",
)  # fmt: skip


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
    for name in asked:
        if name not in NAMES:
            close = get_close_matches(name, [*NAMES, "default", "none"], n=3, cutoff=0.5)
            remedy = f"did you mean {', '.join(close)}?" if close else f"known: default, none, {', '.join(NAMES)}"
            raise GeneratorError(f"no defect is named {name!r}", remedy)
    return tuple(dict.fromkeys(asked))
