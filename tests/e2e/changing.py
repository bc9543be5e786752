"""A copy of the dbt project to change, and changes that any model can be given."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from orchestration.transform import project
from orchestration.transform.manifest import prepared_manifest
from tests.database import query
from warehouse.settings import get_settings

# What a rule, a gate or a join looks at: another value there is a defect and no harmless change.
_MEANS_SOMETHING = re.compile(
    r"^(?!highest_|lowest_)\w*(_id|_key|_date|_text|_code|_codes|_count|_amount|_usd|_seq|_m)$"
    r"|^(source|market|feed|path|state|carrier|team_name|task_status|shipping_status|order_status|payment_method|items|quantity|country|currency|name|rule"
    r"|reasons?|kind|judged_by|check_name|severity|failed_checks|dimension|entity|attempt|file_state|column_name)$"
)
_OTHER_VALUE = {
    "text": "{0} || '~'",
    "timestamp without time zone": "{0} + interval '1 second'",
    "numeric": "{0} + 1",
    "bigint": "{0} + 1",
    "integer": "{0} + 1",
    "boolean": "not {0}",
}


@dataclass(frozen=True)
class Model:
    """A model or snapshot of the project: its file, its relation, and all that reads it, itself included."""

    name: str
    path: Path
    relation: tuple[str, str]
    below: frozenset[str]


def copied_project(folder: Path) -> Path:
    """A copy of the project, without what dbt wrote."""
    ignore = shutil.ignore_patterns("target", "logs")
    return Path(shutil.copytree(project.PROJECT_DIR, folder / "dbt_project", symlinks=True, ignore=ignore))


def replaced(path: Path, old: str, new: str) -> None:
    """Change a file at the one place that says `old`."""
    text = path.read_text()
    assert text.count(old) == 1, f"{path.name} says {text.count(old)} times: {old}"
    path.write_text(text.replace(old, new))


def models() -> list[Model]:
    """Every model and snapshot, what reads others first; as dbt's own manifest has it."""
    manifest = json.loads(prepared_manifest(get_settings()).read_bytes())
    found = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] in ("model", "snapshot")}

    def below(key: str) -> set[str]:
        return {key}.union(*(below(child) for child in manifest["child_map"][key] if child in found))

    all_below = {key: below(key) for key in found}
    return [
        Model(
            node["name"],
            project.PROJECT_DIR / node["original_file_path"],
            (node["schema"], node["alias"]),
            frozenset(found[name]["name"] for name in all_below[key]),
        )
        for key, node in sorted(found.items(), key=lambda item: (len(all_below[item[0]]), item[0]))
    ]


def change_result(model: Model) -> str:
    """Let a model give another result which no gate minds, and return what was changed.

    One value of each row becomes another: the first column that is not a key, a measure or a word the rules know, of
    the types above in their order. A set of keys gets a key of which there is nothing, and a table without such a value
    a row.
    """
    before = f"(\n{model.path.read_text()}\n) as before"
    columns: list[tuple[str, str, str, bool]] = query(
        "select attname, format_type(atttypid, null), format_type(atttypid, atttypmod), attnotnull from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum",
        [".".join(model.relation)],
    )  # type: ignore[assignment]
    names = [name for name, *_ in columns]
    [counts] = query(f"select {', '.join(f'count({name})' for name in names)} from {'.'.join(model.relation)}")
    filled = {name for name, count in zip(names, counts, strict=True) if count}
    free = [column for column in columns if column[0] in filled and not _MEANS_SOMETHING.search(column[0])]
    free.sort(key=lambda column: [*_OTHER_VALUE, column[1]].index(column[1]))
    if free and free[0][1] in _OTHER_VALUE:
        changed, kind, whole_kind, _ = free[0]
        values = {name: name for name in names}
        values[changed] = f"cast({_OTHER_VALUE[kind].format(changed)} as {whole_kind}) as {changed}"
        after = f"select {', '.join(values.values())}\nfrom {before}\n"
    else:
        changed = "one row more"
        row = ", ".join(f"cast({_nothing(name, kind, full)} as {kind}) as {name}" for name, _, kind, full in columns)
        after = f"select {', '.join(names)}\nfrom {before}\nunion all\nselect {row}\n"
    model.path.write_text(after)
    return changed


def _nothing(name: str, kind: str, is_required: bool) -> str:
    number = "-2" if name.endswith("_id") or is_required else "null"
    return {"date": "'1900-01-01'", "text": "'nothing'"}.get(kind, number)


def stored_rows() -> dict[str, str]:
    """Hash of the rows of every relation that dbt made and readers see, by its name.

    Left out are the change sets, which are about one build, and what says which build or load it was.
    """
    tables = query(
        "select table_schema, table_name from information_schema.tables where table_schema ~ %s"
        " and table_name !~ '^changed_|^restated_' order by 1, 2",
        ["^(staging|intermediate|snapshots|build_.*|core|kpi|pii|observability)$"],
    )
    return {f"{schema}.{table}": _hash(f'"{schema}"."{table}"') for schema, table in tables}


def _hash(relation: str) -> str:
    row = "(to_jsonb(t) - 'moved_seq' - 'moved_from')::text"
    rows = query(f"select md5(coalesce(string_agg(md5({row}), '' order by md5({row})), '')) from {relation} as t")
    return str(rows[0][0])
