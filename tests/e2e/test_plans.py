"""A comparison of each row with each is told, and a join that is found by its key is not."""

import pytest

from tests.e2e.plans import each_with_each

pytestmark = pytest.mark.usefixtures("warehouse")

MANY = "(select number as a from generate_series(1, 500) as number)"


@pytest.mark.parametrize(
    "select",
    [
        f"select * from {MANY} as x left join {MANY} as y on abs(x.a - y.a) = 3",
        f"select (select count(*) from {MANY} as y where y.a % 500 = x.a % 500) from {MANY} as x",
    ],
)
def test_each_with_each_is_told(select: str) -> None:
    assert list(each_with_each(select))


def test_a_join_by_a_key_is_no_such_comparison() -> None:
    assert not list(each_with_each(f"select * from {MANY} as x left join {MANY} as y on x.a = y.a"))
