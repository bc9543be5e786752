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

arrived as (
    select distinct
        source,
        coalesce(market, source) as market,
        feed
    from {{ ref("stg_ops__files") }}
    where is_visible
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
        case when arrived.feed is null then others.compared_feed end as missing_feed,
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
    left join {{ ref("compared_feeds") }} as others
        on checks.source = others.source and checks.check_name = others.check_name
    left join arrived
        on batches.source = arrived.source and batches.market = arrived.market and others.compared_feed = arrived.feed
),

-- Without a feed it needs a check would fail all rows: one lasting finding, its severity the first in the alphabet.
final as (
    select
        source || ':' || market || ':'
        || coalesce(missing_feed, cast(batch_date as {{ dbt.type_string() }})) as batch_id,
        source,
        market,
        min(batch_date) as batch_date,
        case when missing_feed is null then check_name else 'feed_never_came' end as check_name,
        coalesce(missing_feed, entity) as entity,
        case when sum(failed_count) = 0 then 'NONE' else min(check_severity) end as severity,
        min(check_severity) as check_severity,
        {% for count in ["rows_checked", "not_judged_count", "failed_count"] -%}
        cast(sum({{ count }}) as {{ dbt.type_bigint() }}) as {{ count }},
        {% endfor -%}
        min(case when missing_feed is null then sample_keys end) as sample_keys,
        case when sum(failed_count) = 0 then 'PASS' else 'FAIL' end as result,
        min(case when missing_feed is null then description else 'No file of this feed ever came.' end) as description
    from results
    group by 1, 2, 3, 5, 6
)

select * from final
