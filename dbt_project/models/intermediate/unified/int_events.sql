-- What users did, in whichever shop. Only the mobile shop writes it down so far.
select * from {{ ref("int_app__events") }}
