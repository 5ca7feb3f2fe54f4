"""Published duties of both countries: tree, English, short form, kind."""

from decimal import Decimal

import pytest

from desktop.core import duty, duty_english, duty_japanese, duty_kind, duty_words
from desktop.core.duty import (
    AdValorem,
    AllOf,
    Bounded,
    Case,
    Cases,
    ForCountries,
    Formula,
    Free,
    HigherOf,
    InQuota,
    LowerOf,
    Marked,
    NotApplied,
    OneOf,
    OutOfQuota,
    PerPoint,
    Range,
    Reference,
    Remaining,
    Season,
    Specific,
    Stated,
    Sum,
    Unbound,
    Unit,
    Unread,
)
from desktop.core.line import Kind

KG = Unit("kg")


def yen(amount, unit=KG):
    return Specific(Decimal(amount), "JPY", unit)


def usd(amount, unit=KG):
    return Specific(Decimal(amount), "USD", unit)


def pct(value, of=""):
    return AdValorem(Decimal(value), of)


@pytest.mark.parametrize(
    ("published", "tree"),
    [
        ("無税", Free()),
        ("免税", Free(exempt=True)),
        ("20.8%", pct("20.8")),
        ("※1％", Marked(pct(1), ("※",))),
        ("64.36円/kg", yen("64.36")),
        ("170万円/頭", yen(1_700_000, Unit("head"))),
        ("(8.5%＋290.70円/1,000本)", NotApplied(Sum((pct("8.5"), yen("290.70", Unit("piece", count=1000)))))),
        ("29.8%＋1,159円/kg", Sum((pct("29.8"), yen(1159)))),
        ("2.8%又は20円/kgのうちいずれか高い税率", HigherOf((pct("2.8"), yen(20)))),
        (
            "11.7%又は72.90円/kgのうちいずれか低い税率",
            LowerOf((pct("11.7"), yen("72.90"))),
        ),
        (
            "9.4%又は78.13円/lのうちいずれか低い税率\nただしその税率が41.88円/lを下回る場合は41.88円/l",
            Bounded(LowerOf((pct("9.4"), yen("78.13", Unit("litre")))), floor=yen("41.88", Unit("litre"))),
        ),
        (
            "9.3%又は7.19円/kgのうちいずれか高い税率（ただしその税率が50%を上回る場合は50%とする）",
            Bounded(HigherOf((pct("9.3"), yen("7.19"))), cap=pct(50)),
        ),
        ("●3.8%又は非譲許", Marked(OneOf((pct("3.8"), Unbound())), ("●",))),
        ("(無税)〜(6%)", Range(NotApplied(Free()), NotApplied(pct(6)))),
        (
            "無税〜50%又は12円/kgのうちいずれか高い税率 ◆3",
            Marked(Range(Free(), HigherOf((pct(50), yen(12)))), ("◆3",)),
        ),
        ("◆11", Reference("◆11")),
        ("関税割当数量以内のもの\u3000無税", Cases((Case(InQuota(), Free()),))),
        (
            "砂糖を加えたものであって、関税割当数量以内のもの\u300035%＋60円/kg",
            Cases((Case(AllOf((Stated("砂糖を加えたもの"), InQuota())), Sum((pct(35), yen(60)))),)),
        ),
        (
            "（カナダに対する待遇）\u30002.4%\n（他の締約国に対する待遇）\u30000.8%",
            Cases(
                (
                    Case(ForCountries(("Canada",)), pct("2.4")),
                    Case(ForCountries(("the other parties",)), pct("0.8")),
                )
            ),
        ),
        (
            "毎年11月1日から翌年2月末日までに輸入されるもの\u3000無税",
            Cases((Case(Season((11, 1), (2, 0)), Free()),)),
        ),
        (
            "世界貿易機関設立協定の日本国の譲許表における関税割当て\u300020%\nその他のもの\u3000無税",
            Cases((Case(InQuota("WTO"), pct(20)), Case(Remaining(), Free()))),
        ),
        (
            "世界貿易機関設立協定の日本国の譲許表における関税割当て以外のもので、"
            "附属書2-A第3編第B節6に定める関税割当数量以内のもの\u3000無税",
            Cases((Case(AllOf((OutOfQuota("WTO"), InQuota("B-6"))), Free()),)),
        ),
        (
            "1キログラムにつき、70円に重量比による乳糖の含有率が10%を超える1%ごとに7円を加えた額",
            Sum((yen(70), PerPoint(Decimal(7), "JPY", KG, "lactose", Decimal(10), "over"))),
        ),
    ],
)
def test_japanese_trees(published, tree):
    assert duty_japanese.read(published) == tree


@pytest.mark.parametrize(
    ("published", "tree"),
    [
        ("Free", Free()),
        ("6.6¢/kg", usd("0.066")),
        ("15.4¢;/kg + 52%", Sum((usd("0.154"), pct(52)))),
        ("$1.70 each + 45% on the case", Sum((usd("1.70", Unit("piece")), pct(45, "the case")))),
        ("33 1/3%", AdValorem(Decimal(100) / 3)),
        ("$6/1000", usd(6, Unit("piece", count=1000))),
        ("7.4¢/kg on drained weight", usd("0.074", Unit("kg", of="drained weight"))),
        ("2.5% <u></u>", pct("2.5")),
        ("$1.27/m<sup>3</sup>", usd("1.27", Unit("m³"))),
        ("See 9921.01.01, 9921.01.02", Reference("See 9921.01.01, 9921.01.02", ("99210101", "99210102"))),
        (
            "The duty provided in the applicable subheading + 25%",
            Sum((Reference("The duty provided in the applicable subheading"), pct(25))),
        ),
        (
            "1.4606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in "
            "proportion) but not less than 0.943854¢/kg",
            Bounded(
                Sum(
                    (
                        usd("0.014606"),
                        PerPoint(Decimal("-0.00020668"), "USD", KG, "degree", Decimal(100), "under"),
                    )
                ),
                floor=usd("0.00943854"),
            ),
        ),
        ("Free, under bond", Cases((Case(Stated("under bond"), Free()),))),
    ],
)
def test_english_trees(published, tree):
    assert duty_english.read(published) == tree


@pytest.mark.parametrize(
    ("published", "notation", "plain", "short", "kind"),
    [
        (
            "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率",
            "(¥524 × 1.002 − customs value)/kg or ¥54/kg, whichever is less",
            "54 yen per kg, or the gap to 524 yen × 1.002, per kg, whichever is less",
            "≤ ¥54/kg",
            Kind.FORMULA,
        ),
        (
            "（（課税価格×（1.011-77.19/897.59）＋77.19円）-課税価格）/kg",
            "(customs value × (1.011 − 77.19/897.59) + ¥77.19 − customs value)/kg",
            "the customs value × (1.011 − 77.19/897.59) + 77.19 yen − the customs value, per kg",
            "≤ ¥77.19/kg",
            Kind.FORMULA,
        ),
        (
            "1キログラムにつき豚肉加工品に係る基準輸入価格に1.5を乗じて得た額と課税価格に0.6を乗じて得た額との差額",
            "the difference between 1.5 times the standard import price of processed pork and 0.6 times the "
            "customs value, per kg",
            "the difference between 1.5 times the standard import price of processed pork and 0.6 times the "
            "customs value, per kg",
            "gate price",
            Kind.FORMULA,
        ),
        (
            "29.8%＋1,159円/kg",
            "29.8% + ¥1,159/kg",
            "29.8% plus 1,159 yen per kg",
            "29.8% + ¥1,159/kg",
            Kind.COMPOUND,
        ),
        ("45円/l", "¥45/l", "45 yen per litre", "¥45/l", Kind.PER_UNIT),
        (
            "関税割当数量以内のもの\u3000無税\n関税割当数量以外のもの\u300023.8%",
            "Within the quota: Free; Outside the quota: 23.8%",
            "Within the quota: Free; Outside the quota: 23.8%",
            "Free in quota",
            Kind.QUOTA,
        ),
        ("◎無税", "◎Free", "◎Free", "◎Free", Kind.CONDITION),
        (
            "13%又は非譲許 ◆12",
            "13% or not bound ◆12",
            "13% or not bound ◆12",
            "13% / not bound ◆12",
            Kind.RANGE,
        ),
        ("(500円\n/kg)", "(¥500/kg)", "(500 yen per kg)", "(¥500/kg)", Kind.PER_UNIT),
    ],
)
def test_words(published, notation, plain, short, kind):
    tree = duty_japanese.read(published)
    assert duty_words.notation(tree) == notation
    assert duty_words.plain(tree) == plain
    assert duty_words.short(tree) == short
    assert duty_kind.kind(tree) is kind


def test_spoken_form_has_no_signs():
    tree = duty_japanese.read("●29.8%＋1,159円/kg")
    assert duty_words.spoken(tree) == "marked: 29.8 percent plus 1159 yen per kg"


@pytest.mark.parametrize(
    ("published", "kind"),
    [
        ("Free", Kind.FREE), ("2.5%", Kind.PERCENT), ("4.4¢/kg", Kind.PER_UNIT), ("1.5¢/kg + 8%", Kind.COMPOUND),
        ("", Kind.UNKNOWN), ("See 9921.01.01, 9921.01.02", Kind.REFERENCE), ("$1.509/kg", Kind.PER_UNIT),
        ("The rate applicable to the natural juice in heading 2009", Kind.REFERENCE),
        ("Free, under bond, as prescribed in U.S. note 1 to this subchapter", Kind.CONDITION),
    ],
)  # fmt: skip
def test_american_kinds(published, kind):
    assert duty_kind.kind(duty_english.read(published)) is kind


@pytest.mark.parametrize(
    ("read", "text", "reason"),
    [
        (duty_japanese.read, "", "empty"),
        (duty_japanese.read, "20.8", "no unit"),
        (duty_japanese.read, "20.8%×2", "cannot be multiplied"),
        (duty_japanese.read, "5%又はのうちいずれか低い税率", "was not expected"),
        (duty_japanese.read, "5%のうちいずれか低い税率", "names one only"),
        (duty_japanese.read, "(5円-課税価格)/kg×1円/l", "two different units"),
        (duty_japanese.read, "5" * 3000, "longer than"),
        (duty_japanese.read, "(" * 40 + "5%" + ")" * 40, "brackets"),
        (duty_english.read, "$1.54¢/kg", "not expected"),
        (duty_english.read, "18.3¢ each + % on the strap, band or bracelet", "not expected"),
        (duty_english.read, "(s)", "meaning is not in the file"),
        (duty_english.read, "Free (A,AU,BH", "not closed"),
        (duty_english.read, "Free" + "x" * 3000, "longer than"),
    ],
)
def test_what_is_not_understood_says_why(read, text, reason):
    found = duty.unread(read(text))
    assert isinstance(found, Unread)
    assert reason in found.reason


def test_the_formula_keeps_its_constants():
    tree = duty_japanese.read("（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率")
    formula = next(node for node in duty.walk(tree) if isinstance(node, Formula))
    figures = [node.value for node in duty.walk(formula) if hasattr(node, "value")]
    assert figures == [Decimal(524), Decimal("1.002")]


def test_a_goods_condition_described_by_what_it_is_not_is_no_exclusion():
    text = "少なくとも一の単板が熱帯産木材のもの及び少なくとも一の外面の単板が針葉樹以外のもの"
    tree = duty_japanese.read(f"{text}\u3000無税\nくらげ以外のもの\u30005%")
    assert [case.condition for case in tree.cases] == [Stated(text), Stated("くらげ", excluded=True)]
