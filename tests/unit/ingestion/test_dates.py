"""The day in a file's name, by the patterns of its contract."""

from datetime import date

import pytest
from pydantic import ValidationError

from ingestion.contracts.dates import date_in_name
from tests.unit.ingestion.reading import contract

ISO = ("YYYY-MM-DD", "YYYY_MM_DD", "YYYYMMDD")
FEB_1, JAN_31 = date(2024, 2, 1), date(2024, 1, 31)


@pytest.mark.parametrize(
    ("name", "patterns", "day"),
    [
        ("2024-02-01.csv", ISO, FEB_1),
        ("orders_2024_02_01.csv.gz", ISO, FEB_1),
        ("Orders20240201T1200.CSV", ISO, FEB_1),
        ("01-02-2024.csv", ("DD-MM-YYYY",), FEB_1),
        ("01-02-2024.csv", ("MM-DD-YYYY",), date(2024, 1, 2)),
        ("31-01-2024.csv", ("DD-MM-YYYY",), JAN_31),
        ("2024-01-31_2024-02-01.csv", ISO, FEB_1),
        ("2024-02-30.csv", ISO, None),
        ("120240201.csv", ISO, None),
        ("202402011.csv", ISO, None),
        ("export_10.csv", ISO, None),
        ("01-02-2024.csv", ISO, None),
        ("2024-02-01.csv", (), None),
    ],
)
def test_a_day_is_found_by_the_patterns_that_are_named(name: str, patterns: tuple[str, ...], day: date | None) -> None:
    assert date_in_name(f"markets/kenya/orders/{name}", patterns) == day


def test_a_folder_is_no_name() -> None:
    assert date_in_name("shop/2024-02-01/a.csv", ISO) is None


@pytest.mark.parametrize("pattern", ["YYYY-MM", "YY-MM-DD", "YYYY-MM-DD-DD", "YYYY-MM-DD.*", "%Y-%m-%d", ""])
def test_a_pattern_names_year_month_and_day_once(pattern: str) -> None:
    with pytest.raises(ValidationError, match="must be YYYY, MM and DD in some order"):
        contract(dates=[pattern])


def test_what_says_which_file_is_newer() -> None:
    dated = contract(dates=["YYYY-MM-DD"], row_date="c1")
    day = dated.business_date("shop/2024-02-01.csv", {})
    assert (day, dated.version_basis(day)) == (FEB_1, "path")
    assert dated.version_basis(dated.business_date("shop/export_9.csv", {})) == "rows"
    assert contract(dates=["YYYY-MM-DD"]).version_basis(None) == "arrival"
    with pytest.raises(ValidationError, match="row_date names columns that do not exist: when"):
        contract(row_date="when")
