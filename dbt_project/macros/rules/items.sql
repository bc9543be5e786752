{#-
    A join that adds up the items of an order as `totals`: how many there are, how many are wrong, pieces and money. An item
    is right if it is an object with a product, a positive whole quantity and a price that is not negative.
-#}
{% macro join_item_totals(list) -%}
    cross join
        lateral (
            select
                count(priced.position) as item_count,
                sum(priced.quantity) as item_quantity,
                sum(priced.quantity * priced.unit_price) as items_amount,
                count(priced.position) filter (where not priced.is_valid) as invalid_item_count
            from (
                select
                    items.position,
                    {{ safe_integer("items.quantity") }} as quantity,
                    {{ safe_decimal("items.unit_price") }} as unit_price,
                    coalesce(
                        items.is_object and {{ null_if_marker("items.product_id") }} is not null
                        and {{ safe_integer("items.quantity") }} > 0 and {{ safe_decimal("items.unit_price") }} >= 0,
                        false
                    ) as is_valid
                from (select {{ list }} as list) as one_order
                {{ join_json_list("one_order.list", "items", ["product_id", "quantity", "unit_price"]) }}
            ) as priced
        ) as totals
{%- endmacro %}
