-- Fails if a judged row carries a rule code that seeds/dq_rules.csv does not know.
{{ config(tags=["audit"], meta={"dagster": {"ref": {"name": "dq_rules"}}}) }}

with written as (
    {% for log in logs_with() -%}
    select distinct rule_codes from {{ ref(log) }}
    {{ "union" if not loop.last }}
    {% endfor %}
),

positions as (
    {{ dbt.generate_series(20) }}
),

codes as (
    select distinct split_part(written.rule_codes, ',', cast(positions.generated_number as integer)) as code
    from written
    cross join positions
)

select codes.code
from codes
left join {{ ref("dq_rules") }} as rules on codes.code = rules.code
where codes.code <> '' and rules.code is null
