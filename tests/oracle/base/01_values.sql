-- How texts become values, and how numbers are divided as the marts say they are: half a unit goes away from zero.
create macro said(written) as
    case when trim(written) not in ('', '-', 'NULL', 'null', 'NA', 'N/A') then trim(written) end;

-- `17850.0` is the number 17850.
create macro code(written) as regexp_replace(said(written), '\.0+$', '');

-- A comma is one of thousands only before a decimal point; 12,50 may mean two things.
create macro money(written) as (
    with amount(bare) as (select regexp_replace(said(written), '^(£|\$|€|₦|KSh)\s*', ''))
    select case
        when regexp_full_match(bare, '-?[0-9]+(\.[0-9]*)?') then cast(bare as decimal(18, 4))
        when regexp_full_match(bare, '-?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+')
            then cast(replace(bare, ',', '') as decimal(18, 4))
    end
    from amount
);
create macro whole(written) as
    case when regexp_full_match(said(written), '-?[0-9]+(\.0+)?') then try_cast(code(written) as bigint) end;

create macro day(written) as try_cast(said(written) as date);
-- UTC, whether or not it says so.
create macro instant(written) as try_cast(replace(replace(said(written), 'T', ' '), 'Z', '') as timestamp);
create macro to_utc(wall_clock, zone) as timezone('UTC', timezone(zone, wall_clock));
create macro to_local(utc, zone) as timezone(zone, timezone('UTC', utc));

create macro status(written) as replace(lower(said(written)), ' ', '_');
create macro day_number(of_day) as cast(strftime(of_day, '%Y%m%d') as integer);

-- Of two amounts of any scale up to ten places; null where there is nothing to divide by.
create macro units(amount) as cast(cast(abs(amount) as decimal(38, 10)) * 10000000000 as hugeint);
create macro ratio(over, under, places) as
    case
        when under <> 0
            then sign(over) * sign(under) * ((2 * units(over) * cast(10 ** places as hugeint) + units(under)) // (2 * units(under)))
    end;
create macro ratio4(over, under) as cast(ratio(over, under, 4) as decimal(30, 0)) * 0.0001;
create macro ratio6(over, under) as cast(ratio(over, under, 6) as decimal(30, 0)) * 0.000001;
create macro in_money(amount) as cast(amount as decimal(18, 4));
