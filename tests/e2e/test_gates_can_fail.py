"""Every gate, made to fail behind dbt's back: what it says, that nothing is published, and that mending is enough."""

import re
from dataclasses import dataclass, field

import pytest

from ingestion import ingest
from orchestration.transform.build import build
from tests import shop
from tests.database import query
from tests.e2e.truth import content_hashes
from tests.e2e.watching import publications
from tests.e2e.wrong_marts import WRONG_MARTS
from warehouse.connect import connect_admin
from warehouse.settings import get_settings

DAY, DATE_ID, OLD_DATE_ID = "2024-03-03", 20240303, 20240301
RETAIL = "raw_retail.invoices where invoice_no = '31'"
CUSTOMERS = "from ops.files where path = 'storefront/customers_2024_03_03.csv'"


def execute(*statements: str) -> None:
    """Change the warehouse behind dbt's back."""
    with connect_admin(get_settings(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


@dataclass(frozen=True)
class Damage:
    """What goes wrong, how it is mended, and what the gates say meanwhile: their kind, and a pattern of the finding."""

    make: list[str]
    mend: list[str]
    findings: dict[str, str] = field(default_factory=dict)


def writes_wrongly(table: str, change: str, **findings: str) -> Damage:
    """Whatever a build inserts into a table, something changes it: a statement about the row `new`."""
    name = "wrong_" + table.replace(".", "_")
    return Damage(
        [
            f"create function public.{name}() returns trigger language plpgsql as $$ begin {change} return new; end $$",
            f"create trigger {name} before insert on {table} for each row execute function public.{name}()",
        ],
        [f"drop function public.{name}() cascade"],
        findings,
    )


# A row that was loaded is gone, one is in quarantine that the ledger does not know, rows of a log are there twice, one
# has no verdict, and two keys are not resolved as their rows say.
ROWS_AND_KEYS = [
    Damage(
        [f"create table public.lost as select * from {RETAIL}", f"delete from {RETAIL}"],
        ["insert into raw_retail.invoices select * from public.lost"],
        {
            "every_row_is_judged_once_chk_retail__invoices": (
                r"retail__invoices: retail/invoices/2024-03-03\.csv of \d{4}-\d\d-\d\d: 3 rows read, 3 loaded and 0"
                r" damaged by the ledger; 0 in quarantine, 2 judged, 2 accepted, 0 rejected"
            )
        },
    ),
    Damage(
        [
            "insert into quarantine.rejected_rows (file_id, attempt, line_number, reason, raw)"
            f" select file_id, attempts, 9, 'nobody knows', '' {CUSTOMERS}"
        ],
        ["delete from quarantine.rejected_rows where reason = 'nobody knows'"],
        {
            "every_row_is_judged_once_chk_storefront__customers": (
                r"storefront/customers_2024_03_03\.csv of 2024-03-03: 2 rows read, 2 loaded and 0 damaged by the ledger"
                "; 1 in quarantine, 2 judged"
            )
        },
    ),
    writes_wrongly(
        "intermediate.chk_storefront__shipping",
        "if pg_trigger_depth() = 1 then insert into intermediate.chk_storefront__shipping select new.*; end if;",
        every_row_is_judged_once_chk_storefront__shipping="2 rows read, 2 loaded .* 4 judged, 4 accepted, 0 rejected",
    ),
    writes_wrongly(
        "intermediate.chk_storefront__inventory",
        "if new.source_row = 1 then new.is_accepted := false; new.rule_codes := ''; end if;",
        every_row_is_judged_once_chk_storefront__inventory="2 judged, 1 accepted, 0 rejected",
    ),
    writes_wrongly(
        "intermediate.int_storefront__orders",
        "if new.order_id = 'storefront:ORD1' then return null; end if;",
        every_key_is_resolved_once_int_storefront__orders=(
            "storefront__orders: storefront:ORD1 has 0 rows in int_storefront__orders, accepted rows ask for 1"
        ),
    ),
    writes_wrongly(
        "snapshots.snp_storefront__products",
        "if new.product_id = 'storefront:P1' then new.product_id := 'storefront:P0'; end if;",
        history_is_sound_snp_storefront__products="snp_storefront__products: storefront:P1 has no history",
    ),
]
FACTS = [
    writes_wrongly(
        "snapshots.snp_storefront__orders",
        "if new.order_id = 'storefront:ORD2' then new.order_status := 'lost'; end if;",
        orders_equal_last_versions_int_order_versions=(
            r"storefront:ORD2 is pending, 20\.50* by paypal; the last version says lost, 20\.50* by paypal"
        ),
    ),
    writes_wrongly(
        "build_core.fct_sales",
        "if new.order_id = 'retail:31' then new.total_price := new.total_price + 0.0001; end if;"
        " if new.order_id = 'storefront:ORD1' then return null; end if;"
        " if new.order_id = 'storefront:ORD2' then new.customer_key := -1; end if;"
        " if new.order_id = 'retail:32' then new.geo_id := 999; end if;",
        sales_equal_accepted_lines_fct_sales_quantity=(
            r"retail on 20240303 in GBP: retail__invoices has 3 accepted lines of 45\.90*, fct_sales has 3 of 45\.9001"
        ),
        sales_equal_accepted_lines_fct_sales_order_amount=(
            r"storefront on 20240303 in USD: storefront__orders has 2 accepted lines of 31\.00*, fct_sales has 1 of "
            r"20\.50*"
        ),
        every_key_names_its_member_fct_sales_ordered_at__dim_customers=(
            r"1 rows of fct_sales from 20240303 on name dim_customers -1 for storefront:2, which is unknown"
        ),
        every_key_names_its_member_fct_sales_dim_geography=(
            "1 rows of fct_sales from 20240303 on name dim_geography 999, which does not exist"
        ),
    ),
    writes_wrongly(
        "build_core.fct_orders",
        "if new.order_id = 'storefront:ORD2' then new.total_amount := 0; end if;",
        orders_equal_accepted_orders_fct_orders=(
            r"storefront on 20240303 in USD: storefront__orders has 2 accepted orders of 31\.00*, fct_orders has 2 of "
            r"10\.50*"
        ),
    ),
    writes_wrongly(
        "build_core.fct_deliveries",
        "if new.order_id = 'storefront:ORD1' then return null; end if;",
        every_key_is_resolved_once_fct_deliveries_delivery_id=(
            r"storefront__shipping: storefront:ORD1:\w+ has 0 rows in fct_deliveries, accepted rows ask for 1"
        ),
    ),
    writes_wrongly(
        "build_core.fct_inventory_levels",
        "if new.product_id = 'storefront:P1' then return null; end if;",
        every_key_is_resolved_once_fct_inventory_levels=(
            r"storefront:P1:\w+:2024-03-03 has 0 rows in fct_inventory_levels, accepted rows ask for 1"
        ),
    ),
    writes_wrongly(
        "build_core.fct_sessions",
        "if new.session_id = 'app:s1' then new.event_count := 7; end if;",
        sessions_equal_events_fct_sessions="app:s1: fct_events has 2 events, fct_sessions has 7",
    ),
]
KPIS = [
    writes_wrongly(
        "build_core.agg_daily",
        f"if new.date_id = {DATE_ID} and new.source = 'retail' then"
        " new.net_amount := new.net_amount + 1; new.tax_amount := 7; end if;",
        revenue_equals_sales_kpi_revenue=(
            r"retail on 20240303 in GBP: fct_sales has 3 lines of 45\.9000, net 45\.9000; kpi_revenue has 3 of 46\.9000"
        ),
        parts_add_up_kpi_revenue=r"retail on 20240303, Uncategorised in GBP: gross 45\.9000 .* is not net 46\.9000",
        charges_equal_orders_kpi_revenue=(
            r"retail on 20240303 in GBP: orders have tax 0, shipping 0, discount 0; kpi_revenue has 7\.0000, 0, 0"
        ),
    ),
    writes_wrongly(
        "build_core.agg_customer_days",
        f"if new.date_id = {DATE_ID} and new.source = 'storefront' then"
        " new.order_amount := new.order_amount + 1; end if;",
        customers_equal_facts_agg_customer_days=(
            r"storefront on 20240303 in USD: the facts have 2 orders of 31\.0000 and net 31\.0000 with a customer, "
            r"agg_customer_days has 2 of 33\.0000 and 31\.0000"
        ),
    ),
    writes_wrongly(
        "build_core.agg_customer_windows",
        "if new.customer_id = 'storefront:2' then new.quantity := new.quantity + 1; end if;",
        windows_equal_orders_agg_customer_windows=(
            r"storefront:2 from 2024-02-27 on: the facts have (\d+) orders of \d+ pieces and (\S+), .*;"
            r" agg_customer_windows has \1 of \d+ and \2,"
        ),
    ),
]
# The summary is not made while a gate of an aggregate it reads fails.
SUMMARY = [
    writes_wrongly(
        "build_core.agg_daily_totals",
        f"if new.date_id = {DATE_ID} then new.revenue_usd := 5; end if;",
        summary_equals_revenue_analytics_summary=r"20240303: analytics_summary has 5\.0000 USD, kpi_revenue \d+\.\d{4}",
    ),
    writes_wrongly(
        "build_core.agg_deliveries",
        f"if new.date_id = {DATE_ID} then new.delivery_cost := new.delivery_cost + 1; end if;",
        deliveries_add_up_agg_deliveries=(
            r"storefront on 20240303 in USD: fct_deliveries has 2 deliveries that cost (\d+)\.\d+, agg_deliveries has 2"
        ),
    ),
    writes_wrongly(
        "build_core.agg_sessions",
        f"if new.date_id = {DATE_ID} then new.purchased_count := 9; end if;",
        sessions_add_up_agg_sessions=(
            "20240303: fct_sessions has 1 sessions, 1 with a purchase; agg_sessions has 1, 9"
        ),
    ),
    writes_wrongly(
        "build_core.agg_products",
        "if new.source = 'storefront' then new.net_amount := new.net_amount + 1; end if;",
        products_equal_days_agg_products=(
            r"storefront in 202403 in USD: the days have (\d+) lines of products, .*; agg_products has \1, net"
        ),
    ),
    writes_wrongly(
        "build_core.agg_orders",
        "if new.source = 'storefront' then new.gross_amount := new.gross_amount + 1; end if;",
        months_equal_orders_agg_orders=(
            r"storefront in 202403 in USD: fct_orders has \d+ orders of .*; agg_orders has \d+ of"
        ),
    ),
    writes_wrongly(
        "build_pii.customers",
        "if new.customer_id = 'storefront:1' then return null; end if;",
        people_are_customers_customers="storefront:1: customers has somebody of no shop, dim_customers one of",
    ),
]


def shown() -> dict[str, str]:
    """Hashes of what readers see."""
    return {name: found for name, found in content_hashes().items() if "." in name}


def fails(damages: list[Damage]) -> None:
    """Build with all of these, look at what was said, and mend them."""
    before, published = shown(), publications()
    for damage in damages:
        execute(*damage.make)
    built = build(get_settings(), started_by="test")
    assert built.outcome is not None
    assert built.outcome.state == "failed"
    said = {failure.name: failure.message for failure in built.outcome.failures}
    kept = query("select failures from ops.builds where build_id = %s", [built.build_id])[0][0]
    for gate, pattern in [item for damage in damages for item in damage.findings.items()]:
        messages = [message for name, message in said.items() if name.startswith(gate)]
        assert any(re.search(pattern, message) for message in messages), (
            f"{gate} says {messages}; failed: {sorted(said)}"
        )
        assert any(re.search(pattern, one["message"]) for one in kept if one["name"].startswith(gate))
    assert publications() == published
    assert shown() == before
    for damage in damages:
        execute(*damage.mend)


@pytest.mark.usefixtures("four_shops")
def test_each_gate_says_what_is_wrong_and_keeps_it_from_readers() -> None:
    """One interval, built again and again, the cause of the last failure mended each time and no other help given."""
    before = publications()
    shop.storefront_files(DAY)
    shop.trigger(DAY)
    shop.write(
        f"app/events/events-{DAY}.jsonl",
        "".join(
            f'{{"event_id": "e{number}", "event_type": "{kind}", "user_id": "u1", "session_id": "s1",'
            f' "timestamp": "{DAY}T10:00:0{number}Z"}}\n'
            for number, kind in enumerate(["page_view", "purchase"], 1)
        ),
    )
    shop.retail_file(f"{DAY}.csv", [shop.invoice_line(n).replace("2010-12-01", DAY) for n in (31, 32, 33)])
    ingest()
    unique = "intermediate.chk_storefront__shipping (file_id, attempt, source_row)"
    [index] = query(
        "select indexrelid::regclass::text from pg_index where indisunique and indrelid = %s::regclass",
        [unique.split()[0]],
    )
    execute(f"drop index {index[0]}")
    fails(ROWS_AND_KEYS)
    fails(FACTS)
    fails(KPIS)
    fails(SUMMARY)
    built = build(get_settings(), started_by="test")
    assert built.outcome is not None
    assert built.outcome.failures == ()
    assert len(publications()) == len(before) + 1
    revenue = f"select source, sum(net_amount)::text from kpi.kpi_revenue where date_id = {DATE_ID} and line_count > 0"
    assert query(f"{revenue} group by 1 order by 1") == [("retail", "45.9000"), ("storefront", "31.0000")]
    # What was there twice is there once.
    execute(f"create unique index on {unique}")

    # A day that was published before: the gate compares the KPI with the sums that were compared with the lines then.
    # The lines are not read again with every load, so the daily audit has to see a change of those.
    kpi, sales = "build_kpi.kpi_revenue", "build_core.fct_sales"
    old = f"where date_id = {OLD_DATE_ID} and source = 'retail'"
    execute(f"update {kpi} set line_count = line_count + 1 {old}")
    assert failing("revenue_equals_sales") == {"revenue_equals_sales_kpi_revenue_", "audit_revenue_equals_sales"}
    execute(
        f"update {kpi} set line_count = line_count - 1 {old}", f"update {sales} set total_price = total_price + 1 {old}"
    )
    assert failing("revenue_equals_sales") == {"audit_revenue_equals_sales"}
    execute("update build_core.agg_customers set order_count = order_count + 1 where customer_id = 'storefront:2'")
    assert failing("customers_equal_months") == {"customers_equal_months_agg_customers_"}

    # Marts that are made anew with each build: what is laid out is compared with the sums it is made of.
    execute(
        "update build_kpi.delivery_performance set delivery_count = delivery_count + 1 where source = 'storefront'",
        f"update build_kpi.funnel set session_count = 3 where date_id = {DATE_ID}",
    )
    assert failing("weeks_equal_days") == {"weeks_equal_days_delivery_performance_"}
    assert failing("funnel_equals_sessions") == {"funnel_equals_sessions_funnel_"}

    execute(*WRONG_MARTS.values())
    kinds = ("adds_up_to_*", "products_equal_*", "rows_of_*", "pairs_equal_*", "cohorts_equal_*", "entries_equal_*")
    found = failing(*kinds, "orders_equal_customer_days", "windows_equal_days", "refunds_add_up")
    assert [name for name in WRONG_MARTS if not any(one.startswith(name) for one in found)] == []
    execute(
        "update build_core.agg_orders set net_amount = net_amount + 1",
        "insert into build_core.fct_refunds"
        " (order_id, source, market, currency_code, refunded_at, date_id, line_count, refund_amount)"
        " select order_id, source, market, currency_code, ordered_at, date_id, line_count, total_amount"
        " from build_core.fct_orders where order_id = 'retail:31'",
    )
    assert failing("kept_orders_*") == {"kept_orders_equal_sales_agg_orders_"}
    assert failing("refunds_equal_returns") == {"refunds_equal_returns_fct_refunds_", "audit_refunds_equal_returns"}
    # Each by itself: dbt skips a gate below one that fails.
    execute("update build_kpi.inventory_health set available_quantity = available_quantity + 1")
    assert failing("stocks_equal_*") == {"stocks_equal_counts_inventory_health_"}
    execute("update build_core.agg_product_days set sold_quantity = sold_quantity + 1")
    assert failing("days_equal_*") == {
        "days_equal_months_agg_product_days_",
        "audit_days_equal_months_agg_product_days",
    }


def failing(*kinds: str) -> set[str]:
    """Names of the tests of these kinds that fail on what is in the warehouse now."""
    selection = ("--select", *(f"test_name:{kind}" for kind in kinds))
    built = build(get_settings(), started_by="test", selection=selection, even_if_done=True)
    assert built.outcome is not None
    return {failure.name for failure in built.outcome.failures}
