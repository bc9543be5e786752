"""Each operator changes what it says, at its place, and leaves alone what is no SQL."""

import pytest

from tests.mutants.operators import OPERATORS, mutants


def changes(sql: str, operator: str) -> list[str]:
    """What a file is after each mutant of an operator."""
    return [mutant.edit.of(sql) for mutant in mutants("a.sql", sql) if mutant.operator == operator]


@pytest.mark.parametrize(
    ("operator", "sql", "expected"),
    [
        ("boundary moved", "a < b", ["a <= b"]),
        ("boundary moved", "a <= b or a >= c", ["a < b or a >= c", "a <= b or a > c"]),
        ("boundary moved", "a <> b and c ->> 'x' = d", []),
        ("equality turned", "when a = b then", ["when a <> b then"]),
        ("equality turned", "a <> b", ["a = b"]),
        ("equality turned", "join x on a = b and c = d where e = f", ["join x on a = b and c = d where e <> f"]),
        ("equality turned", "on a = (select b where c = d)", ["on a = (select b where c <> d)"]),
        ("negation dropped", "not a and b is not null", ["a and b is not null", "not a and b is null"]),
        ("condition dropped", "where a group by b", ["where true group by b"]),
        ("condition dropped", "where a and b or c", [
            "where true and b or c", "where a and true or c", "where a and b or false",
        ]),
        ("condition dropped", "where a between 1 and 2 and b", [
            "where true and b", "where a between 1 and 2 and true",
        ]),
        ("condition dropped", "where (a or b) and c", [
            "where true and c", "where (false or b) and c", "where (a or false) and c", "where (a or b) and true",
        ]),
        ("condition dropped", "count(*) filter (where a)", ["count(*) filter (where true)"]),
        ("condition dropped", "case when a then b end", []),
        ("condition dropped", "case when a and b then c end > d and e", [
            "true and e", "case when true and b then c end > d and e", "case when a and true then c end > d and e",
            "case when a and b then c end > d and true",
        ]),
        ("condition dropped", "select a and b as c, d", ["select true and b as c, d", "select a and true as c, d"]),
        ("condition dropped", "on a = b and c = d where e", [
            "on true and c = d where e", "on a = b and true where e", "on a = b and c = d where true",
        ]),
        ("condition dropped", 'where a and {{ changed_only("b") }}', ['where true and {{ changed_only("b") }}']),
        ("condition dropped", '{% macro a() %} b and c {% endmacro %} {% macro d() %} e {% endmacro %}', [
            "{% macro a() %} true and c {% endmacro %} {% macro d() %} e {% endmacro %}",
            "{% macro a() %} b and true {% endmacro %} {% macro d() %} e {% endmacro %}",
        ]),
        ("other aggregate", "sum(a) + min (b)", ["avg(a) + min (b)", "sum(a) + max (b)"]),
        ("other aggregate", "lag(a) over (order by b)", ["lead(a) over (order by b)"]),
        ("other aggregate", "count(distinct a)", ["count( a)"]),
        ("other aggregate", "max_amount + a.sum", []),
        ("other join", "left join a inner join b cross join c", [
            "inner join a inner join b cross join c", "left join a left join b cross join c",
        ]),
        ("off by one", "a > 9 and b > 0.09", ["a > 10 and b > 0.09", "a > 9 and b > 0.10"]),
        ("off by one", "cast(a as numeric(18, 4)) + 1", ["cast(a as numeric(18, 4)) + 2"]),
        ("off by one", "rows between 6 preceding and current row", [
            "rows between 7 preceding and current row", "rows between 6 preceding and 1 following",
        ]),
        ("off by one", '{{ dateadd("day", 1, "a") }}', ['{{ dateadd("day", 2, "a") }}']),
        ("default dropped", "coalesce(a, 0) = 1", ["(a) = 1"]),
        ("default dropped", "coalesce(nullif(f(a, b), 0), c)", ["(nullif(f(a, b), 0))", "coalesce((f(a, b)), c)"]),
        ("union distinct", "a union all b union c", ["a union b union c"]),
        ("order turned", "order by a, b desc", ["order by a desc, b desc", "order by a, b asc"]),
        ("order turned", "over (order by f(a, b) rows x)", ["over (order by f(a, b) desc rows x)"]),
    ],
)  # fmt: skip
def test_an_operator(operator: str, sql: str, expected: list[str]) -> None:
    assert changes(sql, operator) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-- not a < 1 and b = 2\n",
        "{# not a < 1 #}",
        "select 'not a < 1 and sum(b)'",
        '{{ config(unique_key="a", meta={"b": 1}) }}',
        'from {{ ref("a = 1") }}',
        '{{ changed_only("a * 100 + b") }}',
        '{{ exceptions.raise_compiler_error("a is not b") }}',
    ],
)
def test_what_is_no_sql_is_left_alone(text: str) -> None:
    assert mutants("a.sql", text) == []


def test_the_texts_that_jinja_joins_are_sql() -> None:
    rules = (
        '{%- set rules = {\n    "A_NEGATIVE": "a < 0",\n    "B_LATE": "b > " ~ dateadd("day", 1, "c"),\n} -%}\nselect 1'
    )
    assert [(mutant.line, mutant.operator, mutant.after) for mutant in mutants("a.sql", rules)] == [
        (2, "boundary moved", '"A_NEGATIVE": "a <= 0",'),
        (2, "off by one", '"A_NEGATIVE": "a < 1",'),
        (3, "boundary moved", '"B_LATE": "b >= " ~ dateadd("day", 1, "c"),'),
        (3, "off by one", '"B_LATE": "b > " ~ dateadd("day", 2, "c"),'),
        (5, "off by one", "select 2"),
    ]


def test_a_mutant_is_one_edit_and_shows_the_lines_it_touches() -> None:
    sql = "select\n    coalesce(\n        a,\n        b\n    ) as c\n"
    [mutant] = mutants("a.sql", sql)
    assert (mutant.line, mutant.before, mutant.after) == (2, "coalesce( a, b ) as c", "(a) as c")
    assert mutant.edit.of(sql) == "select\n    (a) as c\n"


def test_every_operator_finds_something() -> None:
    every = "where not a < 1 and sum(coalesce(b, c)) = 2 order by d union all select 3 left join e"
    assert {mutant.operator for mutant in mutants("a.sql", every)} == set(OPERATORS)
