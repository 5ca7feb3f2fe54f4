"""What a shipment pays: amounts, steps, facts that are asked for, the rounding at the end."""

from decimal import Decimal
from fractions import Fraction

import pytest

from desktop.core import duty_english, duty_japanese
from desktop.core.duty import units_of
from desktop.core.duty_facts import Shipment
from desktop.core.duty_value import evaluate, round_money

GATE = "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率"


def pay(published, value=None, currency="JPY", otherwise=None, rate=None, facts=None, us=None, **quantities):
    us = "¢" in published or "$" in published if us is None else us
    read = duty_english.read if us else duty_japanese.read
    shipment = Shipment(
        None if value is None else Decimal(value),
        currency,
        {unit: Decimal(amount) for unit, amount in quantities.items()},
        facts or {},
        None if rate is None else Decimal(rate),
    )
    base = None if otherwise is None else duty_japanese.read(otherwise)
    return evaluate(read(published), shipment, "USD" if us else "JPY", base)


@pytest.mark.parametrize(
    ("published", "value", "kilos", "amount"),
    [
        ("無税", 30_000, 100, 0),
        ("20.8%", 30_000, 100, 6_240),
        ("29.8%＋1,159円/kg", 30_000, 100, 8_940 + 115_900),
        (GATE, 30_000, 100, 5_400),  # far below the gate price: the specific duty
        (GATE, 51_000, 100, Fraction(7524, 5)),  # 525.048 - 510 = 15.048 yen a kilogram
        (GATE, 60_000, 100, 0),  # above the gate price
        ("2.8%又は20円/kgのうちいずれか高い税率", 30_000, 100, 2_000),
        (
            "9.3%又は7.19円/kgのうちいずれか高い税率（ただしその税率が50%を上回る場合は50%とする）",
            1_000,
            100,
            500,
        ),
        ("（（課税価格×（1.007-51.46/897.59）＋51.46円）-課税価格）/kg", 50_000, 100, None),
    ],
)
def test_amounts(published, value, kilos, amount):
    outcome = pay(published, value, kg=kilos)
    assert outcome.needs == ()
    if amount is None:
        # 51.46 + v * (0.007 - 51.46/897.59) at v = 500
        amount = (
            Fraction("51.46") + 500 * (Fraction("0.007") - Fraction("51.46") / Fraction("897.59"))
        ) * 100
    assert outcome.amount == amount
    assert outcome.steps


def test_the_steps_show_the_choice():
    outcome = pay(GATE, 51_000, kg=100)
    assert outcome.steps == (
        "The lower of 1: (¥524 × 1.002 − customs value)/kg at a customs value of ¥510 per kg = ¥15.048 per kg; "
        "× 100 kg = ¥1,504.8; or of 2: ¥54/kg × 100 kg = ¥5,400. That is ¥1,504.8.",
    )
    assert outcome.rounded == 1505


@pytest.mark.parametrize(
    ("published", "given", "key"),
    [
        ("20.8%", {}, "value"),
        ("54円/kg", {"value": 5}, "kg"),
        ("関税割当数量以内のもの\u3000無税", {"value": 5}, "quota"),
        ("1キログラムにつき部分肉に係る基準輸入価格と課税価格との差額", {"value": 5, "kg": 1}, "standard import price of pork cuts"),
        ("1キログラムにつき、70円に重量比による乳糖の含有率が10%を超える1%ごとに7円を加えた額", {"kg": 1}, "lactose"),
        ("原産品に含まれる砂糖の重量1キログラムにつき21.50円", {}, "kg of sugar contained"),
        ("砂糖を加えたもの\u30005%\nその他のもの\u30003%", {"value": 5}, "goods: containing added sugar"),
        ("毎年4月1日から同年8月31日までに輸入されるもの\u3000無税", {"value": 5}, "date"),
        ("（カナダに対する待遇）\u30002.4%\n（他の締約国に対する待遇）\u30000.8%", {"value": 5}, "country"),
        ("●無税〜5%", {"value": 5}, "percent in Free to 5%"),
        ("$1.70 each + 45% on the case", {"value": 5, "piece": 1}, "value of the case"),
    ],
)  # fmt: skip
def test_missing_facts_are_asked_for(published, given, key):
    outcome = pay(published, **given)
    assert outcome.amount is None
    assert [need.key for need in outcome.needs] == [key]
    assert "?" in outcome.needs[0].question


def test_all_missing_facts_of_a_sum_are_asked_for_at_once():
    assert [need.key for need in pay("29.8%＋1,159円/kg").needs] == ["value", "kg"]


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({"quota": "in"}, 0),
        ({"quota": "out"}, 2380),
    ],
)
def test_quota(facts, amount):
    published = "関税割当数量以内のもの\u3000無税\n関税割当数量以外のもの\u300023.8%"
    assert pay(published, 10_000, facts=facts).amount == amount


def test_goods_under_no_condition_pay_the_duty_without_the_deal():
    outcome = pay("関税割当数量以内のもの\u3000無税", 10_000, otherwise="40%", facts={"quota": "out"})
    assert outcome.amount == 4000
    assert "without the deal" in outcome.steps[0]
    alone = pay("関税割当数量以内のもの\u3000無税", 10_000, facts={"quota": "out"})
    assert alone.amount is None
    assert "Another rate or another line applies" in alone.trouble


def test_a_quota_for_one_party_goes_before_the_quota_for_all():
    published = "関税割当数量以内のもの\u300025%\n関税割当数量以内のもの（チリに対する待遇）\u3000無税\n関税割当数量以外のもの\u3000119円/kg"
    facts = {"quota": "in", "country": "Chile"}
    assert pay(published, 1000, facts=facts).amount == 0
    assert pay(published, 1000, facts=facts | {"country": "the other parties"}).amount == 250


@pytest.mark.parametrize(
    ("date", "free"), [("11-01", True), ("01-15", True), ("2027-02-28", True), ("03-01", False)]
)
def test_seasons_may_cross_the_new_year(date, free):
    published = "毎年11月1日から翌年2月末日までに輸入されるもの\u3000無税"
    assert pay(published, 100, otherwise="10%", facts={"date": date}).amount == (0 if free else 10)


def test_lactose_counts_whole_percents_only():
    published = "1キログラムにつき、70円に重量比による乳糖の含有率が10%を超える1%ごとに7円を加えた額"
    assert pay(published, kg=1, facts={"lactose": "12.9"}).amount == 84
    assert pay(published, kg=1, facts={"lactose": "8"}).amount == 70


def test_sugar_degrees_and_their_floor():
    sugar = (
        "1.4606¢/kg less 0.020668¢/kg for each degree under 100 degrees (and fractions of a degree in "
        "proportion) but not less than 0.943854¢/kg"
    )
    assert pay(sugar, kg=100_000, facts={"degree": "96"}).amount == Fraction("1460.6") - Fraction("82.672")
    assert pay(sugar, kg=100_000, facts={"degree": "10"}).rounded == Decimal("943.85")


def test_units_stand_for_each_other_and_thousands_are_counted():
    assert pay("930円/MT", kg=2500).amount == 2325
    assert pay("346円/kl", litre=500).amount == 173
    assert pay("290.70円/1,000本", piece=500).amount == Fraction("145.35")
    assert pay("2.8¢/doz.", piece=24).amount == Fraction("0.056")


def test_a_foreign_value_needs_a_stated_rate():
    assert [need.key for need in pay("10%", 100, currency="USD").needs] == ["yen_per_dollar"]
    assert pay("10%", 100, currency="USD", rate="150.5").amount == 1505
    assert pay("10%", 15_000, currency="JPY", rate=150).amount == 1500
    assert pay("5%", 30_000, currency="JPY", rate=150, us=True).amount == 10


def test_thirds_are_exact():
    assert pay("33 1/3%", 300, currency="USD", us=True).amount == 100


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("(25%)", "brackets"),
        ("◆11", "stands elsewhere"),
        ("See 9921.01.01", "99210101"),
        ("20.8", "was not understood"),
    ],
)
def test_what_cannot_be_computed_says_why(published, said):
    us = published.startswith("See")
    outcome = pay(published, 100, currency="USD" if us else "JPY", us=us, kg=1)
    assert outcome.amount is None
    assert said in outcome.trouble


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        (Fraction(1, 2), "JPY", "1"), (Fraction(3, 2), "JPY", "2"), (Fraction(149, 100), "JPY", "1"),
        (Fraction(-1, 2), "JPY", "-1"), (Fraction(5, 1000), "USD", "0.01"), (Fraction(1, 3), "USD", "0.33"),
    ],
)  # fmt: skip
def test_rounding_is_half_up_at_the_end(amount, currency, rounded):
    assert round_money(amount, currency) == Decimal(rounded)
    assert str(round_money(amount, currency)) == rounded


def test_the_outcome_names_what_it_turned_on():
    published = "関税割当数量以内のもの\u3000無税\n関税割当数量以外のもの\u300023.8%"
    assert [need.key for need in pay(published, 1, facts={"quota": "in"}).asked] == ["quota"]
    assert [unit.name for unit in units_of([duty_japanese.read(GATE), None])] == ["kg"]


def test_a_mark_that_ties_the_rate_to_a_condition_is_asked_about():
    outcome = pay("◎10%", 1000)
    assert [need.key for need in outcome.needs] == ["mark ◎"]
    assert pay("◎10%", 1000, facts={"mark ◎": "yes"}).amount == 100
    assert pay("◎10%", 1000, otherwise="20%", facts={"mark ◎": "no"}).amount == 200
    assert "levy" in pay("*5%", 1000).steps[0]
    assert [need.key for need in pay("2.7% ◆4", 1000).needs] == ["mark ◆4"]


def test_each_cell_asks_for_its_own_rate():
    one, other = "●3.8%〜4.7%又は非譲許", "●3.9%〜5.3%又は非譲許"
    first, second = pay(one, 100).needs[0], pay(other, 100).needs[0]
    assert first.key != second.key
    facts = {first.key: "3.8% to 4.7%"}
    percent = pay(one, 100, facts=facts).needs[0]
    assert pay(one, 100, facts=facts | {percent.key: "4"}).amount == 4
    assert "does not lie" in pay(one, 100, facts=facts | {percent.key: "5"}).trouble
    assert pay(other, 100, facts=facts | {percent.key: "4"}).needs == (second,)


def test_a_range_that_ends_in_a_sum_is_answered_by_one_of_its_ends():
    need = pay("21%〜29.8%＋1,159円/kg", 100, kg=1).needs[0]
    assert need.choices == ("21%", "29.8% + ¥1,159/kg")
    assert pay("21%〜29.8%＋1,159円/kg", 100, kg=1, facts={need.key: "21%"}).amount == 21


@pytest.mark.parametrize(
    ("answer", "said"),
    [("-5", "negative"), ("nan", "not a figure"), ("1e999999999", "not a figure"), ("9" * 30, "too large"), ("2,5", ""),
     ("500", "cannot be in 10 kg")],
)  # fmt: skip
def test_figures_that_answer_a_question_are_read_like_all_others(answer, said):
    outcome = pay(
        "原産品に含まれる砂糖の重量1キログラムにつき21.50円",
        100,
        kg=10,
        facts={"kg of sugar contained": answer},
    )
    if said:
        assert outcome.amount is None
        assert said in outcome.trouble
    else:
        assert outcome.amount == Fraction("53.75")


@pytest.mark.parametrize("date", ["02-30", "13-01", "²-3", "06-²5", "tomorrow"])
def test_a_day_that_is_none_is_said(date):
    published = "毎年4月1日から同年8月31日までに輸入されるもの\u3000無税"
    assert "month-day" in pay(published, 100, facts={"date": date}).trouble


def test_a_party_that_the_cell_does_not_name_is_one_of_the_others():
    published = "（カナダに対する待遇）\u30002.4%\n（他の締約国に対する待遇）\u30000.8%"
    assert pay(published, 1000, facts={"country": "Chile"}).amount == 8
    assert pay(published, 1000, facts={"country": "Atlantis"}).needs[0].key == "country"


def test_nothing_overflows():
    outcome = pay("20.8%", 10**15 - 1, currency="USD", rate=10**15 - 1)
    assert outcome.amount is not None
    assert outcome.steps
    assert outcome.rounded > 10**29


def test_a_quantity_of_zero_in_a_formula_is_said():
    assert "is zero" in pay(GATE, 100, kg=0).trouble


def test_a_part_that_outweighs_the_goods_is_said_in_decimals_whatever_the_unit():
    part = {"kg of lead content": "100.5"}
    said = "100.5 kg of lead content cannot be in 100 kg of goods."
    assert pay("3.5¢/kg on lead content", 1_000, "USD", facts=part, kg=100).trouble == said
    assert pay("3.5¢/kg on lead content", 1_000, "USD", facts=part, tonne="0.1").trouble == said


def test_a_mark_that_does_not_hold_points_to_the_other_cells():
    outcome = pay("◎無税", 1_000, facts={"mark ◎": "no"})
    assert outcome.amount is None
    assert "Another rate or another line applies" in outcome.trouble
