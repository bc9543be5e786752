{#-
    How currencies are written in amounts: what seeds/currencies.csv lists, again, because a cast that reads a table would
    have to be made anew with it. A test holds the two together.
-#}
{% macro currency_codes() -%}
    {{- return((
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
        ~ "CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL "
        ~ "GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW "
        ~ "KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN "
        ~ "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL "
        ~ "SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES "
        ~ "VND VUV WST XAF XAG XAU XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG ZWL"
    ).split()) -}}
{%- endmacro %}

{#- Where several share a symbol, the first is meant when nothing else tells. -#}
{% macro currency_symbols() -%}
    {{- return({
        "USD": ["US$", "$"], "EUR": ["€"], "GBP": ["£"], "JPY": ["¥"], "KES": ["KSh", "KSH", "Ksh"], "NGN": ["₦"],
        "AUD": ["AU$", "A$", "$"], "BRL": ["R$"], "CAD": ["CA$", "C$", "$"], "CNY": ["¥"], "EGP": ["£"],
        "GHS": ["GH₵", "₵"], "HKD": ["HK$", "$"], "ILS": ["₪"], "INR": ["₹"], "KRW": ["₩"], "MXN": ["MX$", "$"],
        "NZD": ["NZ$", "$"], "PHP": ["₱"], "PLN": ["zł"], "SGD": ["S$", "$"], "TRY": ["₺"], "TZS": ["TSh"],
        "UAH": ["₴"], "UGX": ["USh"], "VND": ["₫"],
    }) -}}
{%- endmacro %}

{#- A currency as an expression: a symbol, or three capitals, of which names_known_currency judges. -#}
{% macro currency() -%}
    {%- set symbols = [] -%}
    {%- for spelled in currency_symbols().values() -%} {%- do symbols.extend(spelled) -%} {%- endfor -%}
    (?:{{ symbols | unique | join("|") | replace("$", "[$]") }}|[A-Z]{3})
{%- endmacro %}

{#- Three capitals beside a number are a currency only if there is one of that name. -#}
{% macro names_known_currency(text) -%}
    coalesce(substring({{ text }} from '[A-Z]{3}') in ('{{ (currency_codes() + ["KSH"]) | join("', '") }}'), true)
{%- endmacro %}

{% macro postgres__names_other_currency(amounts, currency) -%}
    {%- set texts = [] -%}
    {%- for amount in amounts -%}
        {%- do texts.append("case when " ~ amount ~ " is not null then " ~ amount ~ "_text end") -%}
    {%- endfor -%}
    {%- set written = "concat_ws(' ', " ~ texts | join(", ") ~ ")" if texts | length > 1 else texts[0] -%}
    {%- set letters = "'[^-+0-9.,eE=\" ]'" -%}
    (
        {{ written }} ~ {{ letters }}
        and regexp_replace(
            {{ tidy(written) }},
            case {{ currency }}
                {%- for code, symbols in currency_symbols().items() %}
                when '{{ code }}' then '{{ symbols | join("|") | replace("$", "[$]") }}|{{ code }}'
                {%- endfor %}
                else substring({{ currency }} from '^[A-Z]{3}$')
            end,
            '', 'g'
        ) ~ {{ letters }}
    )
{%- endmacro %}

{% macro postgres__currency_named_in(text) -%}
    {%- set shown = tidy(text) -%}
    {%- set owners = {} -%}
    {%- for code, symbols in currency_symbols().items() -%}
        {%- for symbol in symbols if symbol not in owners -%} {%- do owners.update({symbol: code}) -%} {%- endfor -%}
    {%- endfor -%}
    case
        when substring({{ shown }} from '[A-Z]{3}') in ('{{ currency_codes() | join("', '") }}')
            then substring({{ shown }} from '[A-Z]{3}')
        {%- for length in [3, 2, 1] %} {%- for symbol, code in owners.items() if symbol | length == length %}
        when {{ text }} like '%{{ symbol }}%' then '{{ code }}'
        {%- endfor %} {%- endfor %}
    end
{%- endmacro %}
