-- What delivery_performance puts together by weeks, on the days whose orders were delivered. Deliveries without a
-- day, because nobody knows their order, are those of day -1.
{{ config(unique_key="date_id", meta={"changes": "changed_delivery_days"}) }}

with deliveries as (
    select * from {{ ref("fct_deliveries") }}
    where {{ changed_only("date_id", "changed_delivery_days") }} or date_id is null
),

final as (
    select
        coalesce(date_id, -1) as date_id,
        source,
        market,
        coalesce(delivered_by, 'Unknown') as delivered_by,
        -- ISO 4217 has a code for none.
        coalesce(currency_code, 'XXX') as currency_code,
        count(*) as delivery_count,
        count(*) filter (where is_delivered) as delivered_count,
        count(*) filter (where timeliness = 'Pending') as pending_count,
        count(*) filter (where timeliness = 'On Time') as on_time_count,
        count(*) filter (where timeliness = 'Slightly Delayed') as slightly_delayed_count,
        count(*) filter (where timeliness = 'Delayed') as delayed_count,
        cast(coalesce(sum(delay_days), 0) as {{ dbt.type_bigint() }}) as delay_days,
        count(delivery_cost) as costed_count,
        cast(sum(delivery_cost) as numeric(18, 4)) as delivery_cost,
        cast(
            case when count(delivery_cost) = count(delivery_cost_usd) then sum(delivery_cost_usd) end as numeric(18, 4)
        ) as delivery_cost_usd,
        count(distance_m) filter (where not is_distance_implausible) as measured_count,
        cast(coalesce(sum(distance_m) filter (where not is_distance_implausible), 0) as numeric(18, 4)) as distance_m,
        count(*) filter (where is_distance_implausible) as implausible_distance_count,
        count(duration_minutes) as timed_count,
        cast(coalesce(sum(duration_minutes), 0) as numeric(38, 4)) as duration_minutes
    from deliveries
    group by coalesce(date_id, -1), source, market, coalesce(delivered_by, 'Unknown'), coalesce(currency_code, 'XXX')
)

select * from final
