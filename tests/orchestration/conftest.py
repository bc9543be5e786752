"""A dbt project of three nodes, so that what is tested here is how builds are started, not the models."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

from orchestration.cli import main
from orchestration.transform import project
from warehouse.settings import WarehouseSettings

FILES = {
    "dbt_project.yml": """
name: small
version: "1.0"
profile: small
flags: {send_anonymous_usage_stats: false}
on-run-start: ["{{ begin_build() }}"]
on-run-end: ["{{ finish_build(results) }}"]
models: {small: {+schema: core, +materialized: table, +pre-hook: "{{ fence() }}"}}
""",
    "macros/generate_schema_name.sql": (
        "{% macro generate_schema_name(custom_schema_name, node) %}{{ custom_schema_name }}{% endmacro %}"
    ),
    "macros/builds.sql": """
{% macro begin_build() %}
    {% if execute %}
        {% set found = run_query("select 1 from ops.builds where state = 'running' and " ~ mine()) %}
        {% if not found.rows %}{{ exceptions.raise_compiler_error("this is not the build that runs") }}{% endif %}
    {% endif %}
{% endmacro %}

{% macro mine() %}invocation_id = '{{ invocation_id }}'{% endmacro %}

{% macro fence() %}
do $$ begin
    perform 1 from ops.builds where state = 'running' and {{ mine() }} for share;
    if not found then raise exception 'this build lost its lock: another one may be running'; end if;
end $$
{% endmacro %}

{% macro finish_build(results) %}
    {% set good = [] %}
    {% for result in results if result.status in ("success", "pass", "warn") %}
        {% do good.append(result.node.unique_id) %}
    {% endfor %}
    with build as (select * from ops.builds where state = 'running' and {{ mine() }}),
    good as (select unnest(array['{{ good | join("', '") }}']) as id),
    failed as (
        update ops.builds set failures = '[{"name": "assert_amounts_are_positive", "message": "an amount is negative"}]'
        where {{ mine() }} and {{ "true" if results | selectattr("status", "equalto", "fail") | list else "false" }}
    ),
    claimed as (
        insert into ops.built_nodes (unique_id, fingerprint)
        select id, fingerprints ->> id from build, good where id like 'model.%'
        on conflict (unique_id) do update set fingerprint = excluded.fingerprint, built_at = now()
    )
    insert into ops.publications (build_id, change_seq, as_of_date)
    select build_id, change_seq, date '2025-01-01' + change_seq::int from build
    where selection is null and not exists (
        select from jsonb_array_elements_text(required) as needed (id) where id not in (select id from good)
    )
{% endmacro %}
""",
    "selectors.yml": """
selectors:
  - name: audit
    definition: {union: [{method: test_type, value: data}, {exclude: [{method: tag, value: gate}]}]}
""",
    "models/amounts.sql": "select cast({{ env_var('SMALL_AMOUNT', '5') }} as integer) as amount",
    "models/totals.sql": "select sum(amount) as total from {{ ref('amounts') }}",
    "tests/assert_amounts_are_positive.sql": (
        "{{ config(tags=['gate']) }} select amount from {{ ref('amounts') }} where amount <= 0"
    ),
}
PROFILE = """
small:
  target: test
  outputs:
    test:
      {{type: postgres, host: {host}, port: 5432, user: transformer, password: local, dbname: tillhouse,
        schema: core, threads: 2}}
"""


@pytest.fixture
def small_project(warehouse: WarehouseSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the small project, which the runner takes for the real one."""
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    (tmp_path / "profiles.yml").write_text(PROFILE.format(host=warehouse.socket_dir))
    monkeypatch.setattr(project, "PROJECT_DIR", tmp_path)
    return tmp_path


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its output as JSON."""
        return json.loads(self.out)


class Command(Protocol):
    """Runs `tillhouse` with arguments, in this process."""

    def __call__(self, *args: str) -> Said: ...


@pytest.fixture
def tillhouse(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """The `tillhouse` command."""

    def run(*args: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["tillhouse", *args])
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main()
        captured = capsys.readouterr()
        assert isinstance(left.value.code, int)
        return Said(left.value.code, captured.out, captured.err)

    return run
