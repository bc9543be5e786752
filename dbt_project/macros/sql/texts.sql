{#-
    What a shop wrote, as a value. The blanks and marks that nobody sees are taken off here and nowhere else: every Unicode
    blank around a value, zero-width marks, control characters and carriage returns in it, and the `="…"` with which a
    spreadsheet guards a code. What came lies in raw.
-#}

{#- An id, code, category, number or date: NFC, with plain blanks; null where it is one of the ways to say nothing. -#}
{% macro null_if_marker(text) %} {{- return(adapter.dispatch("null_if_marker")(text)) -}} {% endmacro %}

{#-
    A name, description, address or note: as written, without the blanks around it and without carriage returns. `None` or
    `-` may be what somebody meant, so only what says nothing at all is null, and what the shop's system writes for it.
-#}
{% macro free_text(text, nulls=[]) %} {{- return(adapter.dispatch("free_text")(text, nulls)) -}} {% endmacro %}

{#-
    A code or number that names something, as text. `17850.0` and `1.785E+04` are what spreadsheets and data frames make of
    17850. `kind` says whether letters and zeros in front count: of a `code` both do; a `number` has neither, so null is
    what has letters in it; a `number_or_code` has no zeros in front where it is a number; of a `decorated_number` the
    word in front and the counter behind are left out as well: `YR-11262518,0` is 11262518.
-#}
{% macro safe_id(text, kind="code") %} {{- return(adapter.dispatch("safe_id")(text, kind)) -}} {% endmacro %}

{#-
    Whether one of these parsed amounts (each with its text beside it) names another currency than the row's own. A symbol
    that several currencies share is each one's own.
-#}
{% macro names_other_currency(amounts, currency) %}
    {{- return(adapter.dispatch("names_other_currency")(amounts, currency)) -}}
{% endmacro %}

{#- The currency that a text with an amount or a symbol names; null when it names none we know. -#}
{% macro currency_named_in(text) %} {{- return(adapter.dispatch("currency_named_in")(text)) -}} {% endmacro %}
