"""Concessions by year: rules on the published years, the facts that are known otherwise, and their limits."""

from collections import Counter
from decimal import Decimal

import pytest

from desktop.core import duty_english, duty_japanese, duty_words, line_duties, staging
from desktop.core.staging import Basis
from desktop.store.duties import DutyStore


def japan(base, first, second, zero=None):
    read = duty_japanese.read
    documented = (zero, "provision") if zero else None
    return staging.japan(read(base), {2025: read(first), 2026: read(second)}, documented)


def said(schedule):
    return {step.year: duty_words.notation(step.high) for step in schedule.steps}


def states(base, **rates):
    known = {int(year[1:]): duty_english.read(rate) for year, rate in rates.items()}
    return staging.united_states(duty_english.read(base) if base else None, known)


def test_beef_follows_the_years_that_are_documented():
    years = said(japan("38.5%", "21.6%", "20.8%"))
    documented = {
        2019: "26.6%", 2020: "25.8%", 2021: "25%", 2022: "24.1%", 2023: "23.3%", 2024: "22.5%", 2025: "21.6%",
        2026: "20.8%", 2027: "20%", 2028: "18.1%", 2029: "16.3%", 2030: "14.5%", 2031: "12.6%", 2032: "10.8%", 2033: "9%",
        2038: "9%",
    }  # fmt: skip
    assert {year: years[year] for year in documented} == documented


@pytest.mark.parametrize(
    ("base", "first", "second", "rule", "zero", "other"),
    [
        ("21.3%", "5.8%", "3.8%", "eleven equal yearly steps", 2028, {2027: "1.9%"}),
        ("4.3%", "0.4%", "0.2%", "half off at the first step", 2027, {2024: "0.7%"}),
        ("12.8%", "1.9%", "1.2%", "half off at the first step", 2028, {}),
        ("10.40円/kg", "2.84円/kg", "1.89円/kg", "eleven", 2028, {}),
        ("12%", "1.3%", "無税", "nine equal yearly steps", 2026, {}),
        ("29.8%又は23円/kgのうちいずれか高い税率", "8.1%又は6.27円/kgのうちいずれか高い税率",
         "5.4%又は4.18円/kgのうちいずれか高い税率", "eleven", 2028, {2027: "2.7% or ¥2.09/kg, whichever is greater"}),
        ("40%", "関税割当数量以内のもの\u300010.9%\n関税割当数量以外のもの\u300040%",
         "関税割当数量以内のもの\u30007.2%\n関税割当数量以外のもの\u300040%", "eleven", None,
         {2024: "Within the quota: 14.5%; Outside the quota: 40%", 2028: "Within the quota: Free; Outside the quota: 40%"}),
        ("29.8%", "18.9%", "17.6%", "down to half in fiscal 2028", None, {2028: "14.9%", 2038: "14.9%"}),
    ],
)  # fmt: skip
def test_rules_of_japan(base, first, second, rule, zero, other):
    schedule = japan(base, first, second)
    assert rule in schedule.rule
    assert schedule.zero == zero
    assert not schedule.zero_at_latest
    years = said(schedule)
    assert {year: years[year] for year in other} == other
    basis = {step.year: step.basis for step in schedule.steps}
    assert {year for year, kind in basis.items() if kind is Basis.PUBLISHED} == {2025, 2026}


@pytest.mark.parametrize(
    ("base", "first", "second"),
    [
        ("482円/kg", "（524円×1.004-課税価格）/kg又は58円/kgのうちいずれか低い税率",
         "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率"),
        ("8.5%", "1.1%", "0.7%"),
        ("50%", "24.2%", "22.1%"),
        ("21.3%", "6.8%", "4.5%"),
    ],
)  # fmt: skip
def test_where_no_rule_fits_only_the_published_years_are_given(base, first, second):
    schedule = japan(base, first, second)
    assert schedule.rule == ""
    assert [step.year for step in schedule.steps] == [2025, 2026]
    assert all(step.basis is Basis.PUBLISHED for step in schedule.steps)


def test_free_in_both_years_stays_free_and_its_past_is_a_span():
    schedule = japan("10%", "無税", "無税")
    assert (schedule.zero, schedule.zero_at_latest) == (2025, True)
    past = {step.year: step for step in schedule.steps if step.year < 2025}
    assert all(step.basis is Basis.SPAN for step in past.values())
    assert duty_words.notation(past[2024].low) == "Free"
    assert duty_words.notation(past[2024].high) == "10%"  # nothing published bounds it but the base
    assert said(schedule)[2038] == "Free"


def test_several_rules_give_a_span_and_are_named():
    # 0.3 % of a base of 1 % is too coarse to tell the rules apart.
    schedule = japan("1%", "0.2%", "0.1%")
    assert schedule.rule.startswith("two or more rules fit")
    assert any(step.low != step.high for step in schedule.steps)


def test_a_published_year_is_never_replaced_by_an_inferred_one(ask, store):
    duties = DutyStore(store.bundle)
    for row in [*ask("jp: cover:in"), *ask("us: cover:in")]:
        line = duties.of_line(row, 2026)
        steps = {step.year: step for step in line.schedule().steps}
        for year, duty in line.known.items():
            assert steps[year].basis is Basis.PUBLISHED
            assert steps[year].high == steps[year].low == duty


def test_rates_never_rise_from_year_to_year_on_lines_with_a_rule(ask, store):
    duties = DutyStore(store.bundle)
    for row in ask("jp: cover:in kind:percent"):
        schedule = duties.of_line(row, 2026).schedule()
        if schedule.rule:
            highs = [
                float(duty_words.notation(s.high).rstrip("%").replace("Free", "0")) for s in schedule.steps
            ]
            assert highs == sorted(highs, reverse=True), row.display


@pytest.mark.parametrize(
    ("base", "rates", "rule", "zero"),
    [
        ("4%", {"y2020": "3.6%", "y2021": "3.2%", "y2026": "1.2%"}, "ten equal stages to zero", 2029),
        ("5%", {"y2020": "2%", "y2021": "Free"}, "minus three points, then free (category B)", 2021),
        ("2.5%", {"y2020": "Free", "y2021": "Free"}, "free at entry (category A)", 2020),
        ("6.4%", {"y2020": "5.34%", "y2021": "4.27%", "y2022": "3.2%"}, "halved in three stages", None),
        (
            "14.9%",
            {"y2020": "11.9%", "y2021": "8.9%", "y2022": "7.45%"},
            "minus three points twice, then half",
            None,
        ),
        ("11%", {"y2020": "8%", "y2021": "5.5%"}, "minus three points, then half", None),
    ],
)
def test_rules_of_the_united_states(base, rates, rule, zero):
    schedule = states(base, **rates)
    assert (schedule.rule, schedule.zero) == (rule, zero)


def test_the_american_lines_fit_the_patterns_as_they_were_counted(ask, store):
    """51 free at entry, 99 minus three then free and so on, as the provisions count them for 2020-2021."""
    duties = DutyStore(store.bundle)
    rules = Counter(duties.of_line(row, 2021).schedule().rule for row in ask("us: cover:in year:2021"))
    assert rules["free at entry (category A)"] == 51
    assert rules["minus three points, then free (category B)"] == 99
    assert rules["two equal stages to zero (category C)"] == 7
    assert rules["five equal stages to zero (category D)"] == 4
    assert rules["ten equal stages to zero"] == 2
    assert rules["halved at entry"] == 19
    assert rules["minus three points, then half"] == 27
    assert rules["halved in two stages"] == 5
    assert rules["halved in three stages"] == 9
    assert rules["halved in five stages"] == 8
    assert rules[""] == 1  # 8415.90.80 refers to chapter 99
    assert rules.total() == 241


def test_two_american_lines_still_move(ask):
    assert [row.display for row in ask("us: cover:in zero:>2026")] == ["1704.10.00", "1704.90.10"]
    assert {row.zero for row in ask("us: cover:in zero:>2026")} == {"2029 (inferred)"}


def test_margin_words():
    assert line_duties.margin_words(Decimal("17.70"), "%") == "17.7 pts"
    assert line_duties.margin_words(Decimal("-1.89"), "¥/kg") == "−¥1.89/kg"
    assert line_duties.margin_words(None, "") == ""


@pytest.mark.parametrize(
    ("base", "first", "second", "other"),
    [
        ("29.8%", "14.9%", "13%", {2024: "16.7%", 2032: "1.8%"}),
        ("3,400,000円/頭", "1,700,000円/頭", "1,487,500円/頭", {2032: "¥212,500/head"}),
    ],
)
def test_where_two_rules_fit_a_documented_year_of_zero_decides(base, first, second, other):
    open_end = japan(base, first, second)
    assert "two or more rules fit" in open_end.rule
    assert open_end.zero is None
    spans = {step.year for step in open_end.steps if step.low != step.high}
    assert min(spans) == 2030  # both rules say the same until one of them ends at a quarter
    settled = japan(base, first, second, 2033)
    assert settled.rule.startswith("sixteen equal yearly steps")
    assert "other rules fit too" in settled.rule
    assert settled.zero == 2033
    years = said(settled)
    assert {year: years[year] for year in other} == other


def test_nine_steps_to_forty_percent_are_not_mistaken_for_fifteen_to_zero():
    schedule = japan("30円/kg", "14円/kg", "12円/kg")
    assert schedule.zero is None
    step = next(step for step in schedule.steps if step.year == 2032)
    assert (duty_words.notation(step.low), duty_words.notation(step.high)) == ("Free", "¥12/kg")


def test_the_documented_orange_rates_lie_in_what_is_said_of_the_past():
    schedule = japan("32%", "無税", "無税")
    for year in (2019, 2024):
        step = next(step for step in schedule.steps if step.year == year)
        assert (duty_words.notation(step.low), duty_words.notation(step.high)) == ("Free", "32%")


def test_free_under_a_condition_is_no_year_of_zero(ask):
    rows = {row.display: row for row in ask("jp: cover:in")}
    for display in ("0406.90.090", "0404.10.135", "0404.10.145"):
        assert rows[display].zero == "", display
