{#-
    Fills a table with a contract before it is constrained. dbt's own way creates the table with its constraints and
    inserts into it: a million sales lines then cost one index insertion each, and an insert plans no parallel scan.
    The contract's guarantees are the same: names and types are asserted by dbt, `not null` and the primary key by
    Postgres, and the table appears only if all of them hold.
-#}
{% macro postgres__create_table_as(temporary, relation, sql) -%}
    {%- set contract = config.get("contract") -%}
    {%- if contract.enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
        {%- if not temporary -%} {%- set sql = get_select_subquery(sql) -%} {%- endif -%}
    {%- endif %}
    create {{ "temporary " if temporary }}table {{ relation }} as (
        {{ sql }}
    );
    {% if contract.enforced and not temporary -%}
        {%- set actions = contract_constraints(model) -%}
        {%- if actions -%} alter table {{ relation }} {{ actions | join(", ") }}; {%- endif -%}
    {%- elif temporary -%}
        {#- A temporary table has no statistics, and what it is joined to may have ten million rows. -#}
        analyze {{ relation }};
    {%- endif %}
{%- endmacro %}

{#- The `alter table` actions of the contract: one scan checks them all. -#}
{% macro contract_constraints(node) -%}
    {%- set actions = [] -%}
    {%- for column in node.columns.values() -%}
        {%- for constraint in column.constraints -%}
            {%- if constraint.type == "not_null" -%}
                {%- do actions.append("alter column " ~ column.name ~ " set not null") -%}
            {%- elif constraint.type == "primary_key" -%}
                {%- do actions.append("add primary key (" ~ column.name ~ ")") -%}
            {%- else -%}
                {{ exceptions.raise_compiler_error(
                    "constraint " ~ constraint.type ~ " of " ~ node.name ~ "." ~ column.name
                    ~ ": only not_null and primary_key are built; add it to contract_constraints()") }}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for constraint in node.constraints -%}
        {%- if constraint.type == "primary_key" -%}
            {%- do actions.append("add primary key (" ~ constraint.columns | join(", ") ~ ")") -%}
        {%- else -%}
            {{ exceptions.raise_compiler_error(
                "constraint " ~ constraint.type ~ " of " ~ node.name
                ~ ": only primary_key is built at the model; add it to contract_constraints()") }}
        {%- endif -%}
    {%- endfor -%}
    {{ return(actions) }}
{%- endmacro %}
