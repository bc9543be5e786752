{#-
    The names of the checks that a row fails, separated by commas. `checks` maps a name to the condition under which a row
    fails it; a condition that is null is not failed. Severities and descriptions are in seeds/validation_checks.csv.
-#}
{% macro failed_checks(source, entity, checks) -%}
    {%- set seed = ref("validation_checks") -%}
    {%- set query -%}
        select check_name from {{ seed }} where source = '{{ source }}' and entity = '{{ entity }}'
    {%- endset -%}
    {%- set registered = run_query(query).columns[0].values() | list if execute -%}
    {%- if execute and checks | sort != registered | sort -%}
        {{ exceptions.raise_compiler_error(
            "checks of " ~ model.name ~ ": " ~ checks | sort | join(", ") ~ "; seeds/validation_checks.csv has "
            ~ registered | sort | join(", ") ~ " for " ~ source ~ " " ~ entity ~ ": make them the same") }}
    {%- endif -%}
    {%- set names = [] -%}
    {%- for name, condition in checks.items() -%}
        {%- do names.append("case when " ~ condition ~ " then '" ~ name ~ "' end") -%}
    {%- endfor -%}
    concat_ws(',', {{ names | join(", ") }})
{%- endmacro %}

{#-
    Last steps of a model val_*, after `judged` (market, batch_date, row_key, failed_checks): one row per batch
    and check. `not_judged` maps a check to the condition under which it cannot judge a row of `judged`.
-#}
{% macro check_results(source, entity, not_judged={}) -%}
checks as (
    select check_name
    from {{ ref("validation_checks") }}
    where source = '{{ source }}' and entity = '{{ entity }}'
),

counted as (
    select
        market,
        batch_date,
        {% for check, condition in not_judged.items() -%}
        count(*) filter (where {{ condition }}) as {{ check }},
        {% endfor -%}
        count(*) as row_count
    from judged
    group by market, batch_date
),

findings as (
    select
        judged.market,
        judged.batch_date,
        judged.row_key,
        checks.check_name,
        row_number() over (
            partition by judged.market, judged.batch_date, checks.check_name
            order by judged.row_key
        ) as finding_number
    from judged
    inner join checks on position(',' || checks.check_name || ',' in ',' || judged.failed_checks || ',') > 0
    where judged.failed_checks <> ''
),

found as (
    select
        market,
        batch_date,
        check_name,
        count(*) as failed_count,
        {{ adapter.dispatch("ordered_string_agg")("case when finding_number <= 5 then row_key end", "row_key") }} as sample_keys
    from findings
    group by market, batch_date, check_name
),

final as (
    select
        counted.batch_date,
        counted.market,
        checks.check_name,
        {%- set not_judged_count %}
            {%- for check in not_judged -%}
            case when checks.check_name = '{{ check }}' then counted.{{ check }} else 0 end
            {%- else %} cast(0 as {{ dbt.type_bigint() }}) {%- endfor %}
        {%- endset %}
        counted.row_count - {{ not_judged_count | trim }} as rows_checked,
        {{ not_judged_count | trim }} as not_judged_count,
        coalesce(found.failed_count, 0) as failed_count,
        found.sample_keys
    from counted
    cross join checks
    left join found
        on
            counted.market = found.market
            and counted.batch_date = found.batch_date
            and checks.check_name = found.check_name
)
{%- endmacro %}
