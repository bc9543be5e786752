with checks as (
    select * from {{ ref("validation_checks") }}
),

judged as (
    {% for feed, entry in feeds().items() if entry.compared_with -%}
    select
        '{{ feed.split("__")[0] }}' as source,
        market,
        batch_date,
        check_name,
        rows_checked,
        not_judged_count,
        failed_count,
        sample_keys
    from {{ ref("val_" ~ feed) }}
    {{ "union all" if not loop.last }}
    {% endfor %}
),

-- A feed without rows in a batch has failed nothing, but its checks are listed.
batches as (
    select distinct
        source,
        market,
        batch_date
    from judged
),

results as (
    select
        batches.source,
        batches.market,
        batches.batch_date,
        checks.check_name,
        checks.entity,
        checks.severity as check_severity,
        checks.description,
        coalesce(judged.rows_checked, 0) as rows_checked,
        coalesce(judged.not_judged_count, 0) as not_judged_count,
        coalesce(judged.failed_count, 0) as failed_count,
        judged.sample_keys
    from batches
    inner join checks on batches.source = checks.source
    left join judged
        on batches.source = judged.source
        and batches.market = judged.market
        and batches.batch_date = judged.batch_date
        and checks.check_name = judged.check_name
),

final as (
    select
        source || ':' || market || ':' || cast(batch_date as {{ dbt.type_string() }}) as batch_id,
        source,
        market,
        batch_date,
        check_name,
        entity,
        case when failed_count = 0 then 'NONE' else check_severity end as severity,
        check_severity,
        rows_checked,
        not_judged_count,
        failed_count,
        sample_keys,
        case when failed_count = 0 then 'PASS' else 'FAIL' end as result,
        description
    from results
)

select * from final
