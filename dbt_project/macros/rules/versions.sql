{#-
    Which of several rows about one thing counts, the same for every shop: the rows of visible files that no error rule
    rejects, and of those the newest by the day its file speaks for, by business time, by the content of the file and its
    place in it. Arrival decides only between files of which none names a day (`int_file_versions`), the text of a path
    never. `newest_first` is the order by which a window or a look-up takes one; `day` is a column of the log where an index
    has it.
-#}

{#- The accepted rows of visible files, with what decides between two of them; `where` limits them further. -#}
{% macro accepted_rows(log, where=none) -%}
    select
        judged.*,
        files.file_day,
        files.arrival,
        files.path,
        files.content_key
    from {{ ref(log) }} as judged
    inner join {{ ref("int_file_versions") }} as files
        on judged.file_id = files.file_id and judged.attempt = files.attempt
    where judged.is_accepted and files.is_visible {{- " and " ~ where if where }}
{%- endmacro %}

{% macro newest_first(known_at, day="file_day") -%}
    {{ day }} desc nulls last, {{ known_at }} desc nulls last, arrival desc, content_key desc, source_row desc
{%- endmacro %}
