"""A drafted contract is valid, reads the sample it came from without drift, and guesses no more than it shows."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.contracts import Contract
from ingestion.drafting import Draft, draft_contract
from ingestion.drafting.guess import is_personal, raw_names
from ingestion.reading.headers import match_header
from warehouse.errors import TillhouseError

ROWS = [
    {"Order ID": "A1", "Line No": "1", "Customer E-Mail": "a@shop.example", "Total (net)": "9.50"},
    {"Order ID": "A1", "Line No": "2", "Customer E-Mail": "a@shop.example", "Total (net)": "1.00"},
    {"Order ID": "A2", "Line No": "1", "Customer E-Mail": "b@shop.example", "Total (net)": "2.00"},
]


def table(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def draft(path: Path, content: str | bytes) -> Draft:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return draft_contract(path)


def test_a_draft_names_the_feed_its_columns_and_what_it_guessed(tmp_path: Path) -> None:
    contract = draft(tmp_path / "corner/orders_2025-01-15.csv", table(ROWS)).contract
    assert (contract.key, contract.path, contract.format) == ("corner__orders", "corner/orders*.csv", "csv")
    assert [column.raw for column in contract.columns] == ["order_id", "line_no", "customer_e_mail", "total_net"]
    assert contract.natural_key == ("order_id", "line_no")
    assert [column.raw for column in contract.columns if column.required] == ["order_id", "line_no"]
    assert [column.raw for column in contract.columns if column.pii] == ["customer_e_mail"]
    assert (contract.arrival, contract.cadence_hours, contract.version) == ("stable", 24, 1)


def test_a_folder_called_as_the_feed_is_not_the_source(tmp_path: Path) -> None:
    assert draft(tmp_path / "corner/orders/orders.csv", table(ROWS)).contract.key == "corner__orders"
    assert draft(tmp_path / "corner/orders/2025-01-15.csv", table(ROWS)).contract.key == "corner__orders"
    given = draft_contract(tmp_path / "corner/orders/orders.csv", "other_shop", "sales")
    assert (given.contract.key, given.contract.path) == ("other_shop__sales", "other_shop/orders/*.csv")


def test_source_and_path_are_those_of_the_landing_zone(tmp_path: Path) -> None:
    draft(tmp_path / "landing/corner/north/sales/orders_2025-01-15.csv", table(ROWS))
    path = tmp_path / "landing/corner/north/sales/orders_2025-01-15.csv"
    contract = draft_contract(path, landing=tmp_path / "landing").contract
    assert (contract.key, contract.path) == ("corner__orders", "corner/north/sales/*.csv")
    assert contract.path_regex.fullmatch("corner/north/sales/orders_2025-01-15.csv")


def test_a_number_that_counts_within_a_key_is_part_of_the_key(tmp_path: Path) -> None:
    rows = [
        {"order_id": order, "payment_sequential": number, "payment_type": kind, "payment_value": value}
        for order, number, kind, value in [
            ("b81e", "1", "card", "8.50"),
            ("a981", "2", "voucher", "24.39"),
            ("a981", "1", "card", "65.71"),
            ("25e8", "1", "card", "8.50"),
        ]
    ]
    assert draft(tmp_path / "corner/payments.csv", table(rows)).contract.natural_key == (
        "order_id",
        "payment_sequential",
    )
    for row, number in zip(rows, ("1", "7", "3", "1"), strict=True):
        row["payment_sequential"] = number
    assert draft(tmp_path / "corner/payments.csv", table(rows)).contract.natural_key == ()


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("please call 0712 345 678 when outside", "phone numbers"),
        ("gate +254 712 345678", "phone numbers"),
        ("07123456789", "phone numbers"),
        ("leave it at 12 Elm Tree Road, Leeds", "addresses"),
        ("P.O. Box 55, Nairobi", "addresses"),
        ("ask ann.lee@shop.example", "e-mail addresses"),
        ("2024-03-01 10:00:00", None),
        ("KE-0012345678", None),
        ("1234567890", None),
        ("12 red candles, 3 for 2", None),
        ("0.0712345678", None),
    ],
)
def test_what_a_column_holds_makes_it_personal_whatever_its_name(text: str, holds: str | None, tmp_path: Path) -> None:
    rows = [{"id": str(number), "remarks": ""} for number in range(3)] + [{"id": "9", "remarks": text}]
    column = draft(tmp_path / "corner/notes.csv", table(rows)).contract.columns[1]
    assert (column.pii, column.description) == (
        holds is not None,
        "remarks as the shop writes it" + (f"; holds {holds}" if holds else ""),
    )


def test_a_sample_without_a_header_is_told_as_such(tmp_path: Path) -> None:
    row = "7,Ann Lee,ann@shop.example,+44 20 7946 0018,12 Main St\n"
    with pytest.raises(TillhouseError, match="the sample has no header: its first line holds values") as caught:
        draft(tmp_path / "corner/customers.csv", row * 3)
    assert "Ann" not in str(caught.value)


def test_a_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    contract = draft(tmp_path / "corner/menu.csv", "sep=;\nid;name\n1;a,b\n2;c,d\n").contract
    assert (contract.delimiter, [column.name for column in contract.columns]) == (";", ["id", "name"])


def test_columns_that_do_not_tell_the_rows_apart_are_no_key(tmp_path: Path) -> None:
    drafted = draft(tmp_path / "corner/orders.csv", table([ROWS[0], ROWS[0]]))
    assert drafted.contract.natural_key == ()
    assert "# No columns that look like a key tell the rows of the sample apart" in drafted.text
    assert draft(tmp_path / "corner/one.csv", table(ROWS[:1])).contract.natural_key == ()


def test_a_column_that_is_empty_somewhere_is_no_key(tmp_path: Path) -> None:
    rows = [{"id": "1", "total": "5"}, {"id": "", "total": "6"}]
    assert draft(tmp_path / "corner/orders.csv", table(rows)).contract.natural_key == ()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found(delimiter: str, encoding: str, tmp_path: Path) -> None:
    rows = [{"id": str(number), "name": f"Café, {number}; half: é", "price": "1,50"} for number in range(5)]
    contract = draft(tmp_path / "corner/menu.csv", table(rows, delimiter).encode(encoding)).contract
    assert contract.delimiter == delimiter
    assert contract.encoding == ("cp1252" if encoding == "cp1252" else "utf-8")
    assert [column.name for column in contract.columns] == ["id", "name", "price"]
    assert contract.natural_key == ("id",)


def test_a_field_that_is_longer_than_python_s_csv_takes_is_no_damage(tmp_path: Path) -> None:
    drafted = draft(tmp_path / "corner/notes.csv", f"id,note\n1,{'x' * 200_000}\n2,short\n".encode())
    assert [column.name for column in drafted.contract.columns] == ["id", "note"]
    assert drafted.rows == 2


def test_a_line_that_nests_too_deep_is_left_out(tmp_path: Path) -> None:
    drafted = draft(tmp_path / "corner/events.jsonl", b'{"a": ' + b"[" * 100_000 + b'\n{"id": "1"}\n{"id": "2"}\n')
    assert [column.name for column in drafted.contract.columns] == ["id"]


@pytest.mark.parametrize("suffix", ["json", "jsonl", "json.gz", "jsonl.gz", "csv.gz"])
def test_json_and_gzipped_samples(suffix: str, tmp_path: Path) -> None:
    objects = [{"event_id": number, "device": {"os": "x"}} for number in range(3)]
    objects[2]["user_id"] = None  # type: ignore[assignment]
    text = {
        "json": json.dumps(objects),
        "jsonl": "\n".join(json.dumps(one) for one in objects),
        "csv": "event_id,device,user_id\n0,x,\n1,x,\n",
    }[suffix.removesuffix(".gz")]
    content = gzip.compress(text.encode()) if suffix.endswith(".gz") else text
    contract = draft(tmp_path / f"mobile/events.{suffix}", content).contract
    assert contract.formats == (suffix.removesuffix(".gz"),)
    assert [column.raw for column in contract.columns] == ["event_id", "device", "user_id"]
    assert contract.natural_key == ("event_id",)
    assert contract.path_regex.fullmatch(f"mobile/events_2025.{suffix}")


def test_a_json_array_that_is_cut_off_gives_what_can_be_read(tmp_path: Path) -> None:
    drafted = draft(tmp_path / "mobile/events.json", '[{"id": 1}, {"id": 2}, {"id": 3, "x')
    assert (drafted.rows, [column.raw for column in drafted.contract.columns]) == (2, ["id"])


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "mobile/inventory.xlsx"
    path.parent.mkdir()
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Stock")
        for number, row in enumerate([["Product ID", "Stock"], ["P1", 5], ["P2", None]]):
            sheet.write_row(number, 0, row)
    contract = draft_contract(path).contract
    assert (contract.format, contract.sheet, contract.natural_key) == ("xlsx", "Stock", ("product_id",))
    assert [column.raw for column in contract.columns] == ["product_id", "stock"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("corner/orders.parquet", b"x", "orders.parquet is no csv, json, jsonl or xlsx"),
        ("corner/orders.csv", b"", "orders.csv names no columns"),
        ("corner/orders.json", b"{}", "orders.json names no columns"),
        ("corner/orders.csv", b"a,,b\n1,2,3\n", "column 2 is called ''"),
        (
            "corner/orders.csv",
            b"Price,price\n1,2\n",
            "the columns 'Price' and 'price' differ in case and punctuation only",
        ),
        ("corner/orders.csv.gz", b"no gzip", "cannot be read"),
        ("corner/orders.xlsx", b"no workbook", "orders.xlsx is not a workbook to draft from"),
        ("corner/Ä.csv", b"a,b\n1,2\n", "'' cannot be the name of a feed"),
        ("1st shop/orders.csv", b"a,b\n1,2\n", "'1st_shop' cannot be the name of a source"),
    ],
)
def test_a_sample_that_makes_no_contract_says_why(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(TillhouseError) as caught:
        draft(tmp_path / name, content)
    assert said in caught.value.what
    assert "\n" not in str(caught.value)
    with pytest.raises(TillhouseError, match="cannot be read"):
        draft_contract(tmp_path / "nothing.csv")


@pytest.mark.parametrize(
    ("column", "personal"),
    [
        *(
            (name, True)
            for name in ("email", "E-Mail", "customer_name", "LastName", "Phone No.", "Latitude", "home address")
        ),
        *((name, False) for name in ("product_name", "order_id", "emailed", "description", "price", "status")),
    ],
)
def test_personal_data_is_guessed_by_name(column: str, personal: bool) -> None:
    assert is_personal(column) is personal


def test_raw_names_are_spelled_as_people_would() -> None:
    headers = ["Distance (in km)", "Total_Time_Taken(min)", "CustomerID", "2nd Line", "a-b", "a b", "名前"]
    expected = ["distance_in_km", "total_time_taken_min", "customer_id", "x_2nd_line", "a_b", "a_b_2", "column_7"]
    assert raw_names(headers) == expected


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=70), min_size=2, max_size=6)
)
def test_any_sample_that_is_drafted_has_no_drift_from_its_draft(
    tmp_path_factory: pytest.TempPathFactory, header: list[str]
) -> None:
    path = tmp_path_factory.mktemp("sample") / "things.csv"
    rows = [dict(zip(header, ["x"] * len(header), strict=True))]
    try:
        drafted = draft(path, table(rows)) if len(set(header)) == len(header) else None
    except TillhouseError as error:
        assert "\n" not in str(error)  # noqa: PT017 - what is said is the other half of the property
        return
    if drafted is None:
        return
    contract = Contract.model_validate(yaml.safe_load(drafted.text))
    assert contract == drafted.contract
    match = match_header([column.name for column in contract.columns], contract)
    assert (match.drift, match.problem) == ((), None)
    if contract.delimiter == ",":
        assert [column.name for column in contract.columns] == header


@pytest.mark.parametrize(
    "name", ["a\x85", "a\u2028b", "yes", "1", "null", "a: b", "# a", "- a", "'a", '"a', "{a}", "a, b"]
)
def test_a_header_comes_back_from_yaml_as_it_was(name: str, tmp_path: Path) -> None:
    drafted = draft(tmp_path / "corner/orders.csv", table([{"id": "1", name: "x"}]))
    assert [column.name for column in drafted.contract.columns] == ["id", name]
