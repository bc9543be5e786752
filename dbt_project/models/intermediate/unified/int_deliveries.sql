-- The deliveries of all shops. Only the marketplaces write them as tasks so far.
select * from {{ ref("int_markets__deliveries") }}
