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
    By node: the columns, whether readers have the table, what makes its shape that of the build (a table that is new is
    made as it is there; a view of an older release goes; keys and indexes that differ go), and what is done once it is
    filled: keys, indexes, grants, statistics.
-#}
{% macro postgres__shapes_to_publish(nodes) -%}
    {%- set query -%}
        select
            namespaces.nspname || '.' || relations.relname as name,
            relations.relkind::text as kind,
            string_agg(
                columns.attname || ' ' || format_type(columns.atttypid, columns.atttypmod), '|' order by columns.attnum
            ) as columns,
            coalesce(string_agg(columns.attname, '|') filter (where columns.attnotnull), '') as filled,
            keys.makers,
            keys.removals
        from pg_class as relations
        inner join pg_namespace as namespaces on relations.relnamespace = namespaces.oid
        inner join pg_attribute as columns on relations.oid = columns.attrelid
        cross join
            lateral (
                select
                    cast(coalesce(json_agg(one.maker order by one.maker), '[]') as text) as makers,
                    cast(coalesce(json_agg(one.removal order by one.maker), '[]') as text) as removals
                from (
                    select
                        coalesce(
                            'alter table {} add ' || pg_get_constraintdef(constraints.oid),
                            concat('create ', case when indexes.indisunique then 'unique ' end, 'index on {} using ',
                                split_part(pg_get_indexdef(indexes.indexrelid), ' USING ', 2))
                        ) as maker,
                        case
                            when constraints.oid is null then format('drop index %s', indexes.indexrelid::regclass)
                            else format('alter table %s drop constraint %I', indexes.indrelid::regclass, constraints.conname)
                        end as removal
                    from pg_index as indexes
                    left join pg_constraint as constraints on indexes.indexrelid = constraints.conindid
                    where indexes.indrelid = relations.oid
                ) as one
            ) as keys
        where
            relations.relkind in ('r', 'v') and columns.attnum > 0 and not columns.attisdropped
            and namespaces.nspname in ('{{ nodes | map(attribute="schema") | unique | join("', '") }}'
                {%- for schema in nodes | map(attribute="schema") | unique %}, '{{ schema | replace("build_", "", 1) }}' {%- endfor %})
        group by namespaces.nspname, relations.relname, relations.relkind, keys.makers, keys.removals
    {%- endset -%}
    {%- set found = {} -%}
    {%- for name, kind, columns, filled, makers, removals in run_query(query).rows -%}
        {%- do found.update({name: {
            "kind": kind, "columns": columns.split("|"), "filled": filled.split("|"), "makers": fromjson(makers),
            "removals": fromjson(removals),
        }}) -%}
    {%- endfor -%}
    {%- set shapes = {} -%}
    {%- for node in nodes -%}
        {%- set schema = node.schema | replace("build_", "", 1) -%}
        {%- set name = '"' ~ schema ~ '"."' ~ node.alias ~ '"' -%}
        {%- set built = found[node.schema ~ "." ~ node.alias] -%}
        {%- set now = found.get(schema ~ "." ~ node.alias) -%}
        {%- set statements = [] -%}
        {%- set finish = [] -%}
        {%- set is_new = not now or now.kind == "v" -%}
        {%- set has_other_keys = is_new or now.makers != built.makers and node.config.materialized != "view" -%}
        {%- if is_new -%}
            {%- if now -%} {%- do statements.append("drop view " ~ name) -%} {%- endif -%}
            {%- do statements.append("create table " ~ name ~ " (like " ~ node.relation_name ~ ")") -%}
        {%- else -%}
            {%- for removal in now.removals if has_other_keys -%} {%- do statements.append(removal) -%} {%- endfor -%}
            {%- for column in now.columns if column not in built.columns -%}
                {%- do statements.append("alter table " ~ name ~ ' drop column "' ~ column.split(" ")[0] ~ '"') -%}
            {%- endfor -%}
            {%- for column in built.columns -%}
                {%- set column_name = column.split(" ")[0] -%}
                {%- if column not in now.columns -%}
                    {%- do statements.append("alter table " ~ name ~ ' add column "' ~ column_name ~ '" '
                        ~ column.split(" ")[1:] | join(" ")) -%}
                {%- elif column_name in now.filled and column_name not in built.filled -%}
                    {%- do statements.append("alter table " ~ name ~ ' alter column "' ~ column_name ~ '" drop not null') -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endif -%}
        {%- for maker in built.makers if has_other_keys -%} {%- do finish.append(maker.replace("{}", name)) -%} {%- endfor -%}
        {%- if is_new -%}
            {%- do finish.append("analyze " ~ name) -%}
            {%- for role in node.config.grants.get("select", []) -%}
                {%- do finish.append("grant select on " ~ name ~ " to " ~ role) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- set names = [] -%}
        {%- for column in built.columns -%} {%- do names.append(column.split(" ")[0]) -%} {%- endfor -%}
        {%- do shapes.update({node.unique_id: {
            "columns": names, "exists": now and now.kind == "r", "statements": statements, "finish": finish}}) -%}
    {%- endfor -%}
    {{ return(shapes) }}
{%- endmacro %}
