from ingestion import FileOutcome
from ingestion.reading.drift import Finding
from orchestration.assets.feeds import load_metadata


def test_a_feed_reports_files_by_state_rows_reasons_speed_and_drift() -> None:
    outcomes = [
        FileOutcome(1, "retail", "invoices", "a.csv", "loaded", 100, 97, 3, {"nul_byte": 1, "too_few_fields": 2}),
        FileOutcome(
            2, "retail", "invoices", "b.csv", "loaded", 50, 49, 1, {"nul_byte": 1}, columns_added=("colour",),
            drift=(Finding("renamed", "stock_code", "Stock Code"),),
        ),
        FileOutcome(
            3, "retail", "invoices", "c.csv", "held", columns_missing=("country",), error="required column missing"
        ),
    ]  # fmt: skip
    metadata = load_metadata(outcomes, seconds=2.0)
    troubled = metadata.pop("needs a look").value
    assert metadata == {
        "files": 3,
        "files held": 1,
        "files loaded": 2,
        "rows read": 150,
        "rows loaded": 146,
        "rows rejected": 4,
        "rows per second": 73,
        "rejected nul_byte": 2,
        "rejected too_few_fields": 2,
        "columns added": ["colour"],
        "columns missing": ["country"],
        "columns renamed": ["stock_code"],
    }
    assert troubled == "- `c.csv` held: required column missing"


def test_a_feed_without_a_new_file_says_so() -> None:
    metadata = load_metadata([], seconds=0.0)
    assert (metadata["files"], metadata["rows loaded"], metadata["rows per second"]) == (0, 0, 0)
    assert "needs a look" not in metadata
