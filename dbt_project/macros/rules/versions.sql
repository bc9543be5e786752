{#-
    Which of several rows about one thing counts, the same for every shop and for every order of loading: the rows of
    visible files that no error rule rejects, and of those the newest by business time, by the day of its file, by its path,
    its content and its place. `newest_first` is the order by which a window or a look-up takes one.
-#}

{#- The accepted rows of visible files, with what decides between two of them; `where` limits them further. -#}
{% macro accepted_rows(log, where=none) -%}
    select
        judged.*,
        files.business_date,
        files.path,
        files.content_key
    from {{ ref(log) }} as judged
    inner join {{ ref("stg_ops__files") }} as files
        on judged.file_id = files.file_id and judged.attempt = files.attempt
    where judged.is_accepted and files.is_visible {{- " and " ~ where if where }}
{%- endmacro %}

{% macro newest_first(known_at) -%}
    {{ known_at }} desc nulls last, business_date desc nulls last, path desc, content_key desc, source_row desc
{%- endmacro %}
