from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core import wording
from desktop.core.cell import short
from desktop.core.line import Kind


@pytest.mark.parametrize(
    ("published", "english", "kind"),
    [
        ("無税", "Free", Kind.FREE),
        ("20.8%", "20.8%", Kind.PERCENT),
        ("64.36円/kg", "¥64.36/kg", Kind.PER_UNIT),
        ("29.8%＋1,159円/kg", "29.8% + ¥1,159/kg", Kind.COMPOUND),
        (
            "3.7%又は2.9%＋1.01円/㎡のうちいずれか高い税率",
            "3.7% or 2.9% + ¥1.01/m², whichever is greater",
            Kind.COMPOUND,
        ),
        (
            "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率",
            "(¥524 × 1.002 − customs value)/kg or ¥54/kg, whichever is less",
            Kind.FORMULA,
        ),
        ("関税割当数量以内のもの\u3000無税", "Within the quota: Free", Kind.QUOTA),
        (
            "砂糖を加えたもの\u300015.4%＋17.60円/kg\nその他のもの\u300011%＋17.60円/kg",
            "Containing added sugar: 15.4% + ¥17.60/kg; Other: 11% + ¥17.60/kg",
            Kind.CONDITION,
        ),
        (
            "（カナダに対する待遇）\u30002.4%\n（他の締約国に対する待遇）\u30000.8%",
            "For Canada: 2.4%; For the other parties: 0.8%",
            Kind.CONDITION,
        ),
        ("●3.8%又は非譲許", "●3.8% or not bound", Kind.RANGE),
        ("(無税)〜(6%)", "(Free) to (6%)", Kind.RANGE),
        ("保護用のもの 6.7%\n\nその他のもの 8%", "保護用のもの: 6.7%; Other: 8%", Kind.CONDITION),
        ("◎無税", "◎Free", Kind.CONDITION),
        (
            "1キログラムにつき部分肉に係る基準輸入価格と課税価格との差額",
            "the difference between the standard import price of pork cuts and the customs value, per kg",
            Kind.FORMULA,
        ),
        ("◆11", "see note ◆11", Kind.REFERENCE),
        ("(500円\n/kg)", "(¥500/kg)", Kind.PER_UNIT),
        (
            "9.4%又は78.13円/lのうちいずれか低い税率\nただしその税率が41.88円/lを下回る場合は41.88円/l",
            "9.4% or ¥78.13/l, whichever is less, but not less than ¥41.88/l",
            Kind.COMPOUND,
        ),
        (
            "毎年11月1日から翌年2月末日までに輸入されるもの\u3000無税",
            "Imported November to February: Free",
            Kind.CONDITION,
        ),
        ("関税割当数量以内のもの\u3000170万円/頭", "Within the quota: ¥1,700,000/head", Kind.QUOTA),
    ],
)
def test_published_forms(published, english, kind):
    assert wording.english(published) == english
    assert wording.kind_japanese(published) is kind


@pytest.mark.parametrize(
    ("published", "kind"),
    [
        ("Free", Kind.FREE), ("2.5%", Kind.PERCENT), ("4.4¢/kg", Kind.PER_UNIT), ("1.5¢/kg + 8%", Kind.COMPOUND),
        ("", Kind.UNKNOWN), ("See 9921.01.01, 9921.01.02", Kind.REFERENCE), ("$1.509/kg", Kind.PER_UNIT),
        ("The rate applicable to the natural juice in heading 2009", Kind.REFERENCE),
        ("Free, under bond, as prescribed in U.S. note 1 to this subchapter", Kind.CONDITION),
    ],
)  # fmt: skip
def test_american_forms(published, kind):
    assert wording.kind_english(published) is kind


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


def test_short_forms():
    assert short("(¥524 × 1.002 − customs value)/kg or ¥54/kg, whichever is less") == "≤ ¥54/kg"
    assert short("Within the quota: Free; Outside the quota: 23.8%") == "quota: Free"
    assert short("20.8%") == "20.8%"


@given(st.text(max_size=300))
def test_no_text_breaks_the_wording(published):
    short(wording.english(published))
    wording.kind_japanese(published)
    wording.kind_english(published)
    wording.percent(published)
    wording.is_bracketed(published)
