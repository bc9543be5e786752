-- Countries as what they stand for.
select
    analytics.* exclude (geo_id),
    geography.country
from kpi.customer_analytics as analytics
left join core.dim_geography as geography using (geo_id)
