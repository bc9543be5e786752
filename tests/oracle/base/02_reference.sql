-- Exchange rates: the latest on or before a day holds.
create table rates as
select
    currency_code,
    cast(rate_date as date) as first_day,
    coalesce(lead(cast(rate_date as date)) over (partition by currency_code order by rate_date), date '9999-01-01') as next_day,
    cast(usd_rate as decimal(18, 6)) as usd_rate
from raw.fx_rates;

create table countries as
select country as spelling, country_name
from raw.geography
where country <> 'Unspecified';

create table markets as
select market, currency_code, time_zone
from raw.source_systems;
