"""What the macros make of texts as shops write them: ids by property, everything else by worked examples."""

import sys
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import use_home
from warehouse.connect import connect_admin
from warehouse.settings import get_settings

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
# What each column of the query below reads.
MACROS = {
    "retail_customer": 'customer_id("retail", "said.text")',
    "retail_product": 'product_id("retail", "said.text")',
    "retail_order": 'order_id("retail", "said.text")',
    "markets_customer": 'customer_id("markets", "said.text")',
    "markets_order": 'order_id("markets", "said.text")',
    "markets_product": 'product_id("markets", "said.text")',
    "app_customer": 'customer_id("app", "said.text")',
    "app_product": 'product_id("app", "said.text")',
    "storefront_order": 'order_id("storefront", "said.text")',
    "storefront_warehouse": 'warehouse_id("storefront", "said.text")',
    "category": 'null_if_marker("said.text")',
    "note": 'free_text("said.text")',
    "markets_note": 'free_text("said.text", ["-", "null"])',
    "amount": 'safe_decimal("said.text")',
    "whole": 'safe_integer("said.text")',
    "day": 'safe_date("said.text")',
    "wall_clock": 'safe_timestamp("said.text")',
    "instant": 'safe_instant("said.text")',
    "flag": 'safe_boolean("said.text")',
}
Read = Callable[[str, Sequence[str]], list[Any]]


@pytest.fixture(scope="module")
def read(manifest: Manifest, server_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A function that gives the values a macro reads from texts, asked of Postgres with the SQL that dbt compiles."""
    scratch = str(tmp_path_factory.mktemp("compile"))
    columns = ", ".join(f"{{{{ {macro} }}}} as {name}" for name, macro in MACROS.items())
    with pytest.MonkeyPatch.context() as patch:
        use_home(patch, server_home)
        compiled = dbtRunner(manifest=manifest).invoke(
            [
                *("--quiet", "--log-path", scratch, "compile", "--target-path", scratch),
                *("--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--no-populate-cache"),
                *("--inline", f"select {columns} from said"),
            ]
        )
        assert compiled.success, compiled.exception
        (result,) = compiled.result.results  # type: ignore[union-attr]
        sql = str(result.node.compiled_code)
        with connect_admin(get_settings()) as connection:
            yield partial(_values, connection, sql)


def _values(connection: psycopg.Connection, sql: str, name: str, texts: Sequence[str]) -> list[Any]:
    asked = "with said as (select text, place from unnest(%s::text[]) with ordinality as texts (text, place)) "
    query = f"{asked} select {name} from ({sql.replace('%', '%%').replace('from said', ', said.place from said')}) as o"
    return [value for (value,) in connection.execute(f"{query} order by place".encode(), [list(texts)])]


# --- blanks, marks, and the ways to say nothing ----------------------------------------------------------------------

INVISIBLE = [chr(code) for code in (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202E, 0x2060, 0xFEFF)]
BLANKS = [chr(code) for code in range(1, sys.maxunicode + 1) if chr(code).isspace()]
NOTHING = [
    "",
    "-",
    "null",
    "NULL",
    "(null)",
    "None",
    "nan",
    "NaN",
    "NaT",
    "<NA>",
    "\\N",
    "#N/A",
    "N/A",
    " ",
    "\t-\u00a0",
]


def test_no_blank_and_no_mark_is_part_of_a_value(read: Read) -> None:
    assert len(BLANKS) == 29, "Unicode has them, and Python's list is not ours"
    around = [f"{blank}Tea pots{blank}" for blank in BLANKS + INVISIBLE]
    assert set(read("category", around)) == {"Tea pots"}
    assert set(read("retail_product", around)) == {"TEA POTS"}
    inside = [f"Tea{blank}pots" for blank in BLANKS if blank != "\r"]
    assert set(read("category", inside)) == {"Tea pots"}
    assert set(read("app_product", [f"P{mark}1" for mark in [*INVISIBLE, "\r", "\x01", "\x7f"]])) == {"P1"}
    assert read("category", ["Caf\u00e9", "Cafe\u0301"]) == ["Caf\u00e9", "Caf\u00e9"]


def test_a_free_text_keeps_its_words(read: Read) -> None:
    words = {
        "\u00a0None\ufeff": "None",
        "-": "-",
        "NULL": "NULL",
        "two  words\r\nmore": "two  words\nmore",
        "\u200b \t": None,
        "": None,
        "\u0645\u06cc\u200c\u062e\u0648": "\u0645\u06cc\u200c\u062e\u0648",
    }
    assert read("note", list(words)) == list(words.values())
    assert read("markets_note", ["-", "\u00a0- ", "null\r", "None", "a - b"]) == [None, None, None, "None", "a - b"]


@pytest.mark.parametrize("column", [name for name in MACROS if not name.endswith("note")])
def test_every_way_to_say_nothing_says_nothing(read: Read, column: str) -> None:
    assert read(column, NOTHING) == [None] * len(NOTHING)


def test_the_guard_of_a_spreadsheet_comes_off(read: Read) -> None:
    assert read("retail_product", ['="22423"', ' ="85123a" ', '=""', "=22423"]) == ["22423", "85123A", None, "=22423"]
    assert read("amount", ['="2.50"']) == [Decimal("2.50")]


# --- ids -------------------------------------------------------------------------------------------------------------

NUMBERS = st.integers(min_value=1, max_value=10**15).map(str)
CODES = (
    st.text(st.sampled_from("ABCDEFGHKLMXYZ0123456789\u00c9\u00d1\u00dc"), min_size=2, max_size=8)
    .map(lambda letters: "K" + letters)
    .filter(lambda code: code.casefold() not in {text.casefold() for text in NOTHING})
)


@st.composite
def around(draw: st.DrawFn, text: str) -> str:
    """The text as some system writes it without meaning another: blanks, marks, a guard, composed or not."""
    text = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), text)
    text = f'="{text}"' if draw(st.booleans()) else text
    return "".join([*draw(st.lists(st.sampled_from(BLANKS + INVISIBLE), max_size=2)), text, *draw(_AROUND)])


_AROUND = st.lists(st.sampled_from(BLANKS + INVISIBLE), max_size=2)
Spelled = tuple[str, list[str]]


@st.composite
def one_thing(draw: st.DrawFn, zeros: bool, letters: bool) -> Spelled:
    """An id as it is meant, and some of its spellings. `zeros`: those in front of a number mean nothing."""
    if letters and draw(st.booleans()):
        code = draw(CODES)
        return code, [draw(around(code)) for _ in range(3)]
    number = draw(NUMBERS)
    spelled = [number, f"{number}.0", f"{number}.00", f"{Decimal(number):E}", f"{Decimal(number).normalize():E}"]
    spelled = [text for text in spelled if "E" not in text or "." in text or "E+" in text]
    spelled += [f"00{number}", f"0{number}.0"] if zeros else []
    return number, [draw(around(draw(st.sampled_from(spelled)))) for _ in range(3)]


# Which ids mean nothing by zeros in front, and which may have letters.
KINDS = {
    "retail_customer": (True, False),
    "markets_customer": (True, True),
    "markets_order": (True, True),
    "retail_order": (False, True),
    "retail_product": (False, True),
    "markets_product": (False, True),
    "app_customer": (False, True),
    "app_product": (False, True),
    "storefront_order": (False, True),
    "storefront_warehouse": (False, True),
}


@pytest.mark.parametrize("column", sorted(KINDS))
def test_ids_are_equal_when_they_must_be_and_apart_when_they_must_be(read: Read, column: str) -> None:
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(one_thing(*KINDS[column]), min_size=1, max_size=8))
    def check(things: list[Spelled]) -> None:
        meant = [meaning for meaning, spelled in things for _ in spelled]
        assert read(column, [text for _, spelled in things for text in spelled]) == meant

    check()


WORKED = {
    # Only digits are known: what has letters, a fraction or a currency is no number of a customer.
    "retail_customer": {
        "DEU12345": None, "$12345": None, "C12345": None, "12345.50": None, "-12345": None, "1.2345E+4": "12345",
        "1.23456E+4": None, "0012345": "12345", "17850.0": "17850",
    },
    "markets_customer": {"0045": "45", "46.0": "46", "KEN77": "KEN77", "077A": "077A", "\u20a645": "\u20a645"},
    "markets_order": {
        "YR-11262518,0": "11262518", "YR-00910,0": "910", "YRK-911": "911", "11262518.0": "11262518", "-911": "-911",
        "1.1E+07": "11000000", "A1B2": "A1B2", "YR-": "YR-",
    },
    # Zeros and letters count, and a code with an E in it is no number.
    "app_product": {"0045": "0045", "1001.0": "1001", "12E4": "12E4", "1.5": "1.5", "p1": "p1", "1E+25": "1E+25"},
    "retail_product": {"85123a": "85123A", "22423.0": "22423", "00123": "00123", "15056E2": "15056E2", "M": "M"},
    "retail_order": {"C536379": "C536379", "536379.0": "536379", "c1": "c1"},
    "storefront_order": {"ORD51.0": "ORD51.0", "WEB51.0": "WEB51.0", "51": "51", "51.0": "51"},
}  # fmt: skip


@pytest.mark.parametrize("column", sorted(WORKED))
def test_ids_as_they_are_meant(read: Read, column: str) -> None:
    assert dict(zip(WORKED[column], read(column, list(WORKED[column])), strict=True)) == WORKED[column]


# --- amounts, times --------------------------------------------------------------------------------------------------


def test_only_a_currency_that_exists_stands_beside_an_amount(read: Read) -> None:
    good = [
        "2.50",
        "2.50 EUR",
        "EUR 2.50",
        "\u20ac2.50",
        "\u20a6 2.50",
        "KSh2.50",
        "KSH 2.50",
        "US$ 2.50",
        "2.50\u00a0zł",
        "\u200b2.50\r",
    ]
    assert set(read("amount", good)) == {Decimal("2.5000")}
    assert set(read("amount", ["2.50 XYZ", "ABC 2.50", "2.50 Eur", "2,50", "2.50 EUROS"])) == {None}
    assert read("whole", ["7 XYZ", "KSh 7", "7\u00a0", "7.0"]) == [None, 7, 7, 7]


def test_fractions_of_a_second_are_cut(read: Read) -> None:
    last = "2024-03-01 23:59:59.9999999"
    assert {
        str(value)
        for value in read("instant", [f"{last}Z", last, f"{last}99 +00:00", "\u00a02024-03-01T23:59:59.999999Z"])
    } == {"2024-03-01 23:59:59.999999"}
    assert str(read("wall_clock", [last])[0]) == "2024-03-01 23:59:59.999999"
    assert {str(value) for value in read("day", [last, "2024-03-01\t", "2024-03-01"])} == {"2024-03-01"}
    assert read("flag", ["TRUE\r", "\u00a0no", "maybe"]) == [True, False, None]
