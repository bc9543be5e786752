{#-
    Two columns of a checked model: `rule_codes`, the codes a row breaks, and `is_accepted`, whether none of them is an
    error. `rules` maps the name of a defect to the condition under which a row has it; the severity comes from
    seeds/dq_rules.csv, where a rule that `is_vital` is an error whatever its severity says. A condition that is null has
    not been met, so every row falls into one of the two sets.
-#}
{% macro judge(feed, rules) -%}
    {%- set severities = rule_severities(feed) -%}
    {%- set errors = [] -%}
    {%- set codes = [] -%}
    {%- for defect, condition in rules.items() -%}
        {%- set code = feed.replace("__", "_") | upper ~ "_" ~ defect -%}
        {%- if execute and code not in severities -%}
            {{ exceptions.raise_compiler_error(
                "rule " ~ code ~ " of " ~ model.name ~ " is not registered: add it to seeds/dq_rules.csv") }}
        {%- endif -%}
        {%- do codes.append("case when " ~ condition ~ " then '" ~ code ~ "' end") -%}
        {%- if severities.get(code) == "error" -%} {%- do errors.append("(" ~ condition ~ ")") -%} {%- endif -%}
    {%- endfor -%}
    concat_ws(',', {{ codes | join(", ") }}) as rule_codes,
    case when {{ errors | join(" or ") or "false" }} then false else true end as is_accepted
{%- endmacro %}

{% macro rule_severities(feed) -%}
    {%- set seed = ref("dq_rules") -%}
    {%- set severities = {} -%}
    {%- if execute -%}
        {%- set query = "select code, case when is_vital then 'error' else severity end from " ~ seed -%}
        {%- for code, severity in run_query(query ~ " where feed = '" ~ feed ~ "'").rows -%}
            {%- do severities.update({code: severity}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(severities) }}
{%- endmacro %}

{#- Conditions for a parsed value beside the text it came from: nothing was there, or nothing that can be read. -#}
{% macro is_missing(value) -%} {{ value }} is null and {{ null_if_marker(value ~ "_text") }} is null {%- endmacro %}
{% macro is_unparseable(value) -%} {{ value }} is null and {{ null_if_marker(value ~ "_text") }} is not null {%- endmacro %}

{#- No shop sells this much, and sums of it would not fit into an amount of money: one such row must not stop a build. -#}
{% macro is_too_large(quantity, price) -%}
    {{ quantity }} not between -1000000000 and 1000000000 or abs({{ quantity }} * {{ price }}) >= 1000000000000
{%- endmacro %}

{#- The columns of a log that hold what the shop said, as its documentation lists them. -#}
{% macro measured_columns(log) -%}
    {%- set technical = ["file_id", "attempt", "source_row", "batch_date", "known_at", "is_accepted", "is_sale", "rule_codes"] -%}
    {%- set node = graph.nodes.get("model." ~ project_name ~ "." ~ log) if execute -%}
    {{ return(node.columns.keys() | reject("in", technical) | list if node else ["source_row"]) }}
{%- endmacro %}
