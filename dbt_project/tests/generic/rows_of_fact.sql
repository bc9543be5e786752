-- Fails if a row that a mart lists is no row of its fact, or says other things of it.
{% test rows_of_fact(model, fact, key, columns) %}

select listed.{{ key }} || ' is not in {{ fact }} as {{ model.identifier }} has it' as finding
from {{ model }} as listed
left join {{ ref(fact) }} as facts
    on
        listed.{{ key }} = facts.{{ key }}
        and (listed.{{ columns | join(", listed.") }}) is not distinct from (facts.{{ columns | join(", facts.") }})
where facts.{{ key }} is null
order by finding

{% endtest %}
