-- Pieces sold of a product on a day, in the shops that count their stock: no other has a mart that asks for days.
{{ config(unique_key="date_id", indexes=[{"columns": ["date_id"]}]) }}

with sales as (
    select * from {{ ref("fct_sales") }}
    where {{ changed_only("date_id") }} and is_product and product_id is not null
),

final as (
    select
        date_id,
        source,
        product_id,
        cast(sum(quantity) as {{ dbt.type_bigint() }}) as sold_quantity
    from sales
    where
        {{ is_sold("sales") }}
        and source in (
            {%- for feed, entry in feeds().items() if entry.key == "inventory_level_id" -%}
            '{{ feed.split("__")[0] }}'{{ ", " if not loop.last }}
            {%- endfor -%}
        )
    group by date_id, source, product_id
)

select * from final
