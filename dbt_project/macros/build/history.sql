{#-
    How a snapshot becomes the history of its keys. dbt's own way looks at what a source says now: of two versions that come
    in one run both stay current, one that is late is ignored, and a table that was dropped is lost. Here a snapshot's select
    gives every statement that the logs know of a key, and the intervals are computed from all of them. So any split of the
    same files into runs, in any order, gives the same table, and it can be dropped at any time. Only the keys of the change
    set are redone: `where changed_only(…)`, as in a model.

    The select gives one row a statement:

    - the `unique_key`, and `valid_at`: since when it is so in the shop, in UTC;
    - `file_day`, `arrival`, `content_key`, `source_row`, or what `meta.newest_by` names instead: of several statements of
      one instant the one with the greatest of these counts;
    - of a feed that lists all of its keys in each file also `is_accepted` (a rejected row says only that its key was there),
      `seen_at` and `next_full_at`, the days of its file and of the next complete one (int_full_files): a key that is not in
      the next one is gone from that day on, until a file has it again;
    - all other columns are what is stated. A statement that repeats the one before makes no version, and neither does one
      that differs in a column of `meta.untracked` only.

    A history has the columns of dbt's snapshots: `dbt_valid_from`, `dbt_valid_to` (half-open; null while it holds),
    `dbt_scd_id`, `dbt_updated_at`. For facts it says which version an event takes: `effective_from`, `effective_to` leave no
    gap, since the first version takes what is older than itself, and one that is gone what comes until its key returns.
    What a build moved is in `moved_seq`, the change of the ledger, and `moved_from`: from then on events take another version
    than before, or one of which a column of `meta.watched` changed.
-#}
{% materialization snapshot, default %}
    {%- set history = this.incorporate(type="table") -%}
    {%- set select_history = history_from(sql, is_incremental()) -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- if is_incremental() -%}
        {%- set redone = make_temp_relation(history) -%}
        {%- set columns = adapter.get_columns_in_relation(this) | map(attribute="name") | join(", ") -%}
        {%- call statement("redone") -%} {{ create_table_as(True, redone, select_history) }} {%- endcall -%}
        {%- call statement("main") -%}
            delete from {{ history }} where {{ is_changed(config.get("unique_key"), model, ref(change_set(model.config))) }};
            insert into {{ history }} ({{ columns }}) select {{ columns }} from {{ redone }};
            drop table {{ redone }}
        {%- endcall -%}
    {%- else -%}
        {%- do adapter.drop_relation(load_relation(this)) if load_relation(this) -%}
        {%- call statement("main") -%} {{ create_table_as(False, history, select_history) }} {%- endcall -%}
        {%- do create_indexes(history) -%}
    {%- endif -%}
    {%- do apply_grants(history, config.get("grants"), should_revoke=False) -%}
    {%- do persist_docs(history, model) -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({"relations": [history]}) }}
{% endmaterialization %}

{#- Whether a model or snapshot is redone key by key. dbt itself says so of incremental models only. -#}
{% macro is_incremental() -%}
    {%- if not execute or model.config.materialized != "snapshot" -%} {{ return(dbt.is_incremental()) }} {%- endif -%}
    {%- set relation = load_relation(this) -%}
    {{ return(relation is not none and relation.type == "table" and not should_full_refresh()) }}
{%- endmacro %}
