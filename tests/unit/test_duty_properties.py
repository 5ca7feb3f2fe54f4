"""Trees of any shape that a schedule could print: printed, read again, stored, computed."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from desktop.core import (
    duty,
    duty_curve,
    duty_english,
    duty_japanese,
    duty_json,
    duty_kind,
    duty_print,
    duty_words,
)
from desktop.core.duty import (
    AdValorem,
    AllOf,
    Bounded,
    Case,
    Cases,
    CustomsValue,
    ForCountries,
    Formula,
    Free,
    HigherOf,
    InQuota,
    LowerOf,
    Marked,
    Money,
    NotApplied,
    Number,
    OneOf,
    Operation,
    OutOfQuota,
    Range,
    Remaining,
    Season,
    Specific,
    Sum,
    Unbound,
    Unit,
)
from desktop.core.duty_facts import Shipment
from desktop.core.duty_value import evaluate

figures = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(5000), places=2)
kg = st.just(Unit("kg"))
percents = st.builds(AdValorem, figures)
yen = st.builds(Specific, figures, st.just("JPY"), kg)
gaps = st.builds(
    lambda price, factor, share: Formula(
        Operation(
            "-",
            Operation("*", Money(price), Number(factor)),
            Operation("*", CustomsValue(), Number(share)),
        ),
        "JPY",
        Unit("kg"),
    ),
    figures,
    st.decimals(min_value=Decimal("0.9"), max_value=Decimal("1.1"), places=3),
    st.decimals(min_value=Decimal("0.1"), max_value=Decimal(1), places=2),
)
simple = st.one_of(st.just(Free()), percents, yen, gaps, st.builds(lambda a, b: Sum((a, b)), percents, yen))
choices = st.builds(
    lambda kind, first, second: kind((first, second)), st.sampled_from([LowerOf, HigherOf]), simple, simple
)
bounded = st.builds(lambda inner, floor: Bounded(inner, floor=floor), st.one_of(simple, choices), yen)
computable = st.one_of(simple, choices, bounded)
ranges = st.one_of(
    st.builds(Range, simple, st.one_of(simple, choices)),
    st.builds(lambda a: OneOf((a, Unbound())), simple),
    st.builds(NotApplied, st.one_of(percents, yen)),
)
rates = st.one_of(computable, ranges)
marked = st.builds(
    lambda duty, marks, note: Marked(duty, (*marks, *([note] if note else []))) if marks or note else duty,
    rates,
    st.lists(st.sampled_from(["●", "◎", "※"]), max_size=1),
    st.sampled_from(["", "◆3"]),
)
conditions = st.sampled_from(
    [
        InQuota(), OutOfQuota(), InQuota("WTO"), OutOfQuota("WTO"), InQuota("TWQ-JP3"), InQuota("B-5"), Remaining(),
        ForCountries(("Canada", "Chile")), Season((4, 1), (8, 31)), Season((11, 1), (2, 0)),
        AllOf((Remaining(), InQuota("TWQ-JP3"))), AllOf((OutOfQuota("WTO"), InQuota("B-6"))),
        AllOf((InQuota(), ForCountries(("New Zealand",)))),
    ]
)  # fmt: skip
cases = st.builds(
    lambda pairs: Cases(tuple(Case(condition, rate) for condition, rate in pairs)),
    st.lists(st.tuples(conditions, marked), min_size=1, max_size=3),
)
japanese = st.one_of(marked, cases)
parts = st.sampled_from(["", "the case", "the battery", "drained weight"])
american = st.one_of(
    st.just(Free()),
    st.builds(AdValorem, figures, parts),
    st.builds(
        lambda amount, unit, of, percent: Sum((Specific(amount, "USD", Unit(unit, of)), AdValorem(percent))),
        figures,
        st.sampled_from(["kg", "piece", "litre", "pair", "m²", "dozen"]),
        parts,
        figures,
    ),
)


@given(japanese)
def test_a_japanese_tree_printed_and_read_is_the_same(tree):
    assert duty_japanese.read(duty_print.japanese(tree)) == tree


@given(american)
def test_an_american_tree_printed_and_read_is_the_same(tree):
    assert duty_english.read(duty_print.english(tree)) == tree


@given(st.one_of(japanese, american))
def test_storing_changes_nothing_and_words_never_fail(tree):
    assert duty_json.loads(duty_json.dumps(tree)) == tree
    for say in (duty_words.notation, duty_words.plain, duty_words.short, duty_words.spoken):
        assert say(tree)
    duty_kind.kind(tree)


@given(st.text(max_size=400))
def test_no_text_crashes_a_grammar(text):
    for read in (duty_japanese.read, duty_english.read):
        tree = read(text)
        duty_words.notation(tree)
        failed = duty.unread(tree)
        assert failed is None or failed.reason


@given(
    st.lists(
        st.sampled_from(
            list("0123456789.,%円/kg¢$+()（）又は、〜無税課税価格×-のうちいずれか低い税率 \n\u3000")
        ),
        max_size=200,
    )
)
def test_no_mixture_of_its_own_signs_crashes_a_grammar(signs):
    text = "".join(signs)
    duty_words.notation(duty_japanese.read(text))
    duty_words.notation(duty_english.read(text))


def test_a_text_of_any_length_is_answered_at_once():
    for text in (
        "5%又は" * 100_000,
        "(" * 200_000,
        "1" * 1_000_000,
        "関税割当数量以内のもの\u3000無税\n" * 50_000,
    ):
        assert duty.unread(duty_japanese.read(text)) is not None
        assert duty.unread(duty_english.read(text)) is not None
    # Just below the limit it is read, or refused, in the time of one cell.
    duty_japanese.read("5%又は" * 300)
    duty_english.read("5% + " * 350)


shipments = st.tuples(st.integers(1, 10**9), st.integers(1, 10**6))


@given(computable, shipments)
def test_the_curve_and_the_evaluation_agree(tree, shipment):
    value, quantity = shipment
    outcome = evaluate(tree, Shipment(Decimal(value), "JPY", {"kg": Decimal(quantity)}), "JPY")
    curve = duty_curve.curve(tree, Unit("kg"))
    assert outcome.amount == curve.at(Fraction(value, quantity)) * quantity
    assert outcome.amount >= 0
    assert outcome.steps


@given(
    st.one_of(percents, yen, st.builds(lambda a, b: HigherOf((a, b)), percents, yen)),
    shipments,
    st.integers(1, 10**6),
)
def test_a_dearer_shipment_never_pays_less_where_no_gap_is_in_it(tree, shipment, more):
    value, quantity = shipment
    kilos = {"kg": Decimal(quantity)}
    first = evaluate(tree, Shipment(Decimal(value), "JPY", kilos), "JPY")
    second = evaluate(tree, Shipment(Decimal(value + more), "JPY", kilos), "JPY")
    assert first.amount <= second.amount


@given(gaps, shipments, st.integers(1, 10**6))
def test_a_gap_shrinks_as_the_price_rises(tree, shipment, more):
    value, quantity = shipment
    kilos = {"kg": Decimal(quantity)}
    first = evaluate(tree, Shipment(Decimal(value), "JPY", kilos), "JPY")
    second = evaluate(tree, Shipment(Decimal(value + more), "JPY", kilos), "JPY")
    assert first.amount >= second.amount


@given(computable, computable)
def test_comparing_two_curves_holds_at_any_price(first, second):
    one, other = duty_curve.curve(first, Unit("kg")), duty_curve.curve(second, Unit("kg"))
    stretches = duty_curve.compare(one, other)
    assert stretches[0].start == 0
    assert stretches[-1].end is None
    for before, after in pairwise(stretches):
        assert before.end == after.start
    for stretch in stretches:
        end = stretch.start + 10 if stretch.end is None else stretch.end
        for share in (Fraction(1, 7), Fraction(1, 2), Fraction(6, 7)):
            price = stretch.start + (end - stretch.start) * share
            gap = one.at(price) - other.at(price)
            assert (gap > 0) - (gap < 0) == stretch.sign
