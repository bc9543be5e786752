"""`tillhouse quarantine`: what was kept out is counted and shown as received, and gets in by release or replay."""

import json
from typing import Any

import pytest

from ingestion import ingest
from tests import shop
from tests.contracts import changed, with_aliases
from tests.database import invoices, query
from tests.orchestration.conftest import Command
from warehouse.connect import connect
from warehouse.settings import WarehouseSettings

pytestmark = pytest.mark.usefixtures("warehouse")
GOOD = [shop.invoice_line(number) for number in range(1, 11)]
CAFE = shop.invoice_line(11).encode().replace(b"HEART", b"CAF\xe9")
PATH = "retail/invoices/a.csv"


@pytest.fixture
def judged(warehouse: WarehouseSettings) -> None:
    """A loaded file with one damaged row, and one that the rules rejected in the last build; a file that is held."""
    lines = [shop.RETAIL_HEADER.encode(), *(line.encode() for line in GOOD), CAFE]
    shop.write(PATH, b"\n".join(lines) + b"\n")
    shop.retail_file("b.csv", [shop.invoice_line(1), "1,2"])
    shop.retail_file("c.csv", ["x"], header="nonsense")
    ingest()
    with connect(warehouse, "transformer") as connection:
        connection.execute(
            """
            create table observability.rejected_rows as
            select 'rule' as kind, source, feed, path as source_path, content_key as source_file_key,
                'loaded' as file_state, null::bigint as line_number, 3::bigint as row_number,
                'RETAIL_INVOICES_QUANTITY_UNPARSEABLE' as reason,
                'RETAIL_INVOICES_QUANTITY_UNPARSEABLE,RETAIL_INVOICES_UNIT_PRICE_NEGATIVE' as reasons,
                'Not a number.' as detail
            from ops.files where state = 'loaded'
            """
        )
        codes = "('RETAIL_INVOICES_QUANTITY_UNPARSEABLE'), ('RETAIL_INVOICES_UNIT_PRICE_NEGATIVE')"
        connection.execute(f"create table staging.dq_rules as select * from (values {codes}) as rules (code)")


@pytest.mark.usefixtures("judged")
def test_list_counts_rows_by_feed_kind_and_reason_and_names_held_files(tillhouse: Command) -> None:
    told = tillhouse("quarantine", "list", "--json").json
    assert told["rejected"] == [
        {
            **{"source": "retail", "feed": "invoices", "kind": "rule"},
            **{"reason": "RETAIL_INVOICES_QUANTITY_UNPARSEABLE", "rows": 1, "files": 1},
        },
        {
            **{"source": "retail", "feed": "invoices", "kind": "structural"},
            **{"reason": "invalid_encoding", "rows": 1, "files": 1},
        },
    ]
    held = [(file["path"], file["remedy"]) for file in told["held"]]
    assert held == [
        ("retail/invoices/b.csv", "correct the file, or release it"),
        ("retail/invoices/c.csv", "correct the file, or mend its contract and replay it"),
    ]
    said = tillhouse("quarantine", "list")
    assert "1 of 2 rows are damaged (50.0%), at most 20.0% may be" in said.out
    assert "nothing was published yet" in said.err


@pytest.mark.usefixtures("judged")
def test_a_held_file_that_was_corrected_is_no_longer_listed(tillhouse: Command) -> None:
    shop.retail_file("b.csv", [shop.invoice_line(20)])
    ingest()
    held = tillhouse("quarantine", "list", "--json").json["held"]
    assert [file["path"] for file in held] == ["retail/invoices/c.csv"]


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize("what", ["invalid_encoding", "a.csv"])
def test_show_gives_the_bytes_of_a_damaged_row_with_file_and_line(what: str, tillhouse: Command) -> None:
    row: dict[str, Any] = tillhouse("quarantine", "show", what, "--json").json[0]
    assert (row["kind"], row["path"], row["line_number"]) == ("structural", PATH, 12)
    assert row["raw"] == CAFE.decode("utf-8", "backslashreplace")
    assert row["detail"] == "byte 0xe9 at 27 of the line is not UTF-8"
    assert "CAF\\xe9" in tillhouse("quarantine", "show", what).out


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize("what", ["RETAIL_INVOICES_QUANTITY_UNPARSEABLE", "RETAIL_INVOICES_UNIT_PRICE_NEGATIVE", PATH])
def test_show_gives_the_values_of_a_row_the_rules_reject_through_the_ledger(what: str, tillhouse: Command) -> None:
    row: dict[str, Any] = tillhouse("quarantine", "show", what, "--json").json[-1]
    assert (row["kind"], row["path"], row["row_number"]) == ("rule", PATH, 3)
    assert row["values"] == {
        **{"invoice_no": "3", "stock_code": "85123A", "description": "WHITE HANGING HEART", "quantity": "6"},
        **{"invoice_date": "2010-12-01 08:26:00", "unit_price": "2.55", "customer_id": "17850.0"},
        **{"country": "United Kingdom"},
    }
    assert "invoice_no=3, stock_code=85123A" in tillhouse("quarantine", "show", what).out


@pytest.mark.usefixtures("judged")
def test_show_limits_the_rows(tillhouse: Command) -> None:
    assert len(tillhouse("quarantine", "show", "a.csv", "--json").json) == 2
    assert len(tillhouse("quarantine", "show", "a.csv", "--limit", "1", "--json").json) == 1


@pytest.mark.usefixtures("judged")
def test_files_and_explain_show_what_the_loader_and_what_the_rules_reject(tillhouse: Command) -> None:
    [file] = [file for file in tillhouse("files", "--json").json if file["path"] == PATH]
    assert (file["reject_counts"], file["rule_counts"]) == (
        {"invalid_encoding": 1},
        {"RETAIL_INVOICES_QUANTITY_UNPARSEABLE": 1},
    )
    assert "invalid_encoding 1, RETAIL_INVOICES_QUANTITY_UNPARSEABLE 1" in tillhouse("files").out
    [version] = tillhouse("explain", "a.csv", "--json").json
    assert [(row["kind"], row["line_number"], row["row_number"]) for row in version["rejects"]] == [
        ("structural", 12, None),
        ("rule", None, 3),
    ]
    assert version["rejects"][1]["values"]["invoice_no"] == "3"
    said = tillhouse("explain", "a.csv").out
    assert "rejected by rules  RETAIL_INVOICES_QUANTITY_UNPARSEABLE 1" in said
    assert "invoice_no=3, stock_code=85123A" in said


@pytest.mark.usefixtures("judged")
def test_release_lets_the_next_load_take_the_file(tillhouse: Command) -> None:
    said = tillhouse("quarantine", "release", "b.csv", "--reason", "agreed")
    assert (said.code, said.out.splitlines()[0]) == (0, "released: retail/invoices/b.csv")
    assert tillhouse("quarantine", "list", "--json").json["held"][0]["remedy"] == "tillhouse run loads it"
    assert tillhouse("ingest").code == 3
    assert query("select state, release_reason from ops.files where path like '%%b.csv'") == [("loaded", "agreed")]
    story = json.loads(tillhouse("explain", "b.csv", "--json").out)
    assert story[0]["release_reason"] == "agreed"


@pytest.mark.usefixtures("judged")
def test_replay_without_arguments_reads_files_with_rejected_rows_and_held_ones(tillhouse: Command) -> None:
    with changed("retail__invoices", encoding="cp1252"):
        said = tillhouse("quarantine", "replay")
    assert said.code == 0, said.err
    assert "10 → 11" in said.out
    assert "next: tillhouse run" in said.out
    assert len(invoices()) == 11
    assert query("select path, state, attempts from ops.files order by path") == [
        (PATH, "loaded", 2),
        ("retail/invoices/b.csv", "held", 2),
        ("retail/invoices/c.csv", "held", 2),
    ]


@pytest.mark.usefixtures("judged")
@pytest.mark.parametrize(
    ("args", "replayed"),
    [
        (["--reason", "invalid_encoding"], {PATH}),
        (["--reason", "RETAIL_INVOICES_UNIT_PRICE_NEGATIVE"], {PATH}),
        (["--reason", "too_few_fields"], {"retail/invoices/b.csv"}),
        (["--source", "storefront"], set()),
        (["--feed", "invoices", "--all"], {PATH, *(f"retail/invoices/{name}.csv" for name in "bcd")}),
        (["d.csv"], {"retail/invoices/d.csv"}),
    ],
)
def test_replay_reads_what_is_selected_and_nothing_else(
    args: list[str], replayed: set[str], tillhouse: Command
) -> None:
    shop.retail_file("d.csv", [shop.invoice_line(30)])
    ingest()
    tillhouse("quarantine", "replay", *args)
    assert {row[0] for row in query("select path from ops.files where attempts = 2")} == replayed


@pytest.mark.usefixtures("judged")
def test_replay_names_a_file_that_it_had_to_leave_as_it_was(tillhouse: Command) -> None:
    wanted = {"name": "Till", "raw": "till", "required": True, "description": "Where it was paid"}
    with changed("retail__invoices", columns=[*with_aliases("retail__invoices", "country"), wanted]):
        said = tillhouse("quarantine", "replay", "a.csv")
    assert said.code == 1
    assert said.err.startswith(
        f"1 files were not replayed, first {PATH}: not replayed, what was loaded before still counts"
    )
    assert said.err.count("\n") == 1
    assert len(invoices()) == 10


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["show", "nothing.csv"], "the ledger has no file nothing.csv · see `tillhouse files`"),
        (["release", "nothing.csv"], "the ledger has no file nothing.csv"),
        (["replay", "nothing.csv"], "the ledger has no file nothing.csv"),
        (["replay", "--source", "moon"], "there is no source 'moon' · name one of:"),
        (["replay", "--feed", "moon"], "there is no feed 'moon' · name one of:"),
        (["replay", "--reason", "moon"], "no row is rejected for 'moon' · see `tillhouse quarantine list`"),
        (["replay", "a.csv", "--all"], "files and options that select files were given together · name files"),
    ],
)
def test_what_a_user_can_get_wrong_is_one_line(args: list[str], said: str, tillhouse: Command) -> None:
    result = tillhouse("quarantine", *args)
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert said in result.err


def test_an_empty_warehouse_has_nothing_in_quarantine(tillhouse: Command) -> None:
    assert tillhouse("quarantine", "list", "--json").json["rejected"] == []
    assert tillhouse("quarantine", "replay").out.startswith("nothing to read again")
