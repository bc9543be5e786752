{#- What Postgres spells in its own way. A second engine adds `<engine>__<name>` in macros/adapters; models stay as they are. -#}

{#- Local wall-clock time in an IANA zone, as UTC. -#}
{% macro local_to_utc(timestamp, time_zone) %} {{- return(adapter.dispatch("local_to_utc")(timestamp, time_zone)) -}} {% endmacro %}

{#- UTC as the local wall-clock time in an IANA zone, which a column or a literal names. -#}
{% macro utc_to_local(timestamp, time_zone) %} {{- return(adapter.dispatch("utc_to_local")(timestamp, time_zone)) -}} {% endmacro %}

{#- An instant with a zone, as UTC without one: the type of every `_at` column. -#}
{% macro instant_to_utc(instant) %} {{- return(adapter.dispatch("instant_to_utc")(instant)) -}} {% endmacro %}

{#- yyyymmdd as a number; a replaced text costs a third of three extracts. -#}
{% macro date_id(date) %} {{- return(adapter.dispatch("date_id")(date)) -}} {% endmacro %}

{#- Surrogate key: the first 60 bits of the md5 of a natural key, so it is the same in every rebuild. -#}
{% macro hash_key(text) %} {{- return(adapter.dispatch("hash_key")(text)) -}} {% endmacro %}

{#- Replaces every match of a regular expression. -#}
{% macro regexp_replace_all(text, pattern, replacement) %}
    {{- return(adapter.dispatch("regexp_replace_all")(text, pattern, replacement)) -}}
{% endmacro %}
