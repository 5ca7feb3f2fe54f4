from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import wording


@pytest.mark.parametrize(
    ("published", "percent"),
    [
        ("無税", 0),
        ("Free", 0),
        ("20.8%", "20.8"),
        ("(3.5%)", "3.5"),
        ("◎10%", "10"),
        ("※1％", "1"),
        ("54円/kg", None),
        ("", None),
    ],
)
def test_the_percentage_is_exact_or_absent(published, percent):
    assert wording.percent(published) == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    "published",
    [
        "(25%)",
        "（無税）",
        "*(341円/kg)",
        "(無税)〜(3.1%)",
        "（一部8.4%〜10.5%)",
        "(5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率)",
    ],
)
def test_brackets_mean_not_applied(published):
    assert wording.is_bracketed(published)


@pytest.mark.parametrize("published", ["25%", "(500円−課税価格)/kg", "*396円/kg", "●21%〜（35%）", ""])
def test_brackets_of_a_formula_are_not(published):
    assert not wording.is_bracketed(published)


@pytest.mark.parametrize("published", ["◎無税", "※20.1%", "(5.5%)", "1.8% ◆4", "無税 ◆7", "*5%"])
def test_a_marked_or_bracketed_percentage_is_no_plain_figure(published):
    assert wording.percent(published) is not None
    assert wording.plain_percent(published) is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_wording(published):
    wording.percent(published)
    wording.is_bracketed(published)
