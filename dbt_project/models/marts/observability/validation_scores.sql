-- score = 100 x (1 - weighted failures / weighted rows), each check counting with its rows times its weight: HIGH 3,
-- MEDIUM 2, LOW 1. So 100 means that no row failed any check, and 0 that every row failed every check.
with results as (
    select
        *,
        case check_severity when 'HIGH' then 3 when 'MEDIUM' then 2 else 1 end as weight
    from {{ ref("validation_results") }}
),

final as (
    select
        batch_id,
        source,
        market,
        batch_date,
        case when bool_or(severity = 'HIGH') then 'FAIL' else 'PASS' end as result,
        cast(
            round(
                100
                - 100 * cast(sum(failed_count * weight) as numeric(30, 8)) / nullif(sum(rows_checked * weight), 0), 4
            )
            as numeric(7, 4)
        ) as score,
        case
            when bool_or(severity = 'HIGH') then 'HIGH'
            when bool_or(severity = 'MEDIUM') then 'MEDIUM'
            when bool_or(severity = 'LOW') then 'LOW'
            else 'NONE'
        end as severity,
        cast(count(*) as integer) as check_count,
        cast(count(*) filter (where result = 'FAIL') as integer) as failed_check_count,
        sum(case when severity = 'HIGH' then failed_count else 0 end) as high_count,
        sum(case when severity = 'MEDIUM' then failed_count else 0 end) as medium_count,
        sum(case when severity = 'LOW' then failed_count else 0 end) as low_count
    from results
    group by batch_id, source, market, batch_date
)

select * from final
