{#- on-run-end, in this order: what was built is noted, failed gates are put into words, observability is brought up to
    date whatever happened, and a build that passed whole is published. -#}

{#- Whether the command can have changed what it built. -#}
{% macro is_writing() -%} {{ return(execute and flags.WHICH in ["build", "run", "seed", "snapshot"]) }} {%- endmacro %}

{#-
    Notes which code made what lies in the database, and up to which ledger change: of every node that succeeded. The
    plugin `dbt_tillhouse` compares it with the code of the next build.
-#}
{% macro note_built(results) -%}
    {%- set built = [] -%}
    {%- for result in results if is_writing() and result.status == "success" -%}
        {%- do built.append(result.node.unique_id) -%}
    {%- endfor -%}
    {%- if built -%}
    insert into {{ build_state("built_nodes") }} (unique_id, fingerprint, change_seq, built_at)
    select
        prints.key,
        prints.value,
        ({{ frozen_change() }}),
        now()
    from {{ build_state("builds") }} as builds
    cross join lateral jsonb_each_text(builds.fingerprints) as prints (key, value)
    where builds.invocation_id = '{{ invocation_id }}' and prints.key in ('{{ built | join("', '") }}')
    on conflict (unique_id) do update
    set fingerprint = excluded.fingerprint, change_seq = excluded.change_seq, built_at = excluded.built_at
    {%- endif -%}
{%- endmacro %}

{#- Puts failed gates into words: a gate's rows say what is wrong in a column `finding`. -#}
{% macro explain_failures(results) -%}
    {%- set failures = [] -%}
    {%- for result in results if execute and result.status == "fail" and " as finding" in (result.node.compiled_code or "") -%}
        {%- set query -%} select finding from ({{ result.node.compiled_code }}) as failed limit 3 {%- endset -%}
        {%- set findings = run_query(query).columns[0].values() | list -%}
        {%- set more = result.failures - findings | length -%}
        {%- set message = findings | join("; ") ~ (" … and " ~ more ~ " more" if more > 0 else "") -%}
        {%- do failures.append({"name": result.node.name, "message": message}) -%}
        {{ log(result.node.name ~ ": " ~ message, info=true) }}
    {%- endfor -%}
    {%- if failures -%}
    update {{ build_state("builds") }} set failures = $json${{ tojson(failures) }}$json$::jsonb
    where invocation_id = '{{ invocation_id }}'
    {%- endif -%}
{%- endmacro %}
