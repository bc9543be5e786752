{#- Band of a price in the currency it is written in. -#}
{% macro price_band(price) -%}
    case
        when {{ price }} < 50 then 'Budget'
        when {{ price }} < 150 then 'Mid-range'
        when {{ price }} < 300 then 'Premium'
        when {{ price }} >= 300 then 'Luxury'
    end
{%- endmacro %}

{#- Product of the three lengths of `20x15x8`; null when they are not three numbers, or no size a parcel can have. -#}
{% macro volume_cm3(dimensions) -%}
    {%- set sides = [] -%}
    {%- for number in [1, 2, 3] -%}
        {%- do sides.append(safe_decimal("btrim(split_part(lower(" ~ dimensions ~ "), 'x', " ~ number ~ "))")) -%}
    {%- endfor -%}
    {%- set volume = "(" ~ sides | join(") * (") ~ ")" -%}
    case
        when split_part(lower({{ dimensions }}), 'x', 4) = '' and {{ volume }} between 0 and 1000000000
            then cast({{ volume }} as numeric(18, 4))
    end
{%- endmacro %}
