"""Compare the warehouse with what the generator decided. Differences are returned as text, so a failure names them."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from seeds_gen import deliver, generate
from tests import shop
from tests.database import query


def generated(
    defects: str | list[str],
    *,
    days: int = 3,
    seed: int = 11,
    scale: float = 0.1,
    sources: str = "retail,storefront",
) -> dict[str, Any]:
    """Generate files into the landing zone and return their truth."""
    generate(shop.landing(), date(2024, 3, 1), days, seed, scale, defects, sources=sources)
    truth: dict[str, Any] = json.loads((shop.landing() / "truth.json").read_text())
    return truth


def deliver_waves(truth: dict[str, Any], after_each: Callable[[], object]) -> None:
    """Run `after_each` on the first files, and again after each wave of later ones."""
    after_each()
    for wave in sorted({file["wave"] for file in truth["files"]} | {batch["wave"] for batch in truth["batches"]}):
        if wave > 1:
            deliver(shop.landing(), wave)
            after_each()


def ledger_differences(truth: dict[str, Any]) -> list[str]:
    """Files whose state, rows or structural rejects in the ledger are not the expected ones, and files not expected."""
    rows = query(
        "select path, content_sha256, state, rows_read, rows_loaded, reject_counts from ops.files order by file_id"
    )
    found = {(path, sha): (state, read, loaded, rejects) for path, sha, state, read, loaded, rejects in rows}
    out = []
    for file in truth["files"]:
        state, read, loaded, rejects = found.pop((file["path"], file["sha256"]), (None, None, None, None))
        if state != file["state"]:
            out.append(f"{file['path']}: {state}, expected {file['state']}")
        elif state in ("loaded", "superseded"):
            expected = (file["rows"], file["rows"] - sum(file["rejects"].values()), file["rejects"])
            if (read, loaded, rejects) != expected:
                out.append(f"{file['path']}: {(read, loaded, rejects)}, expected {expected}")
    out += [f"{path}: {state}, not expected at all" for (path, _), (state, *_) in found.items()]
    return out


def batch_differences(truth: dict[str, Any]) -> list[str]:
    """Triggers whose batches ended otherwise than expected."""
    found = Counter(query("select trigger_path, batch_date::text, state from ops.batches"))
    expected = Counter((batch["trigger"], batch["batch_date"], batch["state"]) for batch in truth["batches"])
    unread = {batch["trigger"] for batch in truth["batches"] if batch["state"] == "held"}
    found = Counter({(path, None if path in unread else day, state): n for (path, day, state), n in found.items()})
    expected = Counter(
        {(path, None if path in unread else day, state): n for (path, day, state), n in expected.items()}
    )
    return [
        f"{key}: {found[key]} times, expected {expected[key]}"
        for key in found | expected
        if found[key] != expected[key]
    ]


def rule_differences(truth: dict[str, Any]) -> list[str]:
    """Rule rejects per file and code of `rejected_rows` against the expected ones, for files that count."""
    expected = Counter(
        {
            (file["path"], code): count
            for file in truth["files"]
            if file["state"] == "loaded"
            for code, count in file["rule_rejects"].items()
        }
    )
    rows = query(
        "select source_path, reason, count(*) from observability.rejected_rows where kind = 'rule' group by 1, 2"
    )
    found = Counter({(path, code): count for path, code, count in rows})
    keys = sorted(expected.keys() | found.keys())
    return [f"{key}: {found[key]}, expected {expected[key]}" for key in keys if found[key] != expected[key]]


def label_differences(truth: dict[str, Any]) -> list[str]:
    """Rows that a defect struck and whose verdict is not the one the generator expected: code, and in or out."""
    out = []
    for file in truth["files"]:
        labels = [
            (row, outcome)
            for rows in file["labels"].values()
            for row, outcome in rows
            if outcome.startswith(("rule:", "warn:"))
        ]
        if file["state"] != "loaded" or not labels:
            continue
        log = f"intermediate.chk_{file['source']}__{file['feed']}"
        rows = query(
            f"""
            select judged.source_row, judged.is_accepted, judged.rule_codes
            from {log} as judged
            join ops.files on files.file_id = judged.file_id and files.attempts = judged.attempt
            where files.path = %s and files.content_sha256 = %s
            """,
            [file["path"], file["sha256"]],
        )
        found = {row: (is_accepted, codes.split(",")) for row, is_accepted, codes in rows}
        for row, outcome in labels:
            kind, code = outcome.split(":", 1)
            is_accepted, codes = found.get(row, (None, []))
            if code not in codes or is_accepted is not (kind == "warn"):
                out.append(f"{file['path']} row {row}: {is_accepted} {codes}, expected {outcome}")
    return out


def doubt_differences(truth: dict[str, Any]) -> list[str]:
    """Rows that a defect made unbelievable beside what is usual, of files that count, and that no such rule names."""
    rows = query("select source_path, row_number, code from observability.doubtful_sales")
    found = {(path, row, code) for path, row, code in rows}
    expected = {
        (file["path"], row, outcome.removeprefix("doubt:"))
        for file in truth["files"]
        if file["state"] == "loaded"
        for labels in file["labels"].values()
        for row, outcome in labels
        if outcome.startswith("doubt:")
    }
    return [f"{path} row {row}: {code} is missing" for path, row, code in sorted(expected - found)]


def sales_differences(truth: dict[str, Any]) -> list[str]:
    """Orders, lines, their money and what the orders come to, per market, business date and currency of the facts.

    The lines are those of `fct_sales`; what the orders come to is `fct_orders.total_amount`, each order once, except
    for retail: an invoice has the date of its first line there, and nothing but its lines says what it comes to.
    """
    expected = {
        (row["source"], row["market"] or row["source"], row["date"], row["currency"]): (
            row["orders"],
            row["lines"],
            Decimal(row["total_price"]),
            None if row["source"] == "retail" else Decimal(row["order_total"]),
        )
        for row in truth["sales"]
    }
    rows = query(
        """
        with sales as (
            select source, market, date_id, currency_code,
                count(distinct order_id) as orders, count(*) as lines, sum(total_price) as amount
            from core.fct_sales
            group by 1, 2, 3, 4
        ),
        orders as (
            select source, market, date_id, currency_code, sum(total_amount) as order_total
            from core.fct_orders
            where source <> 'retail'
            group by 1, 2, 3, 4
        )
        select source, market, dates.full_date::text, currency_code, orders, lines, amount, order_total
        from sales full join orders using (source, market, date_id, currency_code)
        join core.dim_date as dates using (date_id)
        """
    )
    found = {tuple(row[:4]): tuple(row[4:]) for row in rows}
    keys = sorted(expected.keys() | found.keys())
    return [
        f"{key}: {found.get(key)}, expected {expected.get(key)}" for key in keys if found.get(key) != expected.get(key)
    ]


PUBLISHED = ("core", "kpi", "pii")
LASTING = (*PUBLISHED, "snapshots")


def content_hashes(schemas: tuple[str, ...] = PUBLISHED, *, database: str | None = None) -> dict[str, str]:
    """Hash of the rows of every table of these schemas, whatever their order and which build moved a version last.

    `database` is one beside the warehouse.
    """
    tables = query(
        "select table_schema, table_name from information_schema.tables where table_schema = any(%s) order by 1, 2",
        [list(schemas)],
        database=database,
    )
    # As JSON: a column that came later is the last one of a published table, wherever the model has it.
    rows = {
        f"{schema}.{table}": f"select (to_jsonb(t) - 'moved_seq' - 'moved_from')::text from {schema}.{table} as t"
        for schema, table in tables
    }
    return {
        name: query(
            f"select md5(coalesce(string_agg(md5(t), '' order by md5(t)), '')) from ({select}) as rows (t)",
            database=database,
        )[0][0]
        for name, select in rows.items()
    }
