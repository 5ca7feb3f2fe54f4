"""The duty without the agreement, on cells as the schedule prints them."""

import pytest

from desktop.core.without_deal import derive


@pytest.mark.parametrize(
    ("general", "temporary", "wto", "published", "column"),
    [
        ("(50%)", "38.5%", "(50%)", "38.5%", "temporary"),  # beef
        ("35%", "", "29.8%", "29.8%", "wto"),  # cheese
        ("10%", "", "(10%)", "10%", "general"),
        ("10%", "", "", "10%", "general"),
        ("10%", "4.2%", "6%", "4.2%", "temporary"),
        ("(106円/kg)", "25%", "12.5%", "12.5%", "wto"),
        ("25円/kg", "無税", "21.30円/kg", "無税", "temporary"),
        ("4,000,000円/頭", "", "3,400,000円/頭", "3,400,000円/頭", "wto"),
        ("無税", "", "(無税)〜(6%)", "無税", "general"),
        ("", "", "16%", "16%", "wto"),
        ("17円/kg", "", "免税", "免税", "wto"),
        ("25%＋63円/kg", "", "21.3%＋54円/kg", "21.3%＋54円/kg", "wto"),
        ("5.6%又は4.4%＋1.52円/㎡のうちいずれか高い税率", "", "5.6%", "5.6%", "wto"),
        ("(73.70円−課税価格)/kg", "", "8.5%", "(73.70円−課税価格)/kg\n\n8.5%", "general|wto"),  # onions
        ("1.68円/kg", "", "5.5%", "1.68円/kg\n\n5.5%", "general|wto"),
    ],
)
def test_the_rule_where_it_is_safe(general, temporary, wto, published, column):
    found = derive(general, temporary, wto)
    assert (found.published, found.column) == (published, column)
    assert found.safe


@pytest.mark.parametrize(
    ("general", "temporary", "wto", "said"),
    [
        ("(402円/kg)", "49円/kg", "*(341円/kg)", "levy"),  # rice
        ("35%", "", "●21%〜29.8%+1,159円/kg", "differs within this line"),
        ("35%", "◎無税", "29.8%", "◎"),
        ("(35%)", "※20.1%", "(29.8%)", "※"),
        ("(10%)", "", "(10%)", "could be found"),
        ("", "", "", "could be found"),
        ("20%", "", "保護用のもの 6.7%\n\nその他のもの 8%", "differs within this line"),
    ],
)
def test_doubt_is_said(general, temporary, wto, said):
    found = derive(general, temporary, wto)
    assert not found.safe
    assert said in found.note


def test_two_unbracketed_rates_give_the_lower():
    found = derive("(35%＋466円/kg)", "36%＋130円/kg", "*29.8%＋396円/kg")
    assert found.column == "temporary|wto"
    assert found.english == "36% + ¥130/kg or *29.8% + ¥396/kg, whichever is less"
    nickel = derive("11.7%又は72.90円/kgのうちいずれか低い税率", "", "44円/kg")
    assert nickel.english == "11.7% or ¥72.90/kg or ¥44/kg, whichever is less"
