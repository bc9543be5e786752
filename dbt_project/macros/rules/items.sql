{#-
    A join that adds up the items of an order as `totals`: how many there are, how many cannot be a line of it or name no
    product, pieces and money. A line is an object with a positive whole quantity and a price that is not negative, in the
    order's own currency.
-#}
{% macro join_item_totals(list, currency) -%}
    cross join
        lateral (
            select
                count(priced.position) as item_count,
                sum(priced.quantity) as item_quantity,
                sum(priced.quantity * priced.unit_price) as items_amount,
                count(priced.position) filter (
                    where not priced.is_valid or {{ names_other_currency(["priced.unit_price"], "priced.currency") }}
                ) as invalid_item_count,
                count(priced.position) filter (where priced.is_valid and not priced.is_named) as unnamed_item_count
            from (
                select
                    items.position,
                    {{ safe_integer("items.quantity") }} as quantity,
                    {{ safe_decimal("items.unit_price") }} as unit_price,
                    items.unit_price as unit_price_text,
                    one_order.currency,
                    {{ product_id("app", "items.product_id") }} is not null as is_named,
                    coalesce(
                        items.is_object
                        and {{ safe_integer("items.quantity") }} > 0
                        and {{ safe_decimal("items.unit_price") }} >= 0,
                        false
                    ) as is_valid
                from (select {{ list }} as list, {{ currency }} as currency) as one_order
                {{ join_json_list("one_order.list", "items", ["product_id", "quantity", "unit_price"]) }}
            ) as priced
        ) as totals
{%- endmacro %}
