{#-
    One statement, and so one transaction, that copies rows of nodes to the tables that readers see. `shape` brings the
    columns of a table into line before; only that takes a lock which readers notice, and then for two seconds at a time.
-#}
{% macro postgres__publish_nodes(nodes, moves_interval) -%}
do $publish$
declare
    gone bigint;
    come bigint;
    counts jsonb := '{}';
begin
    perform 1 from {{ build_state("builds") }} where invocation_id = '{{ invocation_id }}' and state = 'running' for share;
    if not found then
        raise exception 'this build lost its lock, so nothing was published';
    end if;
    {%- set shapes = postgres__shapes_to_publish(nodes) %}
    {%- for node in nodes %}
    {%- set published = '"' ~ node.schema | replace("build_", "", 1) ~ '"."' ~ node.alias ~ '"' %}
    {%- set shape = shapes[node.unique_id] %}
    {%- set columns = '"' ~ shape.columns | join('", "') ~ '"' %}
    {%- if shape.statements %}
    for attempt in 1..30 loop
        begin
            set local lock_timeout = '2s';
            {%- for statement in shape.statements %}
            {{ statement }};
            {%- endfor %}
            exit;
        exception when lock_not_available then
            if attempt = 30 then
                raise exception 'a reader holds {{ published }} for more than a minute, so its new columns cannot be published'
                    using hint = 'end that session (select * from pg_stat_activity), then run again';
            end if;
            perform pg_sleep(0.5);
        end;
    end loop;
    set local lock_timeout = 0;
    {%- endif %}
    {%- if shape.exists %}
    delete from {{ published }} {{ changed_rows_of(node) if not shape.statements }};
    get diagnostics gone = row_count;
    {%- else %}
    gone := 0;
    {%- endif %}
    insert into {{ published }} ({{ columns }})
    select {{ columns }} from {{ node.relation_name }} {{ changed_rows_of(node) if not shape.statements }};
    get diagnostics come = row_count;
    counts := counts || jsonb_build_object('{{ published | replace('"', "") }}', jsonb_build_array(gone, come));
    {%- for statement in shape.finish %}
    {{ statement }};
    {%- endfor %}
    {%- endfor %}
    {%- if moves_interval %}
    insert into {{ build_state("publications") }} (build_id, change_seq, as_of_date, row_counts)
    select
        builds.build_id,
        (select coalesce(max(change_seq), 0) from {{ graph.nodes["model." ~ project_name ~ ".stg_ops__files"].relation_name }}),
        (select max(full_date) from {{ graph.nodes["model." ~ project_name ~ ".dim_date"].relation_name }}),
        counts
    from {{ build_state("builds") }} as builds
    where builds.invocation_id = '{{ invocation_id }}';
    {%- endif %}
end
$publish$
{%- endmacro %}

{#-
    By node: the columns, whether readers have the table, what makes its columns those of the build (a table that is new is
    made as it is there; a view of an older release goes), and what is done once it is filled: keys, grants, statistics.
-#}
{% macro postgres__shapes_to_publish(nodes) -%}
    {%- set query -%}
        select
            namespaces.nspname || '.' || relations.relname as name,
            relations.relkind::text as kind,
            string_agg(
                columns.attname || ' ' || format_type(columns.atttypid, columns.atttypmod), '|' order by columns.attnum
            ) as columns
        from pg_class as relations
        inner join pg_namespace as namespaces on relations.relnamespace = namespaces.oid
        inner join pg_attribute as columns on relations.oid = columns.attrelid
        where
            relations.relkind in ('r', 'v') and columns.attnum > 0 and not columns.attisdropped
            and namespaces.nspname in ('{{ nodes | map(attribute="schema") | unique | join("', '") }}'
                {%- for schema in nodes | map(attribute="schema") | unique %}, '{{ schema | replace("build_", "", 1) }}' {%- endfor %})
        group by 1, 2
    {%- endset -%}
    {%- set found = {} -%}
    {%- for name, kind, columns in run_query(query).rows -%}
        {%- do found.update({name: {"kind": kind, "columns": columns.split("|")}}) -%}
    {%- endfor -%}
    {%- set shapes = {} -%}
    {%- for node in nodes -%}
        {%- set schema = node.schema | replace("build_", "", 1) -%}
        {%- set name = '"' ~ schema ~ '"."' ~ node.alias ~ '"' -%}
        {%- set wanted = found[node.schema ~ "." ~ node.alias].columns -%}
        {%- set now = found.get(schema ~ "." ~ node.alias) -%}
        {%- set statements = [] -%}
        {%- set finish = [] -%}
        {%- if not now or now.kind == "v" -%}
            {%- if now -%} {%- do statements.append("drop view " ~ name) -%} {%- endif -%}
            {%- do statements.append("create table " ~ name ~ " (like " ~ node.relation_name ~ ")") -%}
            {%- for statement in postgres__keys_and_indexes(node, schema, name) -%} {%- do finish.append(statement) -%} {%- endfor -%}
            {%- do finish.append("analyze " ~ name) -%}
            {%- for role in node.config.grants.get("select", []) -%}
                {%- do finish.append("grant select on " ~ name ~ " to " ~ role) -%}
            {%- endfor -%}
        {%- else -%}
            {%- for column in now.columns if column not in wanted -%}
                {%- do statements.append("alter table " ~ name ~ ' drop column "' ~ column.split(" ")[0] ~ '"') -%}
            {%- endfor -%}
            {%- for column in wanted if column not in now.columns -%}
                {%- do statements.append("alter table " ~ name ~ ' add column "' ~ column.split(" ")[0] ~ '" '
                    ~ column.split(" ")[1:] | join(" ")) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- set names = [] -%}
        {%- for column in wanted -%} {%- do names.append(column.split(" ")[0]) -%} {%- endfor -%}
        {%- do shapes.update({node.unique_id: {
            "columns": names, "exists": now and now.kind == "r", "statements": statements, "finish": finish}}) -%}
    {%- endfor -%}
    {{ return(shapes) }}
{%- endmacro %}

{#- The primary key of the contract and the indexes of the configuration, for the published table. -#}
{% macro postgres__keys_and_indexes(node, schema, name) -%}
    {%- set statements = [] -%}
    {%- for action in contract_constraints(node) if action.startswith("add primary key") -%}
        {%- do statements.append("alter table " ~ name ~ " " ~ action) -%}
    {%- endfor -%}
    {%- for index in node.config.indexes or [] -%}
        {%- do statements.append("create " ~ ("unique " if index.unique) ~ "index on " ~ name ~ " ("
            ~ index.columns | join(", ") ~ ")") -%}
    {%- endfor -%}
    {{ return(statements) }}
{%- endmacro %}
