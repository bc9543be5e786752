"""Comments and blanks are no code; everything else is."""

import pytest

from dbt_tillhouse.code import normal_form

CODE = "select 'a  -- b' as x, {{ macro('y  z') }} from {{ ref('t') }} where z = 1"


@pytest.mark.parametrize(
    "same",
    [
        CODE + "\n",
        CODE.replace(" from", "\n\n\tfrom"),
        CODE.replace(" from", " -- it's a comment\nfrom"),
        CODE.replace(" from", " /* it's\n two lines */ from"),
        CODE.replace(" from", "{# it's Jinja's\n #} from"),
        CODE.replace("{{ ref('t') }}", "{{  ref('t')\n}}"),
        "{# head #}" + CODE,
        CODE + " -- {# a note\n of two lines #}",
    ],
)
def test_comments_and_blanks_change_nothing(same: str) -> None:
    assert normal_form(same) == normal_form(CODE)


@pytest.mark.parametrize(
    "other",
    [
        CODE.replace("a  -- b", "a -- b"),
        CODE.replace("a  -- b", "a  -- c"),
        CODE.replace("y  z", "y z"),
        CODE.replace("1", "2"),
        CODE.replace("1", "- -1"),
        CODE + " -- {{ log('Jinja runs in a comment of SQL') }}",
        CODE.replace("as x", 'as "x  y"'),
        "{#- eats the blanks around it -#}" + CODE,
    ],
)
def test_everything_else_is_a_change(other: str) -> None:
    assert normal_form(other) != normal_form(CODE)


def test_a_quote_in_a_string_of_jinja_or_sql_does_not_end_it() -> None:
    for start in ('{{ f("it\'s") }}', "{{ f('it\\'s') }}", "'it''s'", "e'it\\'s'", "'{{ f(\"'\") }}'", "'back\\'"):
        assert normal_form(f"{start} -- note\n'x  y'") == f"{start} 'x  y'"


def test_an_apostrophe_in_a_comment_opens_no_string() -> None:
    assert normal_form("select 1 -- it's\n,  2  -- don't\n") == "select 1 , 2"
