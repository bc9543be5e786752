{#-
    One statement, and so one transaction, that copies rows of nodes to the tables that readers see. Tables whose columns
    changed come last: only they need a lock that readers notice (await_readers).
-#}
{% macro postgres__publish_nodes(nodes, moves_interval) -%}
{%- set shapes = postgres__shapes_to_publish(nodes) %}
{%- set reshaped = [] %}
{%- for node in nodes if shapes[node.unique_id].statements %} {%- do reshaped.append(node) %} {%- endfor %}
do $publish$
declare
    gone bigint;
    come bigint;
    counts jsonb := '{}';
    holders text;
    deadline timestamptz;
begin
    perform 1 from {{ build_state("builds") }} where invocation_id = '{{ invocation_id }}' and state = 'running' for share;
    if not found then
        raise exception 'this build lost its lock, so nothing was published';
    end if;
    {%- for node in nodes if node not in reshaped %}
    {{ postgres__publish_rows(node, shapes[node.unique_id]) }}
    {%- endfor %}
    {{ postgres__await_readers(reshaped, shapes) }}
    {%- for node in reshaped %}
    {%- for statement in shapes[node.unique_id].statements %}
    {{ statement }};
    {%- endfor %}
    {{ postgres__publish_rows(node, shapes[node.unique_id]) }}
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

{#- Replaces the rows of one table: those of the change set, or all of them when its columns changed. -#}
{% macro postgres__publish_rows(node, shape) -%}
    {%- set published = postgres__published_name(node) %}
    {%- set columns = '"' ~ shape.columns | join('", "') ~ '"' %}
    {%- set rows = changed_rows_of(node) if not shape.statements %}
    {%- if shape.exists %}
    delete from {{ published }} {{ rows }};
    get diagnostics gone = row_count;
    {%- else %}
    gone := 0;
    {%- endif %}
    insert into {{ published }} ({{ columns }})
    select {{ columns }} from {{ node.relation_name }} {{ rows }};
    get diagnostics come = row_count;
    counts := counts || jsonb_build_object('{{ published | replace('"', "") }}', jsonb_build_array(gone, come));
    {%- for statement in shape.finish %}
    {{ statement }};
    {%- endfor %}
{%- endmacro %}

{#-
    Locks the tables whose columns change, all of them or none. Who reads one of them now is waited for, for a blink at a
    time: whoever comes meanwhile queues behind, and after a second (deadlock_timeout) Postgres might end a reader who waits
    for one table and holds another. In between everybody reads. A table that is new needs no lock: nobody knows it.
-#}
{% macro postgres__await_readers(nodes, shapes) -%}
    {%- set names = [] %}
    {%- for node in nodes if shapes[node.unique_id].exists %} {%- do names.append(postgres__published_name(node)) %} {%- endfor %}
    {%- if names %}
    deadline := clock_timestamp() + interval '{{ var("publish_wait_seconds") }} seconds';
    loop
        begin
            set local lock_timeout = '300ms';
            lock table {{ names | join(", ") }} in access exclusive mode;
            exit;
        exception when lock_not_available or deadlock_detected then
            if clock_timestamp() > deadline then
                select string_agg(distinct format('%s (pid %s)', sessions.usename, sessions.pid), ', ') into holders
                from pg_locks as locks
                inner join pg_stat_activity as sessions on locks.pid = sessions.pid
                where
                    locks.relation = any(array['{{ names | join("'::regclass, '") }}'::regclass])
                    and locks.granted and locks.pid <> pg_backend_pid();
                raise exception 'nothing is published: columns of {{ names | join(", ") | replace('"', "") }} change, and for {{ var("publish_wait_seconds") }} seconds % did not end a transaction that reads there', coalesce(holders, 'somebody')
                    using hint = 'end that session (select pg_terminate_backend(pid)), then run again';
            end if;
            perform pg_sleep(0.5);
        end;
    end loop;
    set local lock_timeout = 0;
    {%- endif %}
{%- endmacro %}

{#- The table that readers see. -#}
{% macro postgres__published_name(node) -%} "{{ node.schema | replace("build_", "", 1) }}"."{{ node.alias }}" {%- endmacro %}

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
