"""Who is ahead: verdicts by tree on the real lines and on cells made for the rule at hand."""

from collections import Counter

import pytest

from desktop.core import duty_japanese, line_duties, parity
from desktop.core.line import RateState
from desktop.core.standing import COMPARATORS, LETTERS, STANDINGS, Standing
from desktop.store.duties import DutyStore

COMPARED = frozenset("=ABabmx")


def judge(ours, theirs, base="30%"):
    read = duty_japanese.read
    return parity.judge(read(ours), read(theirs), read(base), "CPTPP")


@pytest.mark.parametrize(
    ("ours", "theirs", "standing"),
    [
        ("20.8%", "20.8%", Standing.PARITY),
        ("13%", "13.0%", Standing.PARITY),
        ("3.8%", "8.5%", Standing.AHEAD),
        ("無税", "54円/kg", Standing.AHEAD),
        ("10円/kg", "8円/kg", Standing.BEHIND),
        # Alternatives in another order, and a bound that never binds, are the same duty.
        ("5%又は10円/kgのうちいずれか低い税率", "10円/kg又は5%のうちいずれか低い税率", Standing.PARITY),
        # A percentage and an amount cross at a price.
        ("5%", "10円/kg", Standing.MIXED),
        # Lower of two is never above either of them, and below it over some prices.
        ("5%又は10円/kgのうちいずれか低い税率", "5%", Standing.AHEAD_IN_PART),
        ("5%又は10円/kgのうちいずれか高い税率", "5%", Standing.BEHIND_IN_PART),
        # Gate price formulas: cheaper below the gate, nothing for both above it.
        (
            "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率",
            "（524円×1.004-課税価格）/kg又は58円/kgのうちいずれか低い税率",
            Standing.AHEAD_IN_PART,
        ),
        ("関税割当数量以内のもの\u3000無税", "関税割当数量以内のもの\u30005%", Standing.AHEAD_IN_PART),
        ("関税割当数量以内のもの\u3000無税", "無税", Standing.BEHIND_IN_PART),
        ("関税割当数量以内のもの\u30005%\n関税割当数量以外のもの\u300030%", "関税割当数量以内のもの\u30005%", Standing.PARITY),
        ("砂糖を加えたもの\u30005%\nその他のもの\u30003%", "砂糖を加えたもの\u30003%\nその他のもの\u30005%", Standing.MIXED),
        ("無税", "（カナダに対する待遇）\u3000無税", Standing.AHEAD_IN_PART),
        ("●3.8%又は非譲許", "●3.8%又は非譲許", Standing.NOT_COMPARABLE),
        ("7%", "無税〜(6%)", Standing.NOT_COMPARABLE),
        # Descriptions of two cells may fit the same goods.
        ("さんま以外のもの\u30003%", "さんま及びさわら以外のもの\u30003%", Standing.MIXED),
        ("ソフトチーズ\u300030%\nその他のもの\u30005%", "チェダー\u3000無税\nその他のもの\u30005%", Standing.BEHIND_IN_PART),
        # Seasons that overlap are equal where they do.
        ("毎年6月1日から同年9月30日までに輸入されるもの\u30003%", "毎年4月1日から同年8月31日までに輸入されるもの\u30003%",
         Standing.MIXED),
        ("関税割当数量以内のもの\u300025%\n関税割当数量以内のもの（チリに対する待遇）\u3000無税",
         "関税割当数量以内のもの\u300025%", Standing.AHEAD_IN_PART),
        ("●3.8%又は非譲許", "●3.9%又は非譲許", Standing.NOT_COMPARABLE),
        ("●無税〜2%", "●3%〜5%", Standing.AHEAD),
        ("無税 ◆6", "無税", Standing.NOT_COMPARABLE),
        ("54円/kg", "5,000円/頭", Standing.NOT_COMPARABLE),
        ("1キログラムにつき部分肉に係る基準輸入価格と課税価格との差額", "5%", Standing.NOT_COMPARABLE),
    ],
)  # fmt: skip
def test_verdicts(ours, theirs, standing):
    verdict = judge(ours, theirs)
    assert verdict.standing is standing, verdict.sentence
    assert verdict.sentence.endswith(".")


def test_the_verdict_turns_round_with_its_sides():
    mirror = {
        Standing.AHEAD: Standing.BEHIND, Standing.AHEAD_IN_PART: Standing.BEHIND_IN_PART,
    }  # fmt: skip
    mirror |= {there: here for here, there in mirror.items()}
    texts = ["無税", "5%", "10円/kg", "5%又は10円/kgのうちいずれか低い税率", "5%＋3円/kg", "関税割当数量以内のもの\u3000無税",
             "（524円-課税価格）/kg又は54円/kgのうちいずれか低い税率"]  # fmt: skip
    for ours in texts:
        for theirs in texts:
            there, back = judge(ours, theirs).standing, judge(theirs, ours).standing
            assert back is mirror.get(there, there), (ours, theirs)


def test_the_price_at_which_the_advantage_ends_is_named():
    verdict = judge(
        "（524円×1.002-課税価格）/kg又は54円/kgのうちいずれか低い税率",
        "（524円×1.004-課税価格）/kg又は58円/kgのうちいずれか低い税率",
    )
    assert "less up to ¥526.1 (rounded) per kg, the same above ¥526.1 (rounded) per kg" in verdict.sentence


def test_margins_are_single_figures_or_none():
    assert (str(judge("3.8%", "8.5%").margin), judge("3.8%", "8.5%").unit) == ("4.7", "%")
    per_kilo = judge("10円/kg", "12.5円/kg")
    assert (str(per_kilo.margin), per_kilo.unit) == ("2.5", "¥/kg")
    assert judge("5%", "10円/kg").margin is None


@pytest.mark.parametrize(
    ("ours", "theirs", "standing"),
    [
        (RateState.OUTSIDE, RateState.DUTIABLE, Standing.OUTSIDE),
        (RateState.DUTIABLE, RateState.NO_CONCESSION, Standing.NO_CONCESSION),
        (RateState.DUTIABLE, RateState.NOT_PARTY, Standing.NOT_PARTY),
        (RateState.UNKNOWN, RateState.UNKNOWN, Standing.UNKNOWN),
    ],
)
def test_absence_is_an_answer(ours, theirs, standing):
    verdict = parity.from_states(ours, theirs, "CPTPP")
    assert verdict is not None
    assert verdict.standing is standing
    assert parity.from_states(RateState.FREE, RateState.DUTIABLE, "CPTPP") is None


def test_the_letters_of_the_file_are_the_verdicts_of_the_trees(ask, store):
    duties = DutyStore(store.bundle)
    for year in (2025, 2026):
        for row in ask("jp: cover:in", year):
            line = duties.of_line(row, year)
            assert (
                "".join(LETTERS[verdict.standing] for verdict in line.verdicts().values()) == row.standings
            ), row.display
            assert line_duties.margin_words(*line.margin()) == row.margin
            assert line_duties.zero_words(line.schedule()) == row.zero


def test_565_lines_carry_the_cptpp_text_and_the_other_41_have_a_sentence_each(ask, store):
    duties = DutyStore(store.bundle)
    rows = ask("jp: cover:in")
    different = []
    for row in rows:
        line = duties.of_line(row, 2026)
        if line.duties[1] != line.duties[2]:
            different.append((row, line.verdict("cptpp")))
    assert (len(rows), len(different)) == (606, 41)
    counts = Counter(verdict.standing for _, verdict in different)
    assert counts == {
        Standing.AHEAD_IN_PART: 18, Standing.NOT_COMPARABLE: 11, Standing.PARITY: 8, Standing.AHEAD: 2, Standing.MIXED: 2,
    }  # fmt: skip
    for row, verdict in different:
        assert 30 < len(verdict.sentence) < 420, (row.display, verdict.sentence)
    said = {row.display: verdict.sentence for row, verdict in different}
    assert said["1702.90.523"] == "The American exporter pays less at every price: USJTA 3.8%, CPTPP 8.5%."
    assert said["0406.30.000"] == (
        "Each within its own quota, beside CPTPP’s other parties: USJTA 7.2%, CPTPP 40%; otherwise the same."
    )
    assert "Note ◆11" in said["0406.10.090"]


def test_no_line_of_the_agreement_is_left_without_a_verdict(ask):
    for row in ask("jp: cover:in"):
        assert len(row.standings) == len(COMPARATORS)
        assert row.standings[0] in COMPARED
    assert {row.standings for row in ask("us: cover:in")} == {"p" * len(COMPARATORS)}
    assert all(STANDINGS[row.standings[0]] is Standing.OUTSIDE for row in ask("jp: cover:out ch 3"))


def test_overlapping_seasons_are_told_apart_by_their_days():
    verdict = judge(
        "毎年6月1日から同年9月30日までに輸入されるもの\u30003%",
        "毎年4月1日から同年8月31日までに輸入されるもの\u30003%",
        "10%",
    )
    assert "imported from 1 September to before 1 October: USJTA 3%, CPTPP 10%" in verdict.sentence
    assert verdict.sentence.startswith("Imported from 1 April to before 1 June: USJTA 10%, CPTPP 3%")


def test_free_beside_a_duty_that_always_charges_is_ahead_whatever_it_depends_on():
    lactose = "1キログラムにつき、37.19円に重量比による乳糖の含有率が10%を超える1%ごとに3.75円を加えた額"
    assert judge("無税", lactose).standing is Standing.AHEAD
    assert judge(lactose, "無税").standing is Standing.BEHIND


def test_parity_of_two_quotas_says_that_each_is_filled_for_itself():
    within = "関税割当数量以内のもの\u3000無税"
    verdict = judge(f"{within}\n関税割当数量以外のもの\u300030%", within)
    assert verdict.standing is Standing.PARITY
    assert verdict.sentence.endswith("each within or each outside its own quota.")
