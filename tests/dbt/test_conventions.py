"""The conventions of the dbt project, each a question to dbt's own manifest. An exception is a row with its reason."""

import ast
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.contracts.graph.manifest import Manifest

from ingestion.contracts import load_contracts

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"

PREFIXES = {
    "staging": ("stg_",),
    "intermediate/checked": ("chk_",),
    "intermediate/resolved": ("int_",),
    "intermediate/unified": ("int_",),
    "intermediate/changes": ("changed_", "restated_"),
    "intermediate/reference": ("int_",),
    "intermediate/quality": ("int_", "val_"),
    "marts/core": ("dim_", "fct_", "agg_"),
    "marts/kpi": (),  # named by what people ask for: kpi_revenue, analytics_summary, rfm_segments
    "marts/pii": (),  # whom it is about: customers
    "marts/observability": (),
}

# Staging models that a mart may read.
STAGING_FOR_MARTS = {
    "stg_ops__files": "the ledger itself is what observability is about",
    "stg_ops__batches": "observability is about the loading itself, no layer lies between",
    "stg_quarantine__rejected_rows": "observability is about the loading itself, no layer lies between",
}

# What only one engine understands, an example of it, and what to write instead.
FORBIDDEN_SQL = [
    (r"\bdistinct\s+on\b", "select distinct on (a) b", "row_number() over a total order"),
    (r"\bqualify\b", "qualify row_number() = 1", "a filter in the next step"),
    (r"~", "a !~ 'b'", "regexp_like"),
    (r"\bsimilar\s+to\b", "a similar to 'b'", "regexp_like"),
    (r"\bstrpos\s*\(", "strpos(a, 'b')", "position(… in …)"),
    (r"\bage\s*\(", "age (a)", "dbt.datediff"),
    (r"\bat\s+time\s+zone\b", "a at time zone 'UTC'", "macro local_to_utc or instant_to_utc"),
    (r"::", "a::date", "cast(… as …)"),
    (r"\bas\s+(text|timestamptz|double\s+precision|jsonb)\s*\)", "cast(a as text)", "dbt.type_*"),
    (r"\bas\s+numeric\s*\)", "cast(a as numeric)", "numeric(precision, scale)"),
    (r"->", "a ->> 'b'", "a json macro"),
    (r"\barray\s*\[|\b(any|unnest)\s*\(", "a = any (b)", "a macro: arrays differ between engines"),
    (r"\\", r"'a\b'", "a literal without a backslash"),
    (r'"', 'a as "b"', "an identifier that needs no quotes"),
    (r"\b(current_timestamp|current_date|localtimestamp)\b|\bnow\s*\(", "now()", "a date from the data, not the clock"),
    (r"\bright\s+(outer\s+)?join\b", "a right join b", "left join"),
]


def nodes(manifest: Manifest, kind: str) -> Iterator[Any]:
    """The project's own nodes of one kind."""
    for node in manifest.nodes.values():
        if node.package_name == "tillhouse" and str(node.resource_type) == kind:
            yield node


def folder(node: Any) -> str:
    """The folder below `models/`, as far as it decides a convention."""
    parts = Path(node.original_file_path).parts[1:-1]
    return parts[0] if parts[0] == "staging" else "/".join(parts[:2])


def parents(manifest: Manifest, node: Any) -> list[Any]:
    """The models, seeds and sources a node reads."""
    return [manifest.nodes.get(key) or manifest.sources[key] for key in node.depends_on.nodes]


def plain_sql(node: Any) -> str:
    """The SQL of a model or test without Jinja, comments and literals."""
    sql = re.sub(r"{#.*?#}|{%.*?%}", " ", node.raw_code, flags=re.DOTALL)
    sql = re.sub(r'"{{[^"]*}}"', "''", sql)  # a hook inside a config()
    sql = re.sub(r"{{.*?}}", " jinja ", sql, flags=re.DOTALL)
    return re.sub(r"--[^\n]*", " ", sql)


def test_every_model_seed_and_source_is_described_and_so_is_each_of_its_columns(manifest: Manifest) -> None:
    made = (node for kind in ("model", "seed", "snapshot") for node in nodes(manifest, kind))
    tables = [*made, *manifest.sources.values()]
    bare = [table.name for table in tables if not table.description.strip() or not table.columns]
    bare += [
        f"{table.name}.{column.name}"
        for table in tables
        for column in table.columns.values()
        if not column.description.strip()
    ]
    assert bare == []


def column_texts() -> Iterator[tuple[str, str, str]]:
    """Table, column and description of every column as they are written; dbt's manifest has them rendered."""
    for path in (path for folder in ("models", "seeds", "snapshots") for path in (PROJECT / folder).rglob("*.yml")):
        content = yaml.safe_load(path.read_text())
        tables = [table for kind in ("models", "seeds", "snapshots") for table in content.get(kind, [])]
        tables += [table for source in content.get("sources", []) for table in source["tables"]]
        for table in tables:
            for column in table.get("columns", []):
                yield table["name"], column["name"], " ".join(column["description"].split())


def test_a_column_text_that_occurs_twice_is_a_shared_block() -> None:
    text = (PROJECT / "models" / "_columns.md").read_text()
    blocks = re.findall(r"{% docs (column_\w+) %}\n(.+?)\n{% enddocs %}", text, flags=re.DOTALL)
    assert len({name for name, _ in blocks}) == len({text for _, text in blocks}) == len(blocks)
    written = Counter(text for _, _, text in column_texts())
    in_words = {text: count for text, count in written.items() if not text.startswith("{{ doc(")}
    assert {text for text, count in in_words.items() if count > 1} == set(), "make it a block of models/_columns.md"
    assert {name for name, text in blocks if text in in_words} == set(), "name the block instead of copying it"
    used = {name: written[f"{{{{ doc('{name}') }}}}"] for name, _ in blocks}
    assert {name for name, count in used.items() if count < 2} == set(), "a block that nobody shares"


def test_a_model_says_what_one_of_its_rows_is(manifest: Manifest) -> None:
    made = [*nodes(manifest, "model"), *nodes(manifest, "snapshot")]
    assert [node.name for node in made if not node.description.startswith("One row per")] == []


def test_a_name_begins_as_its_folder_says(manifest: Manifest) -> None:
    wrong = [
        node.original_file_path
        for node in nodes(manifest, "model")
        if PREFIXES[folder(node)] and not node.name.startswith(PREFIXES[folder(node)])
    ]
    assert wrong == []


# Whoever speaks of all models that begin alike reads each of them; they loop over the registry of feeds.
READERS_OF_ALL = {
    "chk_": ("int_rejected_rows", "int_file_columns", "int_file_rules", "assert_rule_codes_are_registered"),
    "val_": ("validation_results",),
}


@pytest.mark.parametrize("prefix", sorted(READERS_OF_ALL))
def test_whoever_speaks_of_all_feeds_reads_each_of_them(manifest: Manifest, prefix: str) -> None:
    everyone = {node.name for node in nodes(manifest, "model") if node.name.startswith(prefix)}
    assert everyone
    readers = {node.name: node for kind in ("model", "test") for node in nodes(manifest, kind)}
    for reader in READERS_OF_ALL[prefix]:
        assert everyone - {parent.name for parent in parents(manifest, readers[reader])} == set(), reader


def test_every_log_has_its_gate_and_its_audit(manifest: Manifest) -> None:
    asked: dict[str, list[str]] = {}
    for node in nodes(manifest, "test"):
        if getattr(node, "test_metadata", None) and node.test_metadata.name == "every_row_is_judged_once":
            asked.setdefault(manifest.nodes[node.attached_node].name, []).extend(node.tags)
    assert {name: sorted(tags) for name, tags in asked.items()} == {
        node.name: ["audit", "gate"] for node in nodes(manifest, "model") if node.name.startswith("chk_")
    }


def test_a_gate_says_what_it_found_and_an_audit_is_no_gate(manifest: Manifest) -> None:
    gates = [node for node in nodes(manifest, "test") if "gate" in node.tags]
    assert len(gates) > 30
    assert [node.name for node in gates if "audit" in node.tags] == []
    silent = []
    for node in gates:
        sql = (PROJECT / "tests" / "generic" / f"{node.test_metadata.name}.sql").read_text()
        silent += [] if re.search(r"\bas finding\b", sql) and sql.startswith("-- Fails if") else [node.name]
    assert silent == []


def test_every_rule_is_about_a_column_of_the_log_that_judges_by_it(manifest: Manifest) -> None:
    with (PROJECT / "seeds" / "dq_rules.csv").open(newline="", encoding="utf-8") as file:
        rules = list(csv.DictReader(file))
    columns = {
        node.name.removeprefix("chk_"): set(node.columns)
        for node in nodes(manifest, "model")
        if folder(node) == "intermediate/checked"
    }
    assert {rule["feed"] for rule in rules} == set(columns)
    assert [rule["code"] for rule in rules if rule["column_name"] not in columns[rule["feed"]]] == []
    named = [rule["feed"].replace("__", "_").upper() + "_" for rule in rules]
    assert [rule["code"] for rule, name in zip(rules, named, strict=True) if not rule["code"].startswith(name)] == []


# The folder decides how a model is materialized. An exception is a line with its reason.
MATERIALIZED_OTHERWISE = {
    "agg_inventory": "its window ends on the as-of date and so moves for all keys",
    "agg_product_demand": "its window ends on the as-of date and so moves for all keys",
    "stg_ops__files": "the ledger, frozen for one build",
    "dim_customers": "grows with the shops, so it is not made anew each day",
    "dim_products": "grows with the shops, so it is not made anew each day",
}


def test_no_model_is_materialized_otherwise_than_its_folder_says_without_a_reason(manifest: Manifest) -> None:
    own = {node.name for node in nodes(manifest, "model") if re.search(r"\bmaterialized\s*=", node.raw_code)}
    assert own == set(MATERIALIZED_OTHERWISE)


def test_a_model_has_less_than_a_hundred_lines(manifest: Manifest) -> None:
    lines = {node.name: node.raw_code.count("\n") + 1 for node in nodes(manifest, "model")}
    assert {name: count for name, count in lines.items() if count >= 100} == {}


# The macro by which staging reads whatever names a thing, and the columns that do.
ID_MACROS = {
    "customer_id": ("customer_id",),
    "order_id": ("order_id",),
    "product_id": ("product_id",),
    "warehouse_id": ("warehouse_id",),
}
# Where else an id is read: models that take it out of a list of an order.
IDS_OUT_OF_LISTS = {"int_app__order_lines": "the items of an order are a list in one column"}
_ID_READER = re.compile(r"\b(" + "|".join(ID_MACROS) + r")\(\"(\w+)\", ")


def test_staging_reads_each_id_by_the_macro_of_its_entity(manifest: Manifest) -> None:
    macro_of = {column: macro for macro, columns in ID_MACROS.items() for column in columns}
    found = []
    for node in nodes(manifest, "model"):
        shop = Path(node.original_file_path).parts[2]
        if folder(node) != "staging" or shop == "ops":
            continue
        for sql, column in re.findall(r"^ +(\S.*) as (\w+),?$", node.raw_code, flags=re.MULTILINE):
            if column in macro_of:
                assert sql.startswith(f'{{{{ {macro_of[column]}("{shop}", "'), f"{node.name}.{column}: {sql}"
                found.append(column)
            elif column.endswith("_id"):
                assert not re.search(r"safe_(decimal|integer)\(", sql), f"{node.name}.{column} is read as money"
    assert set(found) == set(macro_of), "a column no feed has"


def test_an_id_is_read_once_and_joined_with_its_like(manifest: Manifest) -> None:
    """Who reads an id a second time may read it otherwise, and then it meets nothing on the other side of a join."""
    readers, joined = set(), 0
    for node in nodes(manifest, "model"):
        if folder(node) != "staging":
            readers |= {node.name} if _ID_READER.search(node.raw_code) else set()
            made = re.findall(r"natural_key\(\"[^\"]*\", (\w+\(\"|\"\w+\"\))", node.raw_code)
            assert {name.strip('()"') for name in made} <= {*ID_MACROS, "task_id", "event_id", "session_id"}, node.name
    gates = {path.name: path.read_text() for path in (PROJECT / "tests" / "generic").glob("*.sql")}
    made = [*nodes(manifest, "model"), *nodes(manifest, "snapshot")]
    for name, sql in gates.items() | {(node.name, node.raw_code) for node in made}:
        entity_id = r"\b\w+\.((?:customer|order|product|warehouse)_id) = \w+\.(\w+)"
        for left, right in re.findall(entity_id, sql):
            assert left == right, f"{name} joins {left} with {right}"
            joined += 1
    assert readers == set(IDS_OUT_OF_LISTS)
    assert joined > 10


def test_casts_know_the_currencies_of_the_seed() -> None:
    with (PROJECT / "seeds" / "currencies.csv").open(newline="", encoding="utf-8") as file:
        seed = {(row["currency_code"], row["spelling"]) for row in csv.DictReader(file)}
    macros = (PROJECT / "macros" / "adapters" / "postgres" / "currencies.sql").read_text()
    codes = re.findall(r"\b[A-Z]{3}\b", macros[: macros.index("macro currency_symbols")])
    lists = re.findall(r'"([A-Z]{3})": (\[[^]]*\])', macros)
    symbols = [(code, symbol) for code, listed in lists for symbol in json.loads(listed)]
    assert seed == {(code, code) for code in codes} | set(symbols)


def macros_of(manifest: Manifest, *folders: str) -> set[str]:
    """Names of the project's macros below these folders of `macros/`."""
    return {
        macro.name
        for macro in manifest.macros.values()
        if macro.package_name == "tillhouse" and Path(macro.original_file_path).parts[1] in folders
    }


def test_the_vocabulary_of_the_models_is_small(manifest: Manifest) -> None:
    """Implementations for an engine and what dbt itself calls (`build/`) are no words of a model."""
    assert len(macros_of(manifest, "incremental", "rules", "sql")) <= 60


def test_a_model_uses_few_macros_for_what_changes(manifest: Manifest) -> None:
    called = {
        node.name: {name for name in macros_of(manifest, "incremental") if re.search(rf"\b{name}\(", node.raw_code)}
        for node in [*nodes(manifest, "model"), *nodes(manifest, "test")]
    }
    assert len(set().union(*called.values())) <= 6
    assert {name: macros for name, macros in called.items() if len(macros) > 2} == {}
    kpis = [node.name for node in nodes(manifest, "model") if folder(node) == "marts/kpi"]
    assert {name: called[name] for name in kpis if called[name]} == {}


def test_only_staging_reads_sources(manifest: Manifest) -> None:
    readers = [node for node in nodes(manifest, "model") if node.sources]
    assert [node.name for node in readers if folder(node) != "staging"] == []


def test_marts_read_staging_only_where_a_reason_is_given(manifest: Manifest) -> None:
    read = {
        (parent.name, node.name)
        for node in nodes(manifest, "model")
        if folder(node).startswith("marts/")
        for parent in parents(manifest, node)
        if str(parent.resource_type) == "model" and folder(parent) == "staging"
    }
    assert {pair for pair in read if pair[0] not in STAGING_FOR_MARTS} == set()
    assert {pair[0] for pair in read} == set(STAGING_FOR_MARTS), "an exception nobody needs"


def test_a_kpi_mart_reads_nothing_but_marts(manifest: Manifest) -> None:
    foreign = {
        (node.name, parent.name)
        for node in nodes(manifest, "model")
        if folder(node) == "marts/kpi"
        for parent in parents(manifest, node)
        if str(parent.resource_type) != "model" or folder(parent) not in ("marts/core", "marts/kpi")
    }
    assert foreign == set()


def test_core_kpi_and_pii_enforce_contracts(manifest: Manifest) -> None:
    marts = [node for node in nodes(manifest, "model") if folder(node) in ("marts/core", "marts/kpi", "marts/pii")]
    assert marts
    assert [node.name for node in marts if not node.config.contract.enforced] == []


def test_marts_are_granted_to_readers_personal_data_to_privacy_and_nothing_else_is(manifest: Manifest) -> None:
    for node in [*nodes(manifest, "model"), *nodes(manifest, "snapshot"), *nodes(manifest, "seed")]:
        place = folder(node) if str(node.resource_type) == "model" else ""
        role = "privacy" if place == "marts/pii" else "reader"
        assert node.config.grants.get("select", []) == ([role] if place.startswith("marts/") else []), node.name


def test_every_model_has_a_primary_key(manifest: Manifest) -> None:
    keyed = {node.unique_id for node in nodes(manifest, "model") if _has_key_constraint(node)}
    for test in manifest.nodes.values():
        metadata = getattr(test, "test_metadata", None)
        if metadata and metadata.name in ("unique", "expect_compound_columns_to_be_unique", "unique_key"):
            keyed.add(str(test.attached_node))
    assert [node.name for node in nodes(manifest, "model") if node.unique_id not in keyed] == []


def _has_key_constraint(node: Any) -> bool:
    """Whether the contract has Postgres enforce a primary key when the table is built."""
    of_columns = (constraint for column in node.columns.values() for constraint in column.constraints)
    return node.config.contract.enforced and any(
        constraint.type == "primary_key" for constraint in (*node.constraints, *of_columns)
    )


@pytest.mark.parametrize(("pattern", "example", "instead"), FORBIDDEN_SQL)
def test_sql_runs_on_a_second_engine(manifest: Manifest, pattern: str, example: str, instead: str) -> None:
    """Outside of `macros/`, where what an engine spells in its own way has its place."""
    assert found_in(example, pattern)
    written = [*nodes(manifest, "model"), *singular_tests(manifest)]
    found = {node.original_file_path: found_in(plain_sql(node), pattern) for node in written}
    assert {path: text for path, text in found.items() if text} == {}, f"write {instead}"


def found_in(sql: str, pattern: str) -> str | None:
    """The first match outside of literals; only a backslash is looked for inside of them too."""
    code = sql if pattern == r"\\" else re.sub(r"'[^']*'", "''", sql)
    found = re.search(pattern, code, flags=re.IGNORECASE)
    return found.group() if found else None


def test_a_singular_test_opens_with_what_makes_it_fail(manifest: Manifest) -> None:
    opened = {node.original_file_path: node.raw_code for node in singular_tests(manifest)}
    assert opened
    assert [path for path, code in opened.items() if not code.lstrip().startswith("-- Fails if")] == []


def test_a_singular_test_over_several_models_names_the_one_it_checks(manifest: Manifest) -> None:
    """Without it Dagster cannot tell which asset the check belongs to, and drops it."""
    for node in singular_tests(manifest):
        names = {parent.name for parent in parents(manifest, node)}
        if len(names) > 1:
            named = node.config.meta.get("dagster", {}).get("ref", {}).get("name")
            assert named in names, node.original_file_path


def singular_tests(manifest: Manifest) -> list[Any]:
    """The tests that are a file of SQL each."""
    return [node for node in nodes(manifest, "test") if not getattr(node, "test_metadata", None)]


def test_every_unit_test_says_what_makes_it_fail(manifest: Manifest) -> None:
    assert manifest.unit_tests
    silent = [test.name for test in manifest.unit_tests.values() if not (test.description or "").startswith("Fails if")]
    assert silent == []


def test_every_group_has_models(manifest: Manifest) -> None:
    used = {node.config.group for node in nodes(manifest, "model")}
    assert {group.name for group in manifest.groups.values()} == used


def test_a_contract_names_what_dates_a_row_exactly_where_the_registry_does() -> None:
    text = (PROJECT / "macros" / "rules" / "feeds.sql").read_text()
    registry = ast.literal_eval(text[text.index("return(") + 7 : text.index(") }}")].replace("true", "True"))
    contracts = load_contracts()
    assert set(registry) == set(contracts)
    undated = {key: contract for key, contract in contracts.items() if "batch_date" not in contract.path_parts}
    named = {key for key, contract in undated.items() if contract.row_date}
    assert named == {key for key in undated if {"row_day", "sales_day"} & set(registry[key])}
