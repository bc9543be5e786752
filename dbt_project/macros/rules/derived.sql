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
