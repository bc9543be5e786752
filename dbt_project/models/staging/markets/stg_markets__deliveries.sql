-- When a task has no agent, the Kenyan system leaves the field out and every column from there on moves left by one.
-- Such a row is put right again here, and flagged: its status then stands where the minutes belong.
{% set moved = [
    "agent_id", "distance_m", "total_time_taken_min", "task_status", "ref_images", "rating", "review", "latitude",
    "longitude", "tags", "promo_applied", "custom_template_id", "task_details_qty", "task_details_amount",
    "special_instructions", "tip", "delivery_charges", "discount", "subtotal", "payment_type", "task_category",
    "earning", "pricing",
] %}
with source as (
    select * from {{ source("raw_markets", "deliveries") }}
),

files as (
    select * from {{ ref("stg_ops__files") }}
),

-- Asked once a row, for `distinct` keeps it apart: else the database asks it again in each column below.
located as (
    select
        source.*,
        place.is_shifted
    from source
    cross join lateral ( -- noqa: ST05, it is about the row beside it
        select distinct
            {{ is_shifted_left("source.agent_id", "source.total_time_taken_min", "source.task_status") }} as is_shifted
    ) as place
),

repaired as (
    select
        _file_id,
        _attempt,
        _row_number,
        _market,
        task_id,
        order_id,
        relationship,
        team_name,
        task_type,
        notes,
        {% for column in moved[1:] -%}
        case when is_shifted then {{ moved[loop.index0] }} else {{ column }} end as {{ column }},
        {% endfor -%}
        case when not is_shifted then agent_id end as agent_id,
        is_shifted
    from located
),

renamed as (
    select
        repaired._file_id as file_id,
        repaired._attempt as attempt,
        repaired._row_number as source_row,
        lower(repaired._market) as market,
        {{ safe_id("repaired.task_id") }} as task_id,
        {{ order_id("markets", "repaired.order_id") }} as order_id,
        {{ null_if_marker("repaired.relationship") }} as relationship,
        repaired.is_shifted,
        {{ null_if_marker("repaired.team_name") }} as team_name,
        {{ null_if_marker("repaired.task_type") }} as task_type,
        {{ null_if_marker("repaired.task_status") }} as task_status,
        {{ safe_id("repaired.agent_id") }} as agent_id,
        {{ safe_decimal("repaired.distance_m") }} as distance_m,
        {{ safe_decimal("repaired.total_time_taken_min") }} as duration_minutes,
        {{ safe_decimal("repaired.rating") }} as rating,
        {{ safe_integer("repaired.task_details_qty") }} as item_quantity,
        {{ safe_decimal("repaired.task_details_amount") }} as item_amount,
        {{ safe_decimal("repaired.tip") }} as tip_amount,
        {{ safe_decimal("repaired.delivery_charges") }} as delivery_charge,
        {{ safe_decimal("repaired.discount") }} as discount_amount,
        {{ safe_decimal("repaired.subtotal") }} as subtotal_amount,
        {{ safe_decimal("repaired.earning") }} as earning_amount,
        {{ safe_decimal("repaired.pricing") }} as pricing_amount,
        {{ null_if_marker("repaired.payment_type") }} as payment_method,
        {{ null_if_marker("repaired.task_category") }} as task_category,
        {{ null_if_marker("repaired.promo_applied") }} as promo_applied,
        {{ null_if_marker("repaired.custom_template_id") }} as custom_template_id,
        {{ null_if_marker("repaired.tags") }} as tags,
        {{ null_if_marker("repaired.ref_images") }} as ref_images,
        {{ free_text("repaired.notes", ["-", "null"]) }} as notes,
        {{ free_text("repaired.review", ["-", "null"]) }} as review,
        {{ free_text("repaired.special_instructions", ["-", "null"]) }} as special_instructions,
        {{ null_if_marker("repaired.latitude") }} as latitude,
        {{ null_if_marker("repaired.longitude") }} as longitude,
        repaired.order_id as order_id_text,
        repaired.distance_m as distance_m_text,
        repaired.total_time_taken_min as duration_minutes_text,
        repaired.task_details_qty as item_quantity_text,
        repaired.task_details_amount as item_amount_text,
        repaired.tip as tip_amount_text,
        repaired.delivery_charges as delivery_charge_text,
        repaired.discount as discount_amount_text,
        repaired.subtotal as subtotal_amount_text
    from repaired
    inner join files on repaired._file_id = files.file_id and repaired._attempt = files.attempt
    where files.is_visible
)

select * from renamed
