from decimal import Decimal

import pytest

from desktop.core import duty_japanese, duty_kind, wording
from desktop.core.without_deal import not_applied


@pytest.mark.parametrize(
    ("said", "percent"),
    [
        ("Free", 0),
        ("Exempt", 0),
        ("20.8%", "20.8"),
        ("13.0%", "13"),
        ("(3.5%)", None),
        ("◎10%", None),
        ("1.8% ◆4", None),
        ("¥54/kg", None),
        ("", None),
    ],
)
def test_the_percentage_of_a_cell_is_exact_or_absent(said, percent):
    assert wording.plain_percent(said) == (None if percent is None else Decimal(percent))


@pytest.mark.parametrize(
    "published",
    [
        "(25%)",
        "（無税）",
        "*(341円/kg)",
        "(無税)〜(3.1%)",
        "(無税)〜(4.8%)又は(8.8円/kg)",
        "（一部8.4%〜10.5%)",
        "(5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率)",
    ],
)
def test_brackets_mean_not_applied(published):
    assert not_applied(duty_japanese.read(published))


@pytest.mark.parametrize("published", ["25%", "(500円−課税価格)/kg", "*396円/kg", "●21%〜（35%）"])
def test_brackets_of_a_formula_are_not(published):
    assert not not_applied(duty_japanese.read(published))


@pytest.mark.parametrize("published", ["◎無税", "※20.1%", "(5.5%)", "1.8% ◆4", "無税 ◆7", "*5%"])
def test_a_marked_or_bracketed_percentage_is_no_plain_figure(published):
    assert duty_kind.plain_percent(duty_japanese.read(published)) is None


def test_what_is_english():
    assert wording.is_english("Within the quota: ¥54/kg ◆3")
    assert not wording.is_english("Other than うに: Free")
